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
    case "written":
      written.sorted { $0.key < $1.key }.map { "\(Self.label($0.key)) \($0.value.or)" }
    case "wordsIn":
      wordsIn.sorted { $0.key < $1.key }.map { name, texts in
        "\(Self.label(name)) \(texts.map { "“\($0)”" }.or)"
      }
    case "traits": traits.map(\.words).sorted()
    case "through":
      through.sorted { $0.key < $1.key }.flatMap { name, inner in
        inner.words.map { "\(Self.label(name)): \($0)" }
      }
    case "either": either.map { $0.map { $0.words.joined(separator: " and ") }.or }
    case "also": also.flatMap(\.words)
    case "countryBy": ["the requester's country where none is stated"]
    // Which things there are is the same in any order.
    case "order": []
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

extension ThingTrait {
  /// What is asked for, in words for people.
  fileprivate var words: String {
    switch self {
    case .unanswered: "unanswered"
    case .delivered(let ids): "delivered by \(ids.or)"
    case .rated(let priorities, let orNot):
      "priority \((priorities + (orNot ? ["not stated"] : [])).or)"
    case .dueThisWeek: "due this week"
    case .unverified: "done and not verified"
    case .carriedOver(let meeting): "carried over to \(meeting)"
    case .attended(let ids): "attended by \(ids.or)"
    case .attendedFrom(let countries):
      "attended from \(countries.map { Countries.shared[$0]?.name ?? $0 }.or)"
    case .withPerson(let ids): "with a role of \(ids.or)"
    case .tookPart(let ids): "took part in \(ids.or)"
    case .inNetwork(let ids): "in the network \(ids.or)"
    case .countedOnce: "each once"
    case .takenUp: "taken up"
    case .presented(let ids): "presented at \(ids.or)"
    case .awarded: "with an award"
    case .withMember(let ids): "with the member \(ids.or)"
    case .withFocalPoint(let ids): "with the focal point \(ids.or)"
    case .withFocalPointStatus(let statuses): "with a focal point \(statuses.or)"
    case .withoutFocalPoint: "with nobody appointed as focal point"
    case .preferred: "preferred"
    }
  }
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
