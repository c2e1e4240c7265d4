import Directory
import Documents
import FollowUps
import Meetings
import Networks
import Offers
import Practices
public import ProjectionKit
import Questions
import Recommendations
public import Registry
import Requests
import Statements
import Terms
public import Things

/// The views of a registry: one line for each projection, and how each kind of thing reads.
public enum Catalogue {
  /// The projections.
  public static let projections: [any Projection] = [
    RequestsProjection(),
    OffersProjection(),
    FollowUpsProjection(),
    MeetingsProjection(),
    DirectoryProjection(),
    DocumentsProjection(),
    RecommendationsProjection(),
    PracticesProjection(),
    NetworksProjection(),
    StatementsProjection(),
    QuestionsProjection(),
    TermsProjection(),
  ]

  /// How things of a kind read.
  public static func view(of kind: Kind) -> any ThingView {
    switch kind {
    case .organisation: OrganisationView()
    case .person: PersonView()
    case .document: DocumentView()
    case .meeting:
      MeetingView(
        statements: StatementView(), requests: RequestView(), offers: OfferView(),
        followups: FollowUpView())
    case .request: RequestView()
    case .offer: OfferView()
    case .followup: FollowUpView()
    case .recommendation: RecommendationView()
    case .practice: PracticeView()
    case .network: NetworkView()
    case .statement: StatementView()
    case .question: QuestionView()
    case .account, .vocabulary: AccountView()
    }
  }
}
