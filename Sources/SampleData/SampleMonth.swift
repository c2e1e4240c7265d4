/// A month of a division's work as a dataset: its update of June 2014 and the report of a workshop.
public enum SampleMonth {
  /// The files of the dataset, by name, with their bytes (UTF-8, CSV with a header row).
  public static var files: [(name: String, bytes: [UInt8])] {
    [
      ("affiliations.csv", PackageResources.affiliations_csv),
      ("documents.csv", PackageResources.documents_csv),
      ("focal_points.csv", PackageResources.focal_points_csv),
      ("followups.csv", PackageResources.followups_csv),
      ("meetings.csv", PackageResources.meetings_csv),
      ("networks.csv", PackageResources.networks_csv),
      ("offers.csv", PackageResources.offers_csv),
      ("organisations.csv", PackageResources.organisations_csv),
      ("participations.csv", PackageResources.participations_csv),
      ("people.csv", PackageResources.people_csv),
      ("practices.csv", PackageResources.practices_csv),
      ("recommendations.csv", PackageResources.recommendations_csv),
      ("requests.csv", PackageResources.requests_csv),
      ("roles.csv", PackageResources.roles_csv),
      ("statements.csv", PackageResources.statements_csv),
    ]
  }
}
