/// What a witness says about a checkpoint: it had seen this head of the log by then (C2SP
/// tlog-cosignature, Format).
public struct Cosignature: Hashable, Sendable {
  /// The witness's key.
  public let key: VerifierKey
  /// When it signed, in POSIX seconds.
  public let time: UInt64
}

extension Cosignature {
  /// The last time that can be signed (C2SP tlog-cosignature, Format).
  static let maximumTime = UInt64(Int64.max)

  /// What is signed (C2SP tlog-cosignature, Ed25519 signed message).
  static func message(_ checkpoint: String, at time: UInt64) -> [UInt8] {
    Array("cosignature/v1\ntime \(time)\n\(checkpoint)".utf8)
  }

  /// The bytes of a note signature: the time, big-endian, before those of RFC 8032.
  static func bytes(time: UInt64, signature: some Collection<UInt8>) -> [UInt8] {
    withUnsafeBytes(of: time.bigEndian) { Array($0) } + signature
  }

  /// Takes apart what `bytes` puts together; nil for another length or a time out of range.
  static func parts(of bytes: [UInt8]) -> (time: UInt64, signature: [UInt8])? {
    guard bytes.count == 8 + 64 else { return nil }
    let time = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    guard time <= maximumTime else { return nil }
    return (time, Array(bytes.dropFirst(8)))
  }
}
