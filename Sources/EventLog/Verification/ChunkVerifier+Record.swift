import JSON
import LMDB
import Transparency

extension ChunkVerifier {
  /// Checks what a record says of itself, and what stands beside it. Returns nil when its envelope
  /// cannot be read.
  mutating func checkRecord(
    _ record: UnsafeRawBufferPointer, _ blobs: inout BlobWalk
  ) throws -> (RecordHeader, UniqueID)? {
    guard let header = RecordHeader(record), let command = header.command(in: record) else {
      result.faults.add(.record, at: position, "the record's envelope cannot be read")
      return nil
    }
    if header.position != position {
      result.faults.add(
        .record, at: position, "the record is that of position \(header.position)")
    }
    let type = UnsafeRawBufferPointer(rebasing: record[header.type])
    let stream = UnsafeRawBufferPointer(rebasing: record[header.stream])
    if !RecordShape.isName(type) || !RecordShape.isName(stream) {
      result.faults.add(.record, at: position, "its type or its stream is no name")
    }
    do {
      try JSONDocument(parsing: record).read { (root) throws in
        let shape = try RecordShape(root, header)
        if shape.command != command { throw ShapeProblem("it belongs to two commands") }
        if let kind = subject.kinds.kind(type) {
          result.destroyed.read(kind, subject.kinds, stream, shape.data, at: position)
        }
        if let beside = shape.beside { try check(beside, &blobs) }
      }
    } catch let problem as ShapeProblem {
      result.faults.add(
        .record, at: position, "the record has not the form of one: \(problem.message)")
    } catch let error as JSONError {
      result.faults.add(.record, at: position, "the record cannot be read: \(error.message)")
    }
    return (header, command)
  }

  /// Checks the blobs that a record names.
  private mutating func check(_ beside: JSONElement, _ blobs: inout BlobWalk) throws {
    var last: UnsafeRawBufferPointer?
    for element in beside.elements {
      let entry: RecordShape.Beside
      do {
        entry = try RecordShape.Beside(element)
        if let last, ByteOrder.compare(last, entry.field) >= 0 {
          throw ShapeProblem("what stands beside it is not in the order of the fields")
        }
      } catch {
        try blobs.skip(position)
        throw error
      }
      last = entry.field
      let person = subject.kinds.knowsErasure ? entry.subject.map { KeyedHash.of($0) } ?? 0 : 0
      guard let blob = try blobs.blob(at: position, entry.field, &result.faults) else {
        result.absent.append(
          ChunkResult.Absent(
            position: position, address: Destroyed.hash(position, entry.field), subject: person))
        continue
      }
      result.presentBlobs += 1
      if person != 0, result.sealed[person] == nil { result.sealed[person] = position }
      if blob.count > Self.maximumBlobBytes {
        fault(entry, "has \(blob.count) bytes, more than the log takes")
      } else if Digest(hashing: blob) != entry.hash {
        fault(entry, "was changed: its hash is not the one in the record")
      }
    }
  }

  /// More than what can come of the longest content.
  private static var maximumBlobBytes: Int { AppendCheck.maximumBesideBytes + 1024 }

  private mutating func fault(
    _ entry: RecordShape.Beside, _ what: @autoclosure () -> String
  ) {
    result.faults.add(
      .blob, at: position,
      "\"\(String(decoding: entry.field, as: UTF8.self))\" beside the record \(what())")
  }
}
