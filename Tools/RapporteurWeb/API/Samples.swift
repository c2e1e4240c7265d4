import JSON
import Registry

// Commands that are taken when the registry holds the sample month.

extension Kind {
  /// The id of a thing of the sample month.
  var sampleID: String? {
    switch self {
    case .person: "p-alberti"
    case .question: "sids-without-answer"
    default: sampleRow?["id"]?.string
    }
  }

  /// A thing that can be added.
  var sampleNew: JSONValue? {
    let fields: JSONValue? =
      switch self {
      case .organisation: ["name": "Government of Tonga", "kind": "government", "country": "Tonga"]
      case .person: ["name": "Salome Example", "languages": ["Tongan", "English"]]
      case .document: ["title": "Update of July 2014", "date": "2014-07", "access": "internal"]
      case .meeting:
        ["title": "Workshop on open data", "kind": "workshop", "start": "2014-07-03"]
      case .request:
        [
          "requester": ["gov-samoa"], "country": "Samoa", "requested_on": "2014-07-03",
          "support_types": ["study_visit"], "summary": "A study visit on open data",
        ]
      case .offer: ["provider": ["unpog"], "summary": "Places in a course", "status": "offered"]
      case .followup: ["what": "Send the toolkit", "owner": ["unpog"], "due": "2014-09"]
      case .recommendation: ["text": "Publish the survey's data", "addressee": ["united_nations"]]
      case .practice: ["title": "One counter for all permits", "country": "Samoa"]
      case .network: ["name": "Open data in the Pacific"]
      case .statement:
        [
          "subject": "meeting/m-unpsf-2014", "attribute": "participants", "value": "800",
          "unit": "people", "qualifier": "around",
        ]
      case .account, .question, .vocabulary: nil
      }
    return fields.map { ["fields": $0, "reason": "learned by telephone"] }
  }

  /// A correction that can be made of the thing that `sampleID` names.
  var sampleCorrection: JSONValue? {
    let fields: JSONValue? =
      switch self {
      case .organisation: ["short_name": "IAEN Quito"]
      case .person: ["honorific": "Ms"]
      case .document: ["completeness": "complete"]
      case .meeting: ["venue": "Hall B"]
      case .request: ["requested_on": "2014-06-06"]
      case .offer: ["offered_on": "2014-06"]
      case .followup: ["due": "2014-08"]
      case .recommendation: ["text": "Study tours to other small islands"]
      case .practice: ["award": nil]
      case .network: ["established_on": "2003"]
      case .statement: ["qualifier": "approximately"]
      case .account, .question, .vocabulary: nil
      }
    return fields.map { ["fields": $0, "reason": "misread", "sources": ["D003:L98"]] }
  }

  /// Something that can have happened to the thing that `sampleID` names.
  var sampleEvent: JSONValue? {
    func happened(_ type: String, _ fields: JSONValue, _ occurred: String? = nil) -> JSONValue {
      ["type": .string(type), "fields": fields, "occurred": .string(occurred ?? "2014-07")]
    }
    return switch self {
    case .organisation: happened("organisation.alias_added", ["variants": ["IAEN Ecuador"]])
    case .person: happened("person.languages_declared", ["languages": ["Italian", "English"]])
    case .document: happened("document.access_changed", ["access": "restricted"])
    case .meeting:
      happened(
        "meeting.participation_recorded",
        ["organisation": "gov-samoa", "capacity": "delegation", "count": 3])
    case .request: happened("request.rated", ["priority": "high", "by": ["unpog"]])
    case .offer: happened("offer.status_changed", ["status": "available"])
    case .followup: happened("followup.assigned", ["owner": ["unpog"]])
    case .recommendation: happened("recommendation.taken_up", ["by": ["unpog"]])
    case .practice: happened("practice.presented", ["meeting": "m-unpsf-2014"])
    case .network: happened("network.member_joined", ["organisation": "gov-samoa"])
    case .statement:
      ["type": "statement.preferred", "fields": [:], "reason": "the later source"]
    case .account, .question, .vocabulary: nil
    }
  }
}
