import Foundation
import HTTPTypes
public import Hummingbird

/// The cookies of the site. The prefix `__Host-` binds them to this host and to TLS (or this machine).
public enum Cookies {
  /// The session's secret.
  public static let session = "__Host-rapporteur"
  /// A secret of a browser that is not logged in, for its forms.
  static let visitor = "__Host-visitor"
  /// The language that somebody chose.
  static let language = "__Host-language"

  /// The cookie of a session; it ends with the browser's own, or when the server says so.
  public static func session(_ secret: String) -> Cookie {
    Cookie(name: session, value: secret, path: "/", secure: true, httpOnly: true, sameSite: .lax)
  }

  /// The cookie that ends a session.
  public static var noSession: Cookie {
    Cookie(
      name: session, value: "", maxAge: 0, path: "/", secure: true, httpOnly: true, sameSite: .lax)
  }

  static func visitor(_ token: String) -> Cookie {
    Cookie(name: visitor, value: token, path: "/", secure: true, httpOnly: true, sameSite: .strict)
  }

  static func language(_ code: String) -> Cookie {
    Cookie(
      name: language, value: code, maxAge: 365 * 86_400, path: "/", secure: true, httpOnly: true,
      sameSite: .lax)
  }

  /// The value that a request carries for a cookie.
  static func value(_ name: String, in head: HTTPRequest) -> String? {
    for field in head.headerFields[values: .cookie] {
      for pair in field.split(separator: ";") {
        let sides = pair.split(separator: "=", maxSplits: 1)
        if sides.count == 2, sides[0].trimmingCharacters(in: .whitespaces) == name {
          return String(sides[1])
        }
      }
    }
    return nil
  }
}
