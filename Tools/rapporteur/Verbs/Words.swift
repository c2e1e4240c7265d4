import Registry

/// How the command line speaks of the kinds of thing.
extension Kind {
  /// More than one.
  var plural: String {
    switch self {
    case .person: "people"
    case .followup: "follow-ups"
    default: rawValue + "s"
    }
  }

  /// "a" or "an".
  var article: String { "aeiou".contains(rawValue.first ?? " ") ? "an" : "a" }

  /// An id for examples.
  var exampleID: String {
    switch self {
    case .organisation: "gov-fiji"
    case .person: "p-okafor"
    case .document: "D003"
    case .meeting: "m-forum-2014"
    case .request: "r-fiji-1"
    case .offer: "o-dpadm-1"
    case .followup: "f-fiji-1"
    case .recommendation: "rec-forum-1"
    case .practice: "pr-one-stop-shop"
    case .network: "net-sids"
    case .statement: "st-3f9ac1d204b7"
    case .account: "staff-3"
    case .vocabulary: "theme"
    }
  }

  /// Fields for examples.
  var example: String {
    switch self {
    case .organisation: "--name \"Government of Fiji\" --kind government --country Fiji"
    case .person: "--name \"Ada Okafor\" --honorific Ms."
    case .document: "--title \"Monthly update\" --kind monthly_update --date 2014-06"
    case .meeting: "--title \"Public Service Forum\" --kind forum --start 2014-06-23"
    case .request: "--requester gov-fiji --themes e-government --support-types training"
    case .offer: "--provider dpadm --support-types advisory --summary \"An adviser for a month\""
    case .followup: "--what \"Send the toolkit\" --owner dpadm --due 2014-07"
    case .recommendation: "--text \"Share portals\" --addressee sids --meeting m-forum-2014"
    case .practice: "--title \"One-stop shop\" --country Korea --themes single-window"
    case .network: "--name \"SIDS network\" --kind network"
    case .statement: "--subject m-forum-2014 --attribute participants --value 120 --qualifier around"
    case .account: "--roles staff"
    case .vocabulary: ""
    }
  }

  /// The columns of its table.
  var columns: [TableColumn] {
    switch self {
    case .organisation:
      [
        TableColumn("ID", "id"), TableColumn("NAME", "name"), TableColumn("SHORT", "short_name"),
        TableColumn("KIND", "kind"), TableColumn("COUNTRY", "country"),
        TableColumn("PARENT", "parent"),
      ]
    case .person:
      [
        TableColumn("ID", "id"), TableColumn("NAME", "name"), TableColumn("VARIANTS", "variants"),
        TableColumn("POSTS", "posts"),
      ]
    case .document:
      [
        TableColumn("ID", "id"), TableColumn("TITLE", "title"), TableColumn("KIND", "kind"),
        TableColumn("ISSUER", "issuer"), TableColumn("DATE", "date", absent: "not stated"),
        TableColumn("ACCESS", "access"),
      ]
    case .meeting:
      [
        TableColumn("ID", "id"), TableColumn("START", "start", absent: "not stated"),
        TableColumn("END", "end"), TableColumn("KIND", "kind"), TableColumn("TITLE", "title"),
        TableColumn("CITY", "city"), TableColumn("COUNTRY", "country"),
        TableColumn("STATUS", "status"),
      ]
    case .request:
      [
        TableColumn("ID", "id"), TableColumn("REQUESTER", "requester_names", absent: "not stated"),
        TableColumn("COUNTRY", "country_name", absent: "not stated"),
        TableColumn("ON", "requested_on", absent: "not stated"), TableColumn("KIND", "kind"),
        TableColumn("THEMES", "themes"), TableColumn("SUPPORT", "support_types"),
        TableColumn("STATUS", "status"), TableColumn("SUMMARY", "summary"),
      ]
    case .offer:
      [
        TableColumn("ID", "id"), TableColumn("PROVIDER", "provider_names", absent: "not stated"),
        TableColumn("ON", "offered_on", absent: "not stated"), TableColumn("THEMES", "themes"),
        TableColumn("SUPPORT", "support_types"), TableColumn("STATUS", "status"),
        TableColumn("REQUESTS", "requests"), TableColumn("SUMMARY", "summary"),
      ]
    case .followup:
      [
        TableColumn("ID", "id"), TableColumn("WHAT", "what"),
        TableColumn("OWNER", "owner", absent: "not stated"),
        TableColumn("DUE", "due", absent: "not stated"), TableColumn("STATUS", "status"),
        TableColumn("BASIS", "basis"), TableColumn("OVERDUE", "overdue"),
      ]
    case .recommendation:
      [
        TableColumn("ID", "id"), TableColumn("TO", "addressees"), TableColumn("THEME", "theme"),
        TableColumn("KIND", "kind"), TableColumn("TEXT", "text"),
        TableColumn("SAME AS", "same_as"),
      ]
    case .practice:
      [
        TableColumn("ID", "id"), TableColumn("TITLE", "title"),
        TableColumn("COUNTRY", "country_name", absent: "not stated"),
        TableColumn("THEMES", "themes"), TableColumn("SUMMARY", "summary"),
      ]
    case .network:
      [
        TableColumn("ID", "id"), TableColumn("NAME", "name"), TableColumn("KIND", "kind"),
        TableColumn("FACILITATOR", "facilitator", absent: "not stated"),
        TableColumn("FOCAL POINTS", "focal_points"), TableColumn("STATUS", "status"),
      ]
    case .statement:
      [
        TableColumn("ID", "id"), TableColumn("ABOUT", "subject"),
        TableColumn("ATTRIBUTE", "attribute"), TableColumn("QUALIFIER", "qualifier"),
        TableColumn("VALUE", "value"), TableColumn("UNIT", "unit"),
        TableColumn("SOURCES", "sources"),
      ]
    case .account, .vocabulary:
      [
        TableColumn("NAME", "id"), TableColumn("ROLES", "roles"), TableColumn("STATUS", "status"),
        TableColumn("NOTE", "note"),
      ]
    }
  }
}

extension [TableColumn] {
  /// The columns of a history.
  static let history = [
    TableColumn("POSITION", "position"), TableColumn("RECORDED", "recorded"),
    TableColumn("BY", "by"), TableColumn("WHAT", "type"),
    TableColumn("OCCURRED", "occurred", absent: "not stated"),
    TableColumn("CHANGES", "changes"), TableColumn("REASON", "reason"),
    TableColumn("SOURCES", "sources"),
  ]
}
