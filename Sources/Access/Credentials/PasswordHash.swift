internal import Crypto
internal import CryptoExtras
internal import Foundation

/// What is kept of a password: the scrypt (RFC 7914) of it, with the parameters it was made by, so
/// that they can be raised later.
struct PasswordHash: Hashable, Sendable {
  /// The base 2 logarithm of N: how much time and memory one try costs.
  let cost: Int
  /// What makes equal passwords differ.
  let salt: [UInt8]
  /// The outcome.
  let bytes: [UInt8]

  private static let blockSize = 8
  private static let parallelism = 1
  private static let size = 32
  private static let saltSize = 16

  /// Hashes a password. Takes 128 MB of memory at a cost of 17.
  init(_ password: String, cost: Int, random: (Int) -> [UInt8]) throws {
    try self.init(password, cost: cost, salt: random(Self.saltSize))
  }

  private init(_ password: String, cost: Int, salt: [UInt8]) throws {
    let key = try KDF.Scrypt.deriveKey(
      from: Data(Self.canonical(password).utf8), salt: salt, outputByteCount: Self.size,
      rounds: 1 << cost, blockSize: Self.blockSize, parallelism: Self.parallelism)
    self.cost = cost
    self.salt = salt
    bytes = key.withUnsafeBytes { Array($0) }
  }

  private init(cost: Int, salt: [UInt8], bytes: [UInt8]) {
    self.cost = cost
    self.salt = salt
    self.bytes = bytes
  }

  /// A hash of no password, which costs as much to compare with.
  static func decoy(cost: Int, _ random: (Int) -> [UInt8]) -> PasswordHash {
    PasswordHash(cost: cost, salt: random(saltSize), bytes: random(size))
  }

  /// Reads what `text` writes.
  init?(_ text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
      parts[2].hasPrefix("ln="), parts[2].hasSuffix(",r=\(Self.blockSize),p=\(Self.parallelism)"),
      let cost = Int(parts[2].dropFirst(3).prefix { $0 != "," }), (1...24).contains(cost),
      let salt = Data(base64Encoded: String(parts[3])), salt.count == Self.saltSize,
      let bytes = Data(base64Encoded: String(parts[4])), bytes.count == Self.size
    else { return nil }
    self.cost = cost
    self.salt = Array(salt)
    self.bytes = Array(bytes)
  }

  /// The hash with its parameters, as it is kept.
  var text: String {
    "$scrypt$ln=\(cost),r=\(Self.blockSize),p=\(Self.parallelism)"
      + "$\(Data(salt).base64EncodedString())$\(Data(bytes).base64EncodedString())"
  }

  /// Whether this is the hash of the password.
  func matches(_ password: String) throws -> Bool {
    Secret.areEqual(try PasswordHash(password, cost: cost, salt: salt).bytes, bytes)
  }

  /// One password in its one form, however the keyboard composed its letters (RFC 8265).
  static func canonical(_ password: String) -> String {
    password.precomposedStringWithCanonicalMapping
  }
}

/// What a password has to be.
public enum PasswordFault: String, Error, CaseIterable, Hashable, Sendable {
  /// Fewer than 12 characters.
  case tooShort
  /// More than 1,024 bytes.
  case tooLong
  /// It is the account's name.
  case isAccountName

  /// What is wrong with a password for this account; nil when it will do.
  public init?(of password: String, for account: String) {
    let password = PasswordHash.canonical(password)
    if password.utf8.count > 1024 {
      self = .tooLong
    } else if password.lowercased() == account.lowercased() {
      self = .isAccountName
    } else if password.count < 12 {
      self = .tooShort
    } else {
      return nil
    }
  }
}
