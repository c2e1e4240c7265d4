public import HTTPTypes

/// What keeps a browser from doing more with an answer than it was given for
/// (https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html).
public enum Protection {
  /// Adds the headers that every answer carries, whatever its status.
  public static func add(to headers: inout HTTPFields, isSecure: Bool) {
    for (name, value) in all { headers[name] = value }
    if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    if isSecure { headers[.strictTransportSecurity] = "max-age=31536000" }
  }

  private static let all: [(HTTPField.Name, String)] = [
    (
      .contentSecurityPolicy,
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    (.xContentTypeOptions, "nosniff"),
    (.referrerPolicy, "same-origin"),
    (.permissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (.crossOriginOpenerPolicy, "same-origin"),
    (.crossOriginResourcePolicy, "same-origin"),
    (.xFrameOptions, "DENY"),
  ]
}
