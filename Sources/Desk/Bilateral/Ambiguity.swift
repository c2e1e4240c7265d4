/// Names that may mean several things: a person has to decide which.
public struct Ambiguity: Error, Hashable, Sendable {
  /// One name.
  public struct Place: Hashable, Sendable {
    /// Where it stands, as a JSON pointer (RFC 6901).
    public var pointer: String
    /// What was written.
    public var written: String
    /// What it may mean, likeliest first.
    public var candidates: [Completion]

    /// One name.
    public init(pointer: String, written: String, candidates: [Completion]) {
      self.pointer = pointer
      self.written = written
      self.candidates = candidates
    }
  }

  /// The names, in the order of the bilateral.
  public var places: [Place]

  /// Names that may mean several things.
  public init(_ places: [Place]) { self.places = places }
}
