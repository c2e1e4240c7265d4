internal import Crypto
internal import Foundation

/// Makes secrets, and what is kept in their place.
enum Secret {
  /// How many bytes of chance a secret holds: 256 bits.
  static let size = 32

  /// A new secret in the URL-safe alphabet of RFC 4648 section 5, without padding.
  static func make(_ random: (Int) -> [UInt8]) -> String { text(random(size)) }

  /// What is kept of a secret: with 256 bits of chance behind it, one hash is enough.
  static func hash(_ secret: String) -> Data { Data(SHA256.hash(data: Data(secret.utf8))) }

  /// What is kept of a text that is easily guessed, such as a network address: without the key nobody
  /// can tell whose it is.
  static func hash(_ text: String, key: Data) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
  }

  /// Another secret that follows from this one, and does not lead back to it.
  static func derived(from secret: String, for purpose: String) -> String {
    text(Array(hash(purpose, key: Data(secret.utf8))))
  }

  /// Whether both are the same, in a time that does not depend on where they differ.
  static func areEqual(_ one: some Collection<UInt8>, _ other: some Collection<UInt8>) -> Bool {
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// So many bytes of the system's random numbers.
  static func systemRandom(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  private static func text(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }
}
