import Access
import WebCore

extension Visit {
  /// What is wrong with a password, in words.
  func words(of fault: PasswordFault) -> String { text("invitation.\(fault.rawValue)") }

  /// Why somebody may not, in words.
  func words(of error: AccessError, rejected key: String) -> String {
    guard let seconds = error.retryAfter else { return text(key) }
    return seconds < 90
      ? text("login.throttled.seconds", ["count": seconds])
      : text("login.throttled.minutes", ["count": (seconds + 59) / 60])
  }
}

extension Form {
  /// A password as it was typed, blanks around it included.
  func password(_ name: String) -> String { fields.last { $0.name == name }?.value ?? "" }
}
