import EventLog
import Foundation
public import Transparency

/// A checkpoint that somebody kept, to hold a log against.
public struct HeldCheckpoint: Sendable {
  /// The file it is from.
  public var file: String
  /// The checkpoint.
  public var signed: SignedCheckpoint
  /// Witnesses that cosigned it, and when (seconds since 1970).
  public var cosignatures: [Cosignature] = []

  /// Reads a checkpoint and checks who signed it.
  ///
  /// - Parameters:
  ///   - logKeys: the log's keys, retired ones too.
  ///   - witnesses: the witnesses that are trusted.
  /// - Throws: a `DeskError` that names the file.
  public init(file: String, logKeys: [VerifierKey], witnesses: [VerifierKey]) throws {
    guard let bytes = try DurableFile.read(file) else {
      throw DeskError(.notFound, "there is no file \(file)", at: ["option": "--against"])
    }
    self.file = file
    do {
      signed = try SignedCheckpoint(parsing: bytes)
      cosignatures = try signed.verify(logKeys: logKeys, witnesses: witnesses).cosignatures
    } catch {
      throw DeskError(
        .refused, "\(file) is no checkpoint that can be relied on: \(error.message)",
        at: ["option": "--against"],
        hint: "give a signed checkpoint, and the log's verifier key with --vkey if it is not the"
          + " registry's own")
    }
  }

  /// A checkpoint whose signature was checked.
  init(file: String, signed: SignedCheckpoint) {
    self.file = file
    self.signed = signed
  }

  /// What it is, for a report.
  var words: String {
    let seen = cosignatures.map {
      ", seen by \($0.key.name) at "
        + Instant(microseconds: Int64(clamping: $0.time) &* 1_000_000).toTheSecond
    }
    return "\(file): size \(signed.checkpoint.size)\(seen.joined())"
  }

  /// The earliest moment at which a witness saw it.
  var seen: UInt64? { cosignatures.map(\.time).min() }
}

/// What the times of witnesses say of the times in a log.
struct TimeBounds {
  /// How far clocks may differ, and how long an event may go unsigned, in seconds.
  static let tolerance: UInt64 = 60

  /// Events that say they were recorded after a witness saw them. There is no honest way to that but
  /// a clock that was ahead.
  private(set) var impossible: [LogFault] = []
  /// Events that say they were recorded before a witness saw a checkpoint without them: back-dated, or
  /// the checkpoint was old when it was shown.
  private(set) var early: [String] = []

  /// Compares the log with checkpoints of which it is known when they were seen.
  init(_ snapshot: any LogSnapshot, _ held: [HeldCheckpoint]) throws {
    let seen = held.compactMap { held in held.seen.map { (held.signed.checkpoint.size, $0) } }
      .filter { $0.0 <= snapshot.size }.sorted { $0 < $1 }
    var last: (size: UInt64, time: UInt64)?
    for (size, time) in seen where size > last?.size ?? 0 {
      let first = last?.size ?? 0
      let inTime = max(first, try snapshot.size(at: Self.instant(time + Self.tolerance)))
      if inTime < size {
        impossible.append(
          LogFault(
            position: inTime, part: .time,
            message: "positions \(inTime) to \(size - 1): a witness saw them at"
              + " \(Self.instant(time).toTheSecond), but they say they were recorded later: the clock of"
              + " the registry was ahead"))
      }
      if let last {
        let end = min(
          size, try snapshot.size(at: Self.instant(last.time - min(last.time, Self.tolerance))))
        if end > first {
          early.append(
            "positions \(first) to \(end - 1) say they were recorded before"
              + " \(Self.instant(last.time).toTheSecond), when a witness saw a checkpoint without them: they"
              + " were back-dated, or that checkpoint was already old when it was shown; ask the witness"
          )
        }
      }
      last = (size, time)
    }
  }

  private static func instant(_ seconds: UInt64) -> Instant {
    Instant(microseconds: Int64(clamping: seconds) &* 1_000_000)
  }
}

extension Instant {
  /// As people read it: 2026-11-20 14:03:21Z.
  var toTheSecond: String { description.prefix(19).replacing("T", with: " ") + "Z" }
}
