public import HTTPTypes

extension HTTPField.Name {
  /// The secret of a session, sent along with requests by scripts.
  public static let csrfToken = named("X-CSRF-Token")
  /// Tells a browser what to forget of this site (https://www.w3.org/TR/clear-site-data).
  public static let clearSiteData = named("Clear-Site-Data")
  static let secFetchSite = named("Sec-Fetch-Site")
  static let forwardedFor = named("X-Forwarded-For")
  static let forwardedProto = named("X-Forwarded-Proto")
  static let referrerPolicy = named("Referrer-Policy")
  static let permissionsPolicy = named("Permissions-Policy")
  static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")
  static let crossOriginResourcePolicy = named("Cross-Origin-Resource-Policy")
  static let xFrameOptions = named("X-Frame-Options")

  /// A header's name that is known to be one.
  private static func named(_ name: String) -> Self {
    guard let field = Self(name) else { preconditionFailure("\(name) cannot name a header") }
    return field
  }
}
