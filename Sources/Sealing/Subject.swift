/// What the id of a person must be like to have a key.
enum Subject {
  /// The longest id, in bytes: the longest key that the store takes.
  static let maximumByteCount = 511

  /// Throws `unsealable` for an id that cannot have a key.
  static func check(_ subject: String) throws(SealingError) {
    guard (1...maximumByteCount).contains(subject.utf8.count), !subject.utf8.contains(10) else {
      throw SealingError(
        .unsealable,
        "the id of a person has 1 to \(maximumByteCount) bytes and no line feed; this one has"
          + " \(subject.utf8.count) bytes")
    }
  }
}
