/// Every type of event there is. Names are spelled here and nowhere else; none is ever removed.
public enum EventCatalogue {
  /// Somebody asks that a person's own fields be destroyed, and texts that mention the person.
  public static let erasureRequested = EventType(
    "person.erasure_requested", .person,
    .sets(["erasure_requested_by", "erasure_mentions", "erasure_spared"]))
  /// The same account names more texts than one record can hold.
  public static let erasureExtended = EventType(
    "person.erasure_extended", .person, .extends("erasure_mentions"))
  /// Another account agrees.
  public static let erasureApproved = EventType(
    "person.erasure_approved", .person, .sets(["erasure_approved_by"]))
  /// It was done.
  public static let erased = EventType("person.erased", .person, .erases)
  /// Nothing of it was found any more.
  public static let erasureVerified = EventType("person.erasure_verified", .person, .sets([]))

  /// All types, thing by thing.
  public static let all: [EventType] = [
    EventType("organisation.registered", .organisation, .begins),
    EventType("organisation.corrected", .organisation, .corrects),
    EventType("organisation.renamed", .organisation, .adds(.name)),
    EventType("organisation.alias_added", .organisation, .extends("variants")),
    EventType("organisation.moved", .organisation, .sets(["parent"])),
    EventType("organisation.merged", .organisation, .merges),
    EventType("organisation.merge_reverted", .organisation, .revertsMerge),
    EventType("organisation.entry_corrected", .organisation, .correctsEntry),
    EventType("organisation.entry_retracted", .organisation, .retractsEntry),
    EventType("organisation.entry_reinstated", .organisation, .reinstatesEntry),
    EventType("organisation.retracted", .organisation, .retracts),
    EventType("organisation.reinstated", .organisation, .reinstates),

    EventType("person.registered", .person, .begins),
    EventType("person.corrected", .person, .corrects),
    EventType("person.renamed", .person, .adds(.name)),
    EventType("person.variant_added", .person, .extends("variants")),
    EventType("person.contact_changed", .person, .sets(["email", "phone", "address"])),
    EventType("person.expertise_declared", .person, .sets(["expertise"])),
    EventType("person.languages_declared", .person, .sets(["languages"])),
    EventType("person.affiliated", .person, .adds(.affiliation)),
    EventType("person.merged", .person, .merges),
    EventType("person.merge_reverted", .person, .revertsMerge),
    EventType("person.entry_corrected", .person, .correctsEntry),
    EventType("person.entry_retracted", .person, .retractsEntry),
    EventType("person.entry_reinstated", .person, .reinstatesEntry),
    EventType("person.retracted", .person, .retracts),
    EventType("person.reinstated", .person, .reinstates),
    erasureRequested, erasureExtended, erasureApproved, erased, erasureVerified,

    EventType("document.registered", .document, .begins),
    EventType("document.corrected", .document, .corrects),
    EventType("document.access_changed", .document, .sets(["access"])),
    EventType("document.retracted", .document, .retracts),
    EventType("document.reinstated", .document, .reinstates),

    EventType("meeting.recorded", .meeting, .begins),
    EventType("meeting.corrected", .meeting, .corrects),
    EventType("meeting.rescheduled", .meeting, .sets(["start", "end"])),
    EventType("meeting.held", .meeting, .sets(["status"])),
    EventType("meeting.cancelled", .meeting, .sets(["status"])),
    EventType("meeting.session_added", .meeting, .adds(.session)),
    EventType("meeting.participation_recorded", .meeting, .adds(.participation)),
    EventType("meeting.role_assigned", .meeting, .adds(.role)),
    EventType("meeting.objective_set", .meeting, .adds(.objective)),
    EventType("meeting.outcome_recorded", .meeting, .adds(.outcome)),
    EventType("meeting.entry_corrected", .meeting, .correctsEntry),
    EventType("meeting.entry_retracted", .meeting, .retractsEntry),
    EventType("meeting.entry_reinstated", .meeting, .reinstatesEntry),
    EventType("meeting.retracted", .meeting, .retracts),
    EventType("meeting.reinstated", .meeting, .reinstates),

    EventType("request.raised", .request, .begins),
    EventType("request.corrected", .request, .corrects),
    EventType("request.restated", .request, .adds(.restatement)),
    EventType("request.rated", .request, .adds(.rating)),
    EventType("request.status_changed", .request, .sets(["status", "status_note"])),
    EventType("request.linked", .request, .adds(.link)),
    EventType("request.merged", .request, .merges),
    EventType("request.merge_reverted", .request, .revertsMerge),
    EventType("request.entry_corrected", .request, .correctsEntry),
    EventType("request.entry_retracted", .request, .retractsEntry),
    EventType("request.entry_reinstated", .request, .reinstatesEntry),
    EventType("request.retracted", .request, .retracts),
    EventType("request.reinstated", .request, .reinstates),

    EventType("offer.made", .offer, .begins),
    EventType("offer.corrected", .offer, .corrects),
    EventType("offer.status_changed", .offer, .sets(["status", "status_note"])),
    EventType("offer.matched", .offer, .extends("request")),
    EventType("offer.withdrawn", .offer, .sets(["status", "status_note"])),
    EventType("offer.retracted", .offer, .retracts),
    EventType("offer.reinstated", .offer, .reinstates),

    EventType("followup.agreed", .followup, .begins),
    EventType("followup.corrected", .followup, .corrects),
    EventType("followup.status_changed", .followup, .sets(["status"])),
    EventType("followup.assigned", .followup, .sets(["owner"])),
    EventType("followup.rescheduled", .followup, .sets(["due"])),
    EventType("followup.done", .followup, .sets(["status"])),
    EventType("followup.verified", .followup, .sets(["verified"])),
    EventType("followup.reopened", .followup, .sets(["status"])),
    EventType("followup.dropped", .followup, .sets(["status"])),
    EventType("followup.retracted", .followup, .retracts),
    EventType("followup.reinstated", .followup, .reinstates),

    EventType("recommendation.made", .recommendation, .begins),
    EventType("recommendation.corrected", .recommendation, .corrects),
    EventType("recommendation.same_as_noted", .recommendation, .sets(["same_as"])),
    EventType("recommendation.taken_up", .recommendation, .adds(.uptake)),
    EventType("recommendation.status_changed", .recommendation, .sets(["status"])),
    EventType("recommendation.entry_corrected", .recommendation, .correctsEntry),
    EventType("recommendation.entry_retracted", .recommendation, .retractsEntry),
    EventType("recommendation.entry_reinstated", .recommendation, .reinstatesEntry),
    EventType("recommendation.retracted", .recommendation, .retracts),
    EventType("recommendation.reinstated", .recommendation, .reinstates),

    EventType("practice.recorded", .practice, .begins),
    EventType("practice.corrected", .practice, .corrects),
    EventType("practice.presented", .practice, .adds(.presentation)),
    EventType("practice.entry_corrected", .practice, .correctsEntry),
    EventType("practice.entry_retracted", .practice, .retractsEntry),
    EventType("practice.entry_reinstated", .practice, .reinstatesEntry),
    EventType("practice.retracted", .practice, .retracts),
    EventType("practice.reinstated", .practice, .reinstates),

    EventType("network.formed", .network, .begins),
    EventType("network.corrected", .network, .corrects),
    EventType("network.renamed", .network, .adds(.name)),
    EventType("network.member_joined", .network, .adds(.membership)),
    EventType("network.member_left", .network, .setsEntry(.membership, ["until", "left"])),
    EventType("network.focal_point_proposed", .network, .adds(.focalPoint)),
    EventType("network.focal_point_appointed", .network, .adds(.focalPoint)),
    EventType("network.focal_point_ended", .network, .adds(.focalPoint)),
    EventType("network.closed", .network, .sets(["status"])),
    EventType("network.entry_corrected", .network, .correctsEntry),
    EventType("network.entry_retracted", .network, .retractsEntry),
    EventType("network.entry_reinstated", .network, .reinstatesEntry),
    EventType("network.retracted", .network, .retracts),
    EventType("network.reinstated", .network, .reinstates),

    EventType("statement.recorded", .statement, .begins),
    EventType("statement.corrected", .statement, .corrects),
    EventType("statement.preferred", .statement, .sets(["preferred"])),
    EventType("statement.retracted", .statement, .retracts),
    EventType("statement.reinstated", .statement, .reinstates),

    EventType("account.created", .account, .begins),
    EventType("account.corrected", .account, .corrects),
    EventType("account.role_granted", .account, .extends("roles")),
    EventType("account.role_revoked", .account, .shortens("roles")),
    EventType("account.disabled", .account, .sets(["status"])),
    EventType("account.retracted", .account, .retracts),
    EventType("account.reinstated", .account, .reinstates),

    EventType("question.saved", .question, .begins),
    EventType("question.changed", .question, .sets(["title", "about", "filters", "note"])),
    EventType("question.corrected", .question, .corrects),
    EventType("question.retracted", .question, .retracts),
    EventType("question.reinstated", .question, .reinstates),

    EventType("term.mapped", .vocabulary, .adds(.mapping)),
    EventType("term.mapping_retracted", .vocabulary, .retractsEntry),
    EventType("term.mapping_reinstated", .vocabulary, .reinstatesEntry),

    // Any text of any thing can be destroyed.
    EventType("organisation.redaction_requested", .organisation, .asksRedaction),
    EventType("organisation.text_redacted", .organisation, .redacts),
    EventType("person.redaction_requested", .person, .asksRedaction),
    EventType("person.text_redacted", .person, .redacts),
    EventType("document.redaction_requested", .document, .asksRedaction),
    EventType("document.text_redacted", .document, .redacts),
    EventType("meeting.redaction_requested", .meeting, .asksRedaction),
    EventType("meeting.text_redacted", .meeting, .redacts),
    EventType("request.redaction_requested", .request, .asksRedaction),
    EventType("request.text_redacted", .request, .redacts),
    EventType("offer.redaction_requested", .offer, .asksRedaction),
    EventType("offer.text_redacted", .offer, .redacts),
    EventType("followup.redaction_requested", .followup, .asksRedaction),
    EventType("followup.text_redacted", .followup, .redacts),
    EventType("recommendation.redaction_requested", .recommendation, .asksRedaction),
    EventType("recommendation.text_redacted", .recommendation, .redacts),
    EventType("practice.redaction_requested", .practice, .asksRedaction),
    EventType("practice.text_redacted", .practice, .redacts),
    EventType("network.redaction_requested", .network, .asksRedaction),
    EventType("network.text_redacted", .network, .redacts),
    EventType("statement.redaction_requested", .statement, .asksRedaction),
    EventType("statement.text_redacted", .statement, .redacts),
    EventType("account.redaction_requested", .account, .asksRedaction),
    EventType("account.text_redacted", .account, .redacts),
    EventType("question.redaction_requested", .question, .asksRedaction),
    EventType("question.text_redacted", .question, .redacts),
    EventType("term.redaction_requested", .vocabulary, .asksRedaction),
    EventType("term.text_redacted", .vocabulary, .redacts),
  ]

  /// The type with this name.
  public static func type(named name: String) -> EventType? { byName[name] }

  /// The type with this effect on this kind of thing. When several have it, the first.
  public static func type(of kind: Kind, with effect: Effect) -> EventType? {
    all.first { $0.kind == kind && $0.effect == effect }
  }

  /// The type by which an entry joins a thing. How a focal point's role begins or ends is told by
  /// its status.
  public static func adding(_ entry: EntryKind, to kind: Kind, _ fields: Fields) -> EventType? {
    guard entry == .focalPoint, case .term(let status)? = fields["status"] else {
      return type(of: kind, with: .adds(entry))
    }
    switch status.code {
    case "appointed": return type(named: "network.focal_point_appointed")
    case "ended": return type(named: "network.focal_point_ended")
    default: return type(named: "network.focal_point_proposed")
    }
  }

  /// The names of the types that happen to things of these kinds.
  public static func names(of kinds: Set<Kind>) -> Set<String> {
    Set(all.lazy.filter { kinds.contains($0.kind) }.map(\.name))
  }

  private static let byName = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
