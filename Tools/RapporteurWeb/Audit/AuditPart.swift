import Access
public import ServiceLifecycle
public import WebCore

/// Proof that nothing was altered, removed or back-dated: the log's tree at its standard addresses,
/// events with their records and proofs, verification, witnesses; and how the service itself does.
public struct AuditPart: WebPart {
  private let site: Site
  private let rounds: WitnessRounds
  private let state: ServiceState

  /// The part for a site.
  public init(_ site: Site) {
    self.site = site
    rounds = WitnessRounds(site.upkeep, logger: site.logger)
    state = ServiceState()
  }

  /// Its addresses.
  public var routes: [Route] {
    TreeRoutes.all + OverviewPage(rounds: rounds, state: state).routes + EventPages.all
      + CheckpointPages.all + VerifyPages.all + DifferencePage.all + ViewsPage.all
      + HealthRoutes(site: site, rounds: rounds, state: state).all
  }

  /// The daily verification, and the rounds to the witnesses.
  public var services: [any Service] {
    [DailyScrub(site: site, state: state), rounds]
  }
}

/// Whose pages these are: those who read records, of others or their own, and those who verify.
let auditReaders: Route.Audience = .holders(of: [.readOwnRecords, .readRecords, .verify])
