import EventLog
import Glibc
import JSON
import Sealing

// Appends to the log in the folder of the first argument until it is killed, with as many writers
// as the second says, and prints a line for each acknowledged command: its id, its first position
// and its count. With a third argument it stops after so many commands and closes the log. With no
// writers it runs into a limit of the file's size instead.

/// Prints a line at once: what was printed survives the kill.
func tell(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
}

/// A command of one to four events, some with a text beside.
func nextAppend(_ writer: Int, _ number: Int) -> Append {
  var generator = SystemRandomNumberGenerator()
  let id = UniqueID(at: LMDBEventLog.systemClock(), using: &generator)
  let events = (0..<number % 4 + 1).map { index in
    NewEvent(
      type: "request.noted", data: ["writer": .integer(Int64(writer))],
      beside: index % 2 == 0 ? ["note": .text("note \(number)")] : [:])
  }
  let own = StreamName("writer/\(writer)-\(getpid())-\(number % 7)")
  return Append(
    command: id, by: "staff-1", via: "cli",
    writes: [
      StreamWrite(to: own, expecting: .any, events: events),
      StreamWrite(
        to: StreamName("shared/one"), expecting: .any,
        events: [NewEvent(type: "request.counted")]),
    ])
}

guard CommandLine.arguments.count >= 3, let writers = Int(CommandLine.arguments[2]) else {
  tell("usage: LogKillTarget FOLDER WRITERS [COMMANDS]")
  exit(2)
}
let limit = CommandLine.arguments.count > 3 ? Int(CommandLine.arguments[3]) ?? 0 : Int.max
do {
  let log = try LMDBEventLog(
    openingAt: CommandLine.arguments[1], keyRing: MemoryKeyRing())
  tell("ready")
  if writers == 0 {
    try await runIntoFileLimit(log, file: CommandLine.arguments[1] + "/data.mdb")
  }
  try await withThrowingTaskGroup { group in
    for writer in 0..<writers {
      group.addTask {
        for number in 0..<limit {
          let append = nextAppend(writer, number)
          if case .appended(let receipt) = try await log.append(append) {
            tell("\(receipt.command) \(receipt.first) \(receipt.count)")
          }
        }
      }
    }
    try await group.waitForAll()
  }
  await log.close()
  tell("done")
} catch {
  tell("error: \(error)")
  exit(1)
}
