import JSON
import Registry

// What the sample month holds. A test compares each with what is there.

extension Kind {
  /// The row of a thing of the sample month; nil where rows hold ids that are made anew each time.
  var sampleRow: JSONValue? {
    sampleRowText.flatMap { try? JSONValue(parsing: $0) }
  }

  private var sampleRowText: String? {
    switch self {
    case .organisation:
      #"""
      {"country": "ECU", "country_as_written": "Ecuador", "country_name": "Ecuador",
       "id": "iaen", "kind": "academia", "name": "Instituto de Altos Estudios Nacionales",
       "parent": "gov-ecuador", "short_name": "IAEN", "sources": ["D003:L30"],
       "variants": ["Institute for High-Level National Studies"]}
      """#
    case .document:
      #"""
      {"access": "internal", "completeness": "complete; window inferred", "date": "2014-06",
       "id": "D003", "issuer": "dpadm", "kind": "monthly_update",
       "recorded_not_after": "2014-07-11", "recorded_not_before": "2014-07-02", "sources": [],
       "title": "DPADM Monthly Update to CEPA Members: June 2014"}
      """#
    case .meeting:
      #"""
      {"city": "Goyang", "countries": null, "countries_qualifier": null, "country": "KOR",
       "country_as_written": "Republic of Korea", "country_name": "Republic of Korea",
       "end": "2014-06-26", "id": "m-unpsf-2014-mrt", "kind": "ministerial_round_table",
       "note": "day not stated", "organisers": ["pacb"], "parent": "m-unpsf-2014",
       "participants": null, "participants_qualifier": null, "sources": ["D003:L86-92"],
       "start": "2014-06-23", "statements": [], "status": "held",
       "title": "Ministerial Round-Table at the 2014 Forum",
       "title_variants": ["Ministerial Roundtable", "Ministerial Round Table"], "venue": null}
      """#
    case .request:
      #"""
      {"asked_of": ["dpadm"],
       "asked_of_names": ["Division for Public Administration and Development Management"],
       "beneficiary": "City of Tbilisi", "country": "GEO",
       "country_as_written": "Republic of Georgia", "country_name": "Georgia",
       "id": "r-tbilisi-2", "kind": "expression_of_interest", "meeting": "m-tbilisi-visit-2014",
       "note": null, "priority": null, "requested_on": "2014-06-05",
       "requester": ["georgia-tbilisi"], "requester_names": ["City Government of Tbilisi"],
       "sources": ["D003:L17-21"], "status": "expressed",
       "status_note": "interest expressed; no next step recorded",
       "summary": "Continued cooperation with the Division", "support_types": ["partnership"],
       "support_types_as_written": ["partnership"], "themes": ["partnerships"],
       "themes_as_written": ["cooperation"]}
      """#
    case .offer:
      #"""
      {"beneficiary": "dpadm", "country": "KOR", "country_as_written": "Republic of Korea",
       "country_name": "Republic of Korea", "id": "o-coti-1", "meeting": "m-coti-2014",
       "offered_on": "2014-06-25", "provider": ["coti"],
       "provider_names": ["Central Officials Training Institute"], "requests": ["r-coti-1"],
       "sources": ["D003:L66"], "status": "offered", "status_note": "willingness expressed",
       "summary": "Willing to collaborate on future projects", "support_types": ["partnership"],
       "support_types_as_written": ["partnership"], "themes": ["human-capacity"],
       "themes_as_written": ["training of public officials"]}
      """#
    case .followup:
      #"""
      {"basis": "explicit", "due": "2014-06-26", "id": "f-w1-plenary",
       "meeting": "m-unpsf-2014-w1", "note": "\"final day of the Forum\"", "overdue": false,
       "owner": ["egb"], "owner_names": ["e-Government Branch"], "request": null,
       "sources": ["D002:L131", "D002:L465"], "status": "done", "verified": null,
       "what": "Present two recommendations in the Forum plenary"}
      """#
    case .recommendation:
      #"""
      {"addressees": ["united_nations"], "id": "rec-final-un-3", "kind": "final_for_forum",
       "meeting": "m-unpsf-2014-w1", "same_as": "rec-un-sids-1", "sources": ["D002:L477"],
       "status": null, "text": "Study tours to other SIDS", "theme": "sids", "themes": ["sids"],
       "themes_as_written": ["small island developing states"]}
      """#
    case .practice:
      #"""
      {"award": "UNPSA 2014, Category 1: Improving the Delivery of Public Services",
       "country": "TUR", "country_as_written": "Turkey", "country_name": "Türkiye",
       "id": "pr-tr-children", "meeting": "m-unpsf-2014-w1", "note": null,
       "organisation": "ankara-mm", "sources": ["D002:L167", "D002:L350-354", "D002:L429"],
       "summary": "School, family and centre cooperate; support to families and pupils",
       "themes": ["service-delivery"], "themes_as_written": ["service delivery"],
       "title": "Center of Children Working in Ankara Streets"}
      """#
    case .network:
      #"""
      {"established_by": null, "established_on": null, "facilitator": null, "focal_points": [],
       "id": "net-wsis-al", "kind": "framework", "name": "WSIS Action Lines",
       "names": [{"from": null, "name": "WSIS Action Lines"}], "note": "11 Action Lines in all",
       "parent": null, "renamed_on": null, "renamed_to": null, "sources": ["D004:L154"],
       "status": "active"}
      """#
    case .person, .statement, .account, .question, .vocabulary: nil
    }
  }
}
