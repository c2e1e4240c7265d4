import Registry

extension ThingFilter {
  /// What the filter narrows to, in words for people; empty when it narrows nothing. Nothing that it
  /// narrows is left out.
  public var words: [String] {
    let nothing = Mirror(reflecting: ThingFilter()).children.map { "\($0.value)" }
    return zip(Mirror(reflecting: self).children, nothing).flatMap { member, none -> [String] in
      guard "\(member.value)" != none, let name = member.label else { return [] }
      return words(for: name) ?? ["\(name): \(member.value)"]
    }
  }

  private func words(for name: String) -> [String]? {
    switch name {
    case "countries": ["country \(countries.map { Countries.shared[$0]?.name ?? $0 }.or)"]
    case "region": region.map { ["region \(Regions.shared[$0]?.name ?? $0)"] }
    case "group": group.map { ["\($0) \(groupDay.words)"] }
    // Said with the group, or of no matter without one.
    case "groupDay": []
    case "references":
      references.sorted { $0.key < $1.key }.map { "\(Self.label($0.key)) \($0.value.or)" }
    case "absent": absent.sorted().map { "\(Self.label($0)) not stated" }
    case "under": under.map { ["under \($0)"] }
    case "themes":
      ["theme \(themes.map { Themes.shared.label(of: $0) }.or), with narrower ones"]
    case "terms": terms.sorted { $0.key < $1.key }.map { "\(Self.label($0.key)) \($0.value.or)" }
    case "excluded":
      excluded.sorted { $0.key < $1.key }.map {
        "\(Self.label($0.key)) not \($0.value.sorted().or)"
      }
    case "document": document.map { ["citing \($0)"] }
    case "from": from.map { ["from \($0)"] }
    case "to": to.map { ["to \($0)"] }
    case "text": text.map { ["with the words “\($0)”"] }
    case "dueBefore": dueBefore.map { ["due before \($0)"] }
    case "overdue": ["overdue"]
    case "includesGone": ["with what was retracted or merged"]
    case "limit": limit.map { ["the first \($0) only"] }
    default: nil
    }
  }

  private static func label(_ field: String) -> String { field.replacing("_", with: " ") }
}

extension ThingFilter.GroupDay {
  fileprivate var words: String {
    switch self {
    case .event: "as at the event"
    case .today: "as at today"
    case .date(let date): "as at \(date)"
    }
  }
}

extension [String] {
  fileprivate var or: String { joined(separator: " or ") }
}
