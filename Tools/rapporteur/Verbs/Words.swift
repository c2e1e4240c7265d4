import Registry

/// How the command line speaks of the kinds of thing.
extension Kind {
  /// An id for examples.
  var exampleID: String {
    switch self {
    case .organisation: "gov-fiji"
    case .person: "p-alberti"
    case .document: "D003"
    case .meeting: "m-unpsf-2014"
    case .request: "r-fiji-1"
    case .offer: "o-benin-1"
    case .followup: "f-fiji-1"
    case .recommendation: "rec-ms-gov-1"
    case .practice: "pr-kr-gov30"
    case .network: "net-sids"
    case .statement: "st-3f9ac1d204b7"
    case .account: "staff-3"
    case .question: "sids-without-answer"
    case .vocabulary: "theme"
    }
  }

  /// What a correction of the example corrects.
  var exampleCorrection: String {
    switch self {
    case .organisation: "--short-name Fiji"
    case .person: "--honorific Dr."
    case .document: "--date 2014-06-30"
    case .meeting: "--city Seoul"
    case .request: "--requested-on 2014-06-24"
    case .offer: "--offered-on 2014-06-24"
    case .followup: "--due 2014-09"
    case .recommendation: "--kind finding"
    case .practice: "--themes service-delivery"
    case .network: "--kind working_group"
    case .statement: "--value 1790"
    case .account: "--note \"at the front desk\""
    case .question: "--title \"Open in the Pacific\""
    case .vocabulary: ""
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
    case .recommendation: "--text \"Share portals\" --addressee sids --meeting m-unpsf-2014"
    case .practice:
      "--title \"One-stop shop\" --country \"Republic of Korea\" --themes single-window"
    case .network: "--name \"SIDS network\" --kind network"
    case .statement:
      "--subject m-unpsf-2014 --attribute participants --value 1800 --qualifier around"
    case .account: "--id staff-3 --roles staff"
    case .question, .vocabulary: ""
    }
  }

  /// The columns of its table.
  var columns: [TableColumn] {
    switch self {
    case .organisation:
      [
        .id, TableColumn("NAME", "name", least: 24), TableColumn("SHORT", "short_name", leaves: 2),
        TableColumn("KIND", "kind", leaves: 3),
        TableColumn("COUNTRY", "country", least: TableColumn.whole, leaves: 1),
        TableColumn("PARENT", "parent", least: TableColumn.whole, leaves: 4),
      ]
    case .person:
      [
        .id, TableColumn("NAME", "name", least: 16),
        TableColumn("POSTS", "affiliations", least: 24),
        TableColumn("VARIANTS", "variants", least: 16, leaves: 1),
      ]
    case .document:
      [
        .id, TableColumn("TITLE", "title", least: 24), TableColumn("KIND", "kind", leaves: 2),
        TableColumn("ISSUER", "issuer", leaves: 1), .date("DATE", "date"),
        TableColumn("ACCESS", "access", least: TableColumn.whole),
      ]
    case .meeting:
      [
        .id, .date("START", "start"), TableColumn("END", "end", least: 10, leaves: 3),
        TableColumn("KIND", "kind", least: 16, leaves: 2),
        TableColumn("TITLE", "title", least: 24), TableColumn("CITY", "city", leaves: 4),
        TableColumn("COUNTRY", "country", least: TableColumn.whole, leaves: 1),
        TableColumn("STATUS", "status", least: TableColumn.whole, leaves: 5),
      ]
    case .request:
      [
        .id, TableColumn("REQUESTER", "requester_names", least: 16),
        TableColumn("COUNTRY", "country_name", least: 12, leaves: 4),
        .date("ON", "requested_on"), TableColumn("KIND", "kind", least: 16, leaves: 3),
        TableColumn("THEMES", "themes", least: 18, leaves: 2),
        TableColumn("SUPPORT", "support_types", least: 14),
        TableColumn("STATUS", "status", least: TableColumn.whole),
        TableColumn("SUMMARY", "summary", least: 24, leaves: 1),
      ]
    case .offer:
      [
        .id, TableColumn("PROVIDER", "provider_names", least: 16),
        .date("ON", "offered_on"), TableColumn("THEMES", "themes", least: 18, leaves: 2),
        TableColumn("SUPPORT", "support_types", least: 14),
        TableColumn("STATUS", "status", least: TableColumn.whole),
        TableColumn("REQUESTS", "requests", least: 12, leaves: 3),
        TableColumn("SUMMARY", "summary", least: 24, leaves: 1),
      ]
    case .followup:
      [
        .id, TableColumn("WHAT", "what", least: 20),
        TableColumn("OWNER", "owner"), .date("DUE", "due"),
        TableColumn("STATUS", "status", least: TableColumn.whole),
        TableColumn("BASIS", "basis", least: TableColumn.whole, leaves: 2),
        TableColumn("OVERDUE", "overdue", least: TableColumn.whole, leaves: 1),
      ]
    case .recommendation:
      [
        .id, TableColumn("TO", "addressees", least: 12, leaves: 1),
        TableColumn("THEME", "theme", least: 16, leaves: 2),
        TableColumn("KIND", "kind", leaves: 3), TableColumn("TEXT", "text", least: 32),
        TableColumn("SAME AS", "same_as", least: TableColumn.whole, leaves: 4),
      ]
    case .practice:
      [
        .id, TableColumn("TITLE", "title", least: 24),
        TableColumn("COUNTRY", "country_name"),
        TableColumn("THEMES", "themes", least: 18, leaves: 1),
        TableColumn("SUMMARY", "summary", least: 24, leaves: 2),
      ]
    case .network:
      [
        .id, TableColumn("NAME", "name", least: 20), TableColumn("KIND", "kind", leaves: 2),
        TableColumn("FACILITATOR", "facilitator", leaves: 1),
        TableColumn("FOCAL POINTS", "focal_points", least: 16, leaves: 3),
        TableColumn("STATUS", "status"),
      ]
    case .statement:
      [
        .id, TableColumn("ABOUT", "subject", least: 14),
        TableColumn("ATTRIBUTE", "attribute", least: 14),
        TableColumn("QUALIFIER", "qualifier"), TableColumn("VALUE", "value"),
        TableColumn("UNIT", "unit", leaves: 1),
        TableColumn("SOURCES", "sources", least: 12, leaves: 2),
      ]
    case .question:
      [
        .id, TableColumn("QUESTION", "title", least: 24), TableColumn("ABOUT", "about"),
        TableColumn("FILTERS", "filters", least: 24, leaves: 1),
        TableColumn("SHIPPED", "shipped", leaves: 2),
        TableColumn("PROBLEM", "problem", absent: "", leaves: 3),
      ]
    case .account, .vocabulary:
      [
        TableColumn("NAME", "id", least: TableColumn.whole), TableColumn("ROLES", "roles"),
        TableColumn("STATUS", "status"), TableColumn("NOTE", "note", leaves: 1),
      ]
    }
  }
}

extension TableColumn {
  /// The column of a thing's id.
  fileprivate static let id = TableColumn("ID", "id", least: whole)

  /// The column of when an event was recorded.
  static let recorded = TableColumn("RECORDED", "recorded", least: whole, isMoment: true)

  /// A column of dates.
  fileprivate static func date(_ title: String, _ key: String) -> TableColumn {
    TableColumn(title, key, least: whole)
  }
}

extension [TableColumn] {
  /// The columns of a history.
  static let history = [
    TableColumn("POSITION", "position"), .recorded,
    TableColumn("BY", "by"), TableColumn("WHAT", "type"),
    TableColumn("OCCURRED", "occurred"),
    TableColumn("VALUE", "value"), TableColumn("REASON", "reason"),
    TableColumn("SOURCES", "sources"),
  ]
}
