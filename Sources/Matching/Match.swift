public import JSON
import Registry

/// Something that could answer a request, with the parts of its score.
public struct Match: Hashable, Sendable {
  /// What kinds of answer there are.
  public enum Kind: String, CaseIterable, Sendable {
    /// Support that somebody offers.
    case offer
    /// Something that worked somewhere.
    case practice
    /// An expert.
    case person
    /// Another country that asked for the same, had it delivered, or has a practice.
    case country
    /// Another body that asked for the same and belongs to no country.
    case organisation
  }

  /// The kind of answer.
  public var kind: Kind
  /// The id that people type; of a country alpha-3.
  public var id: String
  /// What people know it by.
  public var title: String?
  /// The parts of the score.
  public var parts: [MatchPart]
  /// What a peer was found by, as `request/r-fiji-1`, or how an offer is linked; may be empty.
  public var evidence: [String]

  /// The sum of the parts.
  public var score: Int { parts.reduce(0) { $0 + $1.value } }

  /// The match in the shape of the command-line contract: `{kind, id, title, score,
  /// parts:[{name, value, why}], evidence:[…]}`.
  public var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "id": .string(id), "title": JSONValue(title),
      "score": .integer(Int64(score)),
      "parts": .array(
        parts.map {
          [
            "name": .string($0.name), "value": .integer(Int64($0.value)), "why": .string($0.why),
          ]
        }), "evidence": .array(evidence.map { .string($0) }),
    ]
  }
}
