import Access
import HTTPTypes
import Hummingbird
import Registry
public import WebCore

/// Questions: lists, counts, pages of things, search, and looking back in time.
public struct AskPart: WebPart {
  private let overview = OverviewPage()

  /// The part for a site.
  public init(_ site: Site) {}

  /// Its addresses.
  public var routes: [Route] {
    lists + things + [
      Route(.get, "/", .page, for: .account) { [overview] in try await overview.answer($0) },
      page("/requests/matrix") { try await MatrixPage().answer($0) },
      page("/requests/map") { try await MapPage().answer($0) },
      page("/requests/over-time") { try await OverTimePage().answer($0) },
      page("/request/{id}/match") { try await MatchPage().answer($0) },
      page("/followups") { try await FollowUpsPage().answer($0) },
      page("/meetings/calendar") { try await CalendarPage().answer($0) },
      page("/meetings/tree") { try await TreePage(kind: .meeting).answer($0) },
      page("/organisations/tree") { try await TreePage(kind: .organisation).answer($0) },
      page("/search") { try await SearchPage().answer($0) },
      Route(.get, "/moment", .file, needs: .readThings) { try await MomentAnswer().answer($0) },
      page("/why") { try await WhyPage().answer($0) },
      page("/conflicts") { try await ConflictsPage().answer($0) },
      Route(.post, "/conflicts", .page, needs: .settle) {
        try await ConflictsPage().settle($0)
      },
      page("/unclassified") { try await UnclassifiedPage().answer($0) },
      Route(.post, "/unclassified", .page, needs: .settle) {
        try await UnclassifiedPage().settle($0)
      },
      page("/questions") { try await QuestionsPage().answer($0) },
      Route(.get, "/questions/new", .page, needs: .record) { try await QuestionsPage().new($0) },
      Route(.post, "/questions", .page, needs: .record) { try await QuestionsPage().save($0) },
    ]
  }

  private var lists: [Route] {
    Kind.shown.map { kind in
      page(kind == .followup ? "/followups/all" : kind.path) {
        try await Lists(kind: kind).answer($0)
      }
    }
  }

  private var things: [Route] {
    (Kind.shown + [.question]).flatMap { kind in
      [
        page("/\(kind.rawValue)/{id}") { try await ThingPage(kind: kind).answer($0) },
        page("/\(kind.rawValue)/{id}/history") { try await HistoryPage(kind: kind).answer($0) },
      ]
    }
  }

  private func page(
    _ path: String, _ handler: @escaping @Sendable (Visit) async throws -> Response
  ) -> Route {
    Route(.get, path, .page, needs: .readThings) { try await handler($0) }
  }
}
