/// What a log says about itself: how large it is and what its root is (C2SP tlog-checkpoint, Note
/// text).
public struct Checkpoint: Sendable {
  /// Which log it is; equal to the name of the log's key.
  public let origin: String
  /// How many leaves the tree has.
  public let size: UInt64
  /// The root over them.
  public let root: Digest
  /// Further lines, which mean nothing here.
  public let extensions: [String]

  /// A checkpoint from its parts. Throws `malformedCheckpoint` when a line would be empty or hold
  /// control characters, or when an empty tree has another root than the empty one (C2SP
  /// tlog-checkpoint, Note text).
  public init(
    origin: String, size: UInt64, root: Digest, extensions: [String] = []
  ) throws(TransparencyError) {
    guard origin.isNoteLine, extensions.allSatisfy(\.isNoteLine) else {
      throw TransparencyError(
        .malformedCheckpoint,
        "the origin and the extension lines must not be empty nor have control characters")
    }
    guard size > 0 || root == MerkleTree.emptyRoot else {
      throw TransparencyError(
        .malformedCheckpoint, "an empty tree has the root \(MerkleTree.emptyRoot), not \(root)")
    }
    self.origin = origin
    self.size = size
    self.root = root
    self.extensions = extensions
  }

  /// Reads exactly the form that `text` has. Throws `malformedCheckpoint` (C2SP tlog-checkpoint,
  /// Note text).
  public init(parsing text: some StringProtocol) throws(TransparencyError) {
    var lines = LineReader(text.utf8)
    guard let first = lines.next(), let second = lines.next(), let third = lines.next() else {
      throw TransparencyError(
        .malformedCheckpoint, "a checkpoint has three lines with line ends: origin, size, root")
    }
    guard let size = second.strictDecimal else {
      throw TransparencyError(.malformedCheckpoint, "the second line is not the size of a tree")
    }
    guard let root = Digest(base64: third) else {
      throw TransparencyError(.malformedCheckpoint, "the third line is not a root in base64")
    }
    var extensions: [String] = []
    while let line = lines.next() { extensions.append(String(decoding: line, as: UTF8.self)) }
    guard lines.rest.isEmpty else {
      throw TransparencyError(.malformedCheckpoint, "the last line has no line end")
    }
    try self.init(
      origin: String(decoding: first, as: UTF8.self), size: size, root: root,
      extensions: extensions)
  }

  /// The text that is signed (C2SP tlog-checkpoint, Note text).
  public var text: String {
    extensions.reduce(into: "\(origin)\n\(size)\n\(root.base64)\n") { $0 += $1 + "\n" }
  }
}

extension Checkpoint: Hashable {
  /// Checkpoints are the same when their texts have the same bytes.
  public static func == (a: Self, b: Self) -> Bool {
    a.size == b.size && a.root == b.root && a.origin.isSame(as: b.origin)
      && a.extensions.elementsEqual(b.extensions) { $0.isSame(as: $1) }
  }

  /// Feeds the size and the root.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(size)
    hasher.combine(root)
  }
}
