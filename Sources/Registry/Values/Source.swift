/// A citation: `document:place`, as in `D003:L98`.
public struct Source: Hashable, Sendable {
  /// The citation as written.
  public let text: String

  /// Reads a citation. The document is an id; the place is any text.
  public init(_ text: String) throws(SourceError) {
    guard let colon = text.firstIndex(of: ":"), text.index(after: colon) < text.endIndex else {
      throw SourceError(reason: "“\(text)” is no source; write document:place, as in D003:L98")
    }
    do { _ = try Identifier(text[..<colon]) } catch {
      throw SourceError(reason: "“\(text)” names no document: its id \(error.reason)")
    }
    self.text = text
  }

  /// The id of the document.
  public var document: String { String(text.prefix { $0 != ":" }) }
}

/// Why a text is no citation.
public struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let reason: String
  /// The reason.
  public var description: String { reason }
}
