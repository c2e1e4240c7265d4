/// What a filter asks of a thing that is more than the value of one of its fields. Ids are as people
/// type them, and stand for all that was merged with them.
public enum ThingTrait: Hashable, Sendable {
  // MARK: Requests

  /// Open, with nothing that answers it: no agreement or plan, no link, no offer that names it.
  case unanswered
  /// Delivered by one of these offers, meetings or practices, or by these organisations through one.
  case delivered(by: [String])
  /// Last rated with one of these priorities; or not rated, when asked for.
  case rated([String], orNot: Bool)

  // MARK: Follow-ups

  /// Open, and due in a period that overlaps the week, Monday to Sunday, of today.
  case dueThisWeek
  /// Done, and verified by nobody.
  case unverified

  // MARK: Requests and follow-ups

  /// Open, and from earlier dealings with the parties of this meeting.
  case carriedOver(to: String)

  // MARK: Meetings

  /// One of these organisations took part.
  case attended(by: [String])
  /// Somebody of one of these countries (alpha-3) took part.
  case attendedFrom([String])
  /// One of these people had a role.
  case withPerson([String])

  // MARK: Organisations

  /// Took part in one of these meetings.
  case tookPart(in: [String])
  /// Member, or focal point's organisation, of one of these networks.
  case inNetwork([String])

  // MARK: Recommendations

  /// The first recorded of those that are the same.
  case countedOnce
  /// Taken up somewhere.
  case takenUp

  // MARK: Practices

  /// Presented at one of these meetings, or recorded from it.
  case presented(at: [String])
  /// With an award.
  case awarded

  // MARK: Networks

  /// With one of these organisations or people as a member who has not left.
  case withMember([String])
  /// With one of these organisations or people as a focal point, whatever its status.
  case withFocalPoint([String])
  /// With a focal point of one of these statuses.
  case withFocalPointStatus([String])
  /// Not closed, and with nobody who stands appointed as focal point.
  case withoutFocalPoint

  // MARK: Statements

  /// Preferred over those that disagree.
  case preferred
}
