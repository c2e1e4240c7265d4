import ReferenceData

/// The saved questions that every office has from the start.
public struct ShippedQuestions: Sendable {
  /// The questions the program ships, read when they are first asked for.
  public static let shared = ShippedQuestions()

  /// One question.
  public struct Question: Hashable, Sendable {
    /// The name it is asked by.
    public let id: String
    /// What people read.
    public let title: String
    /// The kind of thing that it lists.
    public let about: Kind
    /// The filters, as in an address.
    public let filters: String
    /// What to know about it; nil when there is nothing.
    public let note: String?
  }

  /// All questions in the order of the list.
  public let all: [Question]

  private init() {
    all = ReferenceTable(.questions).rows.compactMap { row in
      Kind(rawValue: row["about"]).map { about in
        Question(
          id: row["id"], title: row["title"], about: about, filters: row["filters"],
          note: row.optional("note"))
      }
    }
  }

  /// The question with this name.
  public subscript(id: String) -> Question? { all.first { $0.id == id } }
}
