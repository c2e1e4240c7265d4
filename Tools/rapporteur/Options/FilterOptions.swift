import ArgumentParser
import Registry
import Things

/// The filters of a list. They mean what `Kind.filters` says; the options are only their declaration.
protocol FilterOptions: ParsableArguments, Sendable {
  /// What is listed.
  static var kind: Kind { get }
  /// An example of their use.
  static var example: String { get }
}

/// Filters of every list.
struct CommonFilters<Of: FilterOptions>: ParsableArguments, Sendable {
  @Option(help: .filter("document", of: Of.kind)) var document: String?
  @Option(help: .filter("text", of: Of.kind)) var text: String?
  @Option(help: .filter("limit", of: Of.kind)) var limit: Int?
  @Flag(help: .filter("include-retracted", of: Of.kind)) var includeRetracted = false
}

/// Filters by place.
struct PlaceFilters<Of: FilterOptions>: ParsableArguments, Sendable {
  @Option(help: .filter("country", of: Of.kind)) var country: [String] = []
  @Option(help: .filter("region", of: Of.kind)) var region: String?
  @Option(help: .filter("group", of: Of.kind)) var group: String?
  @Option(help: .filter("group-at", of: Of.kind)) var groupAt: String?
}

/// Filters by date.
struct PeriodFilters<Of: FilterOptions>: ParsableArguments, Sendable {
  @Option(help: .filter("from", of: Of.kind)) var from: String?
  @Option(help: .filter("to", of: Of.kind)) var to: String?
}

/// Filters by meeting.
struct MeetingFilters<Of: FilterOptions>: ParsableArguments, Sendable {
  @Option(help: .filter("meeting", of: Of.kind)) var meeting: [String] = []
  @Option(help: .filter("under", of: Of.kind)) var under: String?
}

extension ArgumentHelp {
  /// The help of a filter, as the kind's table says it.
  static func filter(_ name: String, of kind: Kind) -> ArgumentHelp {
    guard let filter = kind.filter(name) else {
      preconditionFailure("--\(name) is declared as a filter of \(kind.plural) and is none")
    }
    var help = filter.help
    if filter.repeats { help += "; repeat for several" }
    if filter.takesNone { help += "; none = not stated" }
    return ArgumentHelp(
      "\(help).", valueName: filter.valueName.isEmpty ? nil : filter.valueName)
  }
}

extension FilterOptions {
  /// What was given, under the options' own names.
  var query: FilterQuery { FilterQuery(GivenOptions(self).pairs) }
}

extension PeriodFilters {
  /// What was given, under the options' own names.
  var query: FilterQuery { FilterQuery(GivenOptions(self).pairs) }
}

/// The options that were given, read off the properties that declare them.
private struct GivenOptions {
  private(set) var pairs: [FilterQuery.Pair] = []

  init(_ options: some ParsableArguments) { add(options) }

  private mutating func add(_ options: Any) {
    for child in Mirror(reflecting: options).children {
      guard let label = child.label else { continue }
      let name = Self.optionName(label)
      switch child.value {
      case let option as Option<[String]>:
        pairs += option.wrappedValue.map { FilterQuery.Pair(name, $0) }
      case let option as Option<String?>:
        if let value = option.wrappedValue { pairs.append(FilterQuery.Pair(name, value)) }
      case let option as Option<Int?>:
        if let value = option.wrappedValue { pairs.append(FilterQuery.Pair(name, String(value))) }
      case let flag as Flag<Bool>:
        if flag.wrappedValue { pairs.append(FilterQuery.Pair(name)) }
      case let group as any HoldsOptions: add(group.options)
      default: break
      }
    }
  }

  /// `_groupAt`, the storage of a property `groupAt`, as the option `group-at`.
  private static func optionName(_ label: String) -> String {
    var name = ""
    for letter in label.drop(while: { $0 == "_" }) {
      name += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
    }
    return name
  }
}

private protocol HoldsOptions {
  var options: any ParsableArguments { get }
}

extension OptionGroup: HoldsOptions {
  fileprivate var options: any ParsableArguments { wrappedValue }
}

extension FilterQuery {
  /// The query in canonical form. A country that may be one of several is asked for on a terminal,
  /// and refused elsewhere.
  func settled(_ kind: Kind, asking ask: Asking) throws -> FilterQuery {
    let failure: FilterError
    do { return try canonical(of: kind) } catch { failure = error }
    let names = failure.candidates.map { "\($0) \(Countries.shared[$0]?.name ?? "")" }
    guard !names.isEmpty, let chosen = ask.choice("\(failure.message). Which?", of: names) else {
      throw failure
    }
    var settled = self
    for index in pairs.indices
    where pairs[index].name == failure.filter && pairs[index].value?.trimmed == failure.value {
      settled.pairs[index].value = failure.candidates[chosen]
    }
    return try settled.settled(kind, asking: ask)
  }
}
