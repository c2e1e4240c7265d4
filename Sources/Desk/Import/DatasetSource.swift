import Foundation
import Interchange
import Registry

/// Where a dataset is read from.
public struct DatasetSource: Sendable {
  /// The files, by name with `.csv`; each opens anew at every reading.
  let files: [(name: String, open: @Sendable () throws -> () throws -> [UInt8]?)]

  /// A dataset in memory.
  public init(_ files: [(name: String, bytes: [UInt8])]) {
    self.files = files.map { name, bytes in
      (
        name,
        {
          var rest: [UInt8]? = bytes
          return {
            defer { rest = nil }
            return rest
          }
        }
      )
    }
  }

  /// A dataset folder, or one file of it.
  public init(path: String) throws {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    guard manager.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DeskError(.notFound, "there is no file or folder \(path)", at: ["option": "PATH"])
    }
    let paths: [String]
    if isFolder.boolValue {
      do {
        paths = try manager.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".csv") }
          .sorted().map { path + "/" + $0 }
      } catch {
        throw DeskError(.io, "\(path) cannot be listed: \(error.localizedDescription)")
      }
    } else {
      paths = [path]
    }
    guard !paths.isEmpty else {
      throw DeskError(
        .refused, "\(path) holds no CSV file", at: ["file": path],
        hint: "a dataset folder has files such as requests.csv")
    }
    files = paths.map { path in
      (URL(fileURLWithPath: path).lastPathComponent, { try Self.chunks(of: path) })
    }
  }

  private static let chunk = 1 << 16

  private static func chunks(of path: String) throws -> () throws -> [UInt8]? {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw DeskError(.io, "\(path) cannot be read", at: ["file": path])
    }
    return {
      guard let data = try handle.read(upToCount: chunk), !data.isEmpty else { return nil }
      return Array(data)
    }
  }

  /// Reads every file, those that others refer to first. Files that the format does not have are
  /// faults.
  func tables(ignoringUnknown: Bool) throws -> (tables: [DatasetTable], faults: [DatasetFault]) {
    var tables: [DatasetTable] = []
    for file in DatasetFile.all {
      guard let open = files.first(where: { $0.name == file.name + ".csv" })?.open else { continue }
      tables.append(try file.read(ignoringUnknown: ignoringUnknown, from: try open()))
    }
    let known = Set(DatasetFile.all.map { $0.name + ".csv" })
    let strangers = files.filter { !known.contains($0.name) }.map { file in
      let near = NearMatch.closest(to: file.name, in: known.sorted(), limit: 1)
      return DatasetFault(
        file: file.name,
        reason: "is no file of a dataset; "
          + (near.first.map { "did you mean \($0)?" }
            ?? "its files are \(known.sorted().joined(separator: ", "))"))
    }
    return (tables, ignoringUnknown ? [] : strangers)
  }
}
