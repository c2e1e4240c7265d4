/// Why a witness does not countersign, as its protocol tells the reasons apart (C2SP tlog-witness,
/// add-checkpoint).
public struct WitnessRefusal: Error, Sendable {
  /// The reason.
  public enum Reason: Hashable, Sendable {
    /// The bytes are no request.
    case malformed
    /// The witness does not follow that log.
    case unknownLog
    /// None of the log's keys signed.
    case notSigned
    /// The witness saw the log last at another size or with another root; this is the size.
    case otherSize(UInt64)
    /// The proof does not show that the log only grew.
    case unproven
  }

  /// The reason.
  public let reason: Reason
  /// The same in words.
  public let error: DeskError

  init(_ reason: Reason, _ error: DeskError) {
    self.reason = reason
    self.error = error
  }

  /// The status of the answer.
  public var status: Int {
    switch reason {
    case .malformed: 400
    case .notSigned: 403
    case .unknownLog: 404
    case .otherSize: 409
    case .unproven: 422
    }
  }
}
