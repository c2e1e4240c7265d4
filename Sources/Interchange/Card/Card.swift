/// A person's card as a file (vCard 4.0, RFC 6350).
public struct Card: Hashable, Sendable {
  /// A post that the person holds or held.
  public struct Post: Hashable, Sendable {
    /// The organisation's name.
    public var organisation: String?
    /// The post as stated.
    public var position: String?
    /// What else there is to say, as when it was so.
    public var remark: String?
    /// Whether it is the one to name first.
    public var isPrimary: Bool

    /// A post.
    public init(
      organisation: String?, position: String?, remark: String? = nil, isPrimary: Bool = false
    ) {
      self.organisation = organisation
      self.position = position
      self.remark = remark
      self.isPrimary = isPrimary
    }
  }

  /// What names the card in every address book and for ever: a URI.
  public var uid: String
  /// When it was changed last.
  public var revised: UTCSecond
  /// The whole name.
  public var name: String
  /// How the person is addressed: Ms., Dr., ….
  public var honorific: String?
  /// The posts.
  public var posts: [Post] = []
  /// The e-mail address.
  public var email: String?
  /// The telephone number.
  public var phone: String?
  /// The postal address, whole.
  public var address: String?
  /// The languages the person works in, as tags (RFC 5646).
  public var languages: [String] = []
  /// What the person knows about.
  public var categories: [String] = []
  /// Remarks.
  public var notes: [String] = []

  /// A card with a name and nothing else.
  public init(uid: String, revised: UTCSecond, name: String, honorific: String? = nil) {
    self.uid = uid
    self.revised = revised
    self.name = name
    self.honorific = honorific
  }

  /// The file's text.
  public var text: String {
    var lines = ContentLines()
    lines.add("BEGIN", "VCARD")
    lines.add("VERSION", "4.0")
    lines.add("PRODID", "-//Rapporteur//Rapporteur//EN")
    lines.add("UID", uid)
    lines.add("KIND", "individual")
    lines.add("FN", text: [honorific, name].compactMap(\.self).joined(separator: " "))
    // Which part is the family's name is not known, and is not guessed: the whole name stands in the
    // place of given names, of which there may be any number.
    lines.add("N", Self.structured([nil, name, nil, honorific, nil]))
    for (index, post) in posts.enumerated() { add(post, number: index + 1, to: &lines) }
    lines.add("EMAIL", text: email)
    lines.add("TEL;VALUE=text", text: phone)
    if let address { lines.add("ADR", Self.structured([nil, nil, address, nil, nil, nil, nil])) }
    for (index, language) in languages.enumerated() {
      lines.add(languages.count > 1 ? "LANG;PREF=\(min(index + 1, 100))" : "LANG", text: language)
    }
    lines.add("CATEGORIES", texts: categories)
    for note in notes { lines.add("NOTE", text: note) }
    lines.add("REV", revised.basic)
    lines.add("END", "VCARD")
    return lines.text
  }

  /// A post; with several, what belongs together has the same group (RFC 6350, section 3.3).
  private func add(_ post: Post, number: Int, to lines: inout ContentLines) {
    let group = posts.count > 1 ? "post\(number)." : ""
    let preference = posts.count > 1 && post.isPrimary ? ";PREF=1" : ""
    // Organisations are structured: a semicolon would begin a unit of theirs.
    lines.add("\(group)ORG\(preference)", text: post.organisation)
    lines.add("\(group)TITLE\(preference)", text: post.position)
    lines.add("\(group)NOTE", text: post.remark)
  }

  private static func structured(_ parts: [String?]) -> String {
    parts.map { $0.map(ContentLines.escaped) ?? "" }.joined(separator: ";")
  }
}
