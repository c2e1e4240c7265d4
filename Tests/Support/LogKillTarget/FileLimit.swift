import EventLog
import Glibc
import JSON

/// Appends until the system refuses to let the file grow, reads, lifts the limit and appends again.
/// Prints the code of the error, the sizes before and after, and how the command was repeated.
func runIntoFileLimit(_ log: LMDBEventLog, file: String) async throws {
  signal(SIGXFSZ, SIG_IGN)
  var status = stat()
  guard stat(file, &status) == 0 else { return }
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  let unlimited = limit
  limit.rlim_cur = rlim_t(status.st_size + 200_000)
  setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  var number = 0
  while true {
    let append = nextAppend(0, number)
    do {
      _ = try await log.append(append)
      number += 1
    } catch let error as EventLogError {
      let size = try log.read { $0.size }
      tell("\(error.code == .noSpace ? "no space" : "other: \(error)")")
      do { _ = try await log.append(nextAppend(0, 3)) } catch let error as EventLogError {
        tell("\(error.code == .noSpace ? "still no space" : "other: \(error)")")
      }
      guard try log.read({ $0.size }) == size else { return tell("grew") }
      var limit = unlimited
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      guard case .appended(let receipt) = try await log.append(append) else {
        return tell("not appended")
      }
      tell("appended at \(receipt.first == size ? "the end" : "\(receipt.first)")")
      return
    }
  }
}
