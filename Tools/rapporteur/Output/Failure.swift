import ArgumentParser
import Desk
import EventLog
import Foundation
import JSON
import LMDB
import ProjectionKit
import Registry
import Sealing
import Things
import Transparency

/// An error as a program's user sees it: exit code, words, and JSON where it was asked for.
struct Failure {
  /// The process's exit code, as documented.
  let exitCode: Int32
  private let code: String
  private let message: String
  private let place: [String: String]
  private let hint: String?

  /// Wrong usage, in the argument parser's words.
  init(usage message: String) { self.init(2, "usage", message, [:], nil) }

  init(_ error: any Error) {
    switch error {
    case let error as FailureInResult: self.init(error.error)
    case let error as DeskError:
      self.init(
        Self.exitCode(error.code), error.code.rawValue, error.message, error.place, error.hint)
    case let error as FieldError:
      self.init(
        1, "invalid", "\(error.field): “\(error.value)” \(error.reason)",
        ["option": "--" + error.field.replacing("_", with: "-")], error.hint)
    case let error as FilterError:
      self.init(
        1, "refused", error.message, error.filter.map { ["option": "--" + $0] } ?? [:], error.hint)
    case let error as EventLogError:
      self.init(Self.exitCode(error.code), "\(error.code)", error.message, [:], nil)
    case let error as ViewError:
      self.init(
        [.io, .full].contains(error.code) ? 5 : 1, error.code.rawValue, error.message, [:],
        error.hint)
    case let error as SealingError:
      self.init(3, "keys", error.message, [:], nil)
    case let error as LMDBError:
      let isOutside = Self.outside.contains(error.code.rawValue)
      self.init(isOutside ? 5 : 3, isOutside ? "io" : "damaged", error.message, [:], error.hint)
    case let error as TransparencyError:
      self.init(1, "refused", error.message, [:], nil)
    case let error as CocoaError:
      self.init(5, "io", error.localizedDescription, [:], nil)
    default:
      self.init(1, "failed", "\(error)", [:], nil)
    }
  }

  /// What the system refuses, by its numbers: the registry itself is well.
  private static let outside: Set<Int32> = [EACCES, EPERM, EROFS, EIO, ENOSPC, EDQUOT, EFBIG]

  private init(
    _ exitCode: Int32, _ code: String, _ message: String, _ place: [String: String],
    _ hint: String?
  ) {
    self.exitCode = exitCode
    self.code = code
    self.message = message
    self.place = place
    self.hint = hint
  }

  private static func exitCode(_ code: DeskError.Code) -> Int32 {
    switch code {
    case .refused, .notFound: 1
    case .damaged: 3
    case .conflict, .outdated: 4
    case .io: 5
    case .verification: 6
    }
  }

  private static func exitCode(_ code: EventLogError.Code) -> Int32 {
    switch code {
    case .damaged, .missing: 3
    case .noSpace, .io: 5
    default: 1
    }
  }

  /// Says what happened on standard error; with `--format json` also as JSON on standard output.
  func report(asJSON: Bool) {
    let whereText = place.sorted { $0.key < $1.key }.map { $0.value }.joined(separator: ", ")
    let whole = whereText.isEmpty ? message : "\(message) (\(whereText))"
    Output.note("error: " + whole + (hint.map { "; \($0)" } ?? ""))
    guard asJSON else { return }
    Output.write(JSONValue.object(["error": json]).compactText + "\n")
  }

  /// The error in the shape of the command-line contract.
  var json: JSONValue {
    [
      "code": .string(code), "message": .string(message),
      "where": .object(place.mapValues { .string($0) }), "hint": JSONValue(hint),
    ]
  }
}

/// An error that the command's result on standard output tells already, so that standard output stays
/// one document.
struct FailureInResult: Error {
  /// What happened.
  let error: DeskError

  init(_ error: DeskError) { self.error = error }
}
