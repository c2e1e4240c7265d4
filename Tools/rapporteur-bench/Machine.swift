import ArgumentParser
import Foundation

/// What is wrong with the way a benchmark was called.
struct BenchError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// The folder of a benchmark, new and empty, on a real disk.
func freshDirectory(_ path: String) throws -> String {
  try? FileManager.default.removeItem(atPath: path)
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  try refuseMemory(path)
  return path
}

/// Throws when the folder is in memory, where syncing costs nothing. See `proc_pid_mountinfo(5)`.
func refuseMemory(_ path: String) throws {
  var status = stat()
  guard stat(path, &status) == 0 else { throw BenchError("\(path) cannot be read") }
  let device = "\(status.st_dev >> 8 & 0xFFF):\(status.st_dev & 0xFF)"
  let mounts = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
  for mount in mounts.split(separator: "\n").map({ $0.split(separator: " ") })
  where mount.count > 2 && mount[2] == device && mount.contains("tmpfs") {
    throw BenchError("\(path) is in memory; give a folder on a disk")
  }
}

/// A line of a process's `/proc/<pid>/status`, in MiB.
func memory(_ name: String, of process: String = "self") -> Int {
  let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
  let number = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
  return (number ?? 0) / 1024
}

/// The bytes that the files in a folder take.
func bytes(of path: String) -> Int {
  var total = 0
  for name in FileManager.default.enumerator(atPath: path)?.compactMap({ $0 as? String }) ?? [] {
    var information = stat()
    if stat("\(path)/\(name)", &information) == 0, information.st_mode & S_IFMT == S_IFREG {
      total += Int(information.st_size)
    }
  }
  return total
}

/// `machine`: what the other figures depend on.
struct MachineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machine", abstract: "Measure the disk: synced overwrites of 4 KiB a second.")

  @OptionGroup var place: Place

  func run() throws {
    let directory = try freshDirectory(place.directory + "/machine")
    report("cores", String(ProcessInfo.processInfo.activeProcessorCount))
    let memory = Double(ProcessInfo.processInfo.physicalMemory) / Double(1 << 30)
    report("memory", "\(decimal(memory, 0)) GiB")
    let file = open(directory + "/file", O_RDWR | O_CREAT, 0o600)
    guard file >= 0 else { throw BenchError("no file can be made in \(directory)") }
    defer { close(file) }
    let page = [UInt8](repeating: 1, count: 4096)
    for block in 0..<256 { pwrite(file, page, page.count, off_t(block * page.count)) }
    fsync(file)
    var rates: [Double] = []
    for _ in 0..<5 {
      let time = seconds {
        for block in 0..<1000 {
          pwrite(file, page, page.count, off_t(block % 256 * page.count))
          fdatasync(file)
        }
      }
      rates.append(1000 / time)
    }
    report("fdatasync of a 4 KiB overwrite", "\(whole(median(rates))) /s")
  }
}
