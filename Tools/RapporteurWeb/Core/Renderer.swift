import Foundation
import Mustache
import Synchronization
import WebAssets

/// Files that pages are made of: embedded in the program, or in a folder that is read anew at each
/// request, for those who work on pages.
public struct AssetFiles: Sendable {
  private let folder: String?

  /// The embedded files, or those of a folder.
  public init(folder: String? = nil) { self.folder = folder }

  /// Whether the files can change while the program runs.
  public var areLive: Bool { folder != nil }

  /// All files by name.
  public var all: [String: [UInt8]] {
    guard let folder else { return WebAssets.files }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.reduce(into: [:]) { files, name in
      files[name] = FileManager.default.contents(atPath: folder + "/" + name).map { Array($0) }
    }
  }
}

/// Makes pages from templates and content.
public final class Renderer: Sendable {
  private struct Material {
    var library: MustacheLibrary
    var languages: Languages
  }

  private let files: AssetFiles
  private let material: Mutex<Material>

  /// A renderer of these files.
  ///
  /// - Throws: when a template or a catalogue cannot be read.
  public init(_ files: AssetFiles) throws {
    self.files = files
    material = Mutex(try Self.load(files.all))
  }

  private static func load(_ files: [String: [UInt8]]) throws -> Material {
    var library = MustacheLibrary()
    for (name, bytes) in files where name.hasSuffix(".mustache") {
      try library.register(
        String(decoding: bytes, as: UTF8.self), named: String(name.dropLast(".mustache".count)))
    }
    return Material(library: library, languages: try Languages(files))
  }

  /// The strings.
  public var languages: Languages { material.withLock { $0.languages } }

  /// A template filled with content.
  public func render(_ template: String, _ content: [String: Any], _ language: Language) -> String {
    if files.areLive, let fresh = try? Self.load(files.all) { material.withLock { $0 = fresh } }
    let (library, languages) = material.withLock { ($0.library, $0.languages) }
    var content = Self.guarded(content) as? [String: Any] ?? [:]
    content["t"] = Strings(languages: languages, language: language, key: "")
    return library.render(content, withTemplate: template) ?? ""
  }

  /// The content with a word joiner (U+2060) wherever a sign that means something in HTML makes one
  /// character with what stands beside it: the templates escape by characters, and would take
  /// `"` with a combining accent for another sign than `"`.
  static func guarded(_ value: Any) -> Any {
    switch value {
    case let text as String: return guarded(text)
    case let members as [String: Any]: return members.mapValues { guarded($0) }
    case let elements as [Any]: return elements.map { guarded($0) }
    default: return value
    }
  }

  private static func guarded(_ text: String) -> String {
    guard text.utf8.contains(where: isMarkup),
      text.contains(where: { $0.utf8.count > 1 && $0.utf8.contains(where: isMarkup) })
    else { return text }
    var guarded = String.UnicodeScalarView()
    for character in text {
      let isCombined = character.utf8.count > 1 && character.utf8.contains(where: isMarkup)
      for (place, scalar) in character.unicodeScalars.enumerated() {
        if isCombined, place > 0 { guarded.append("\u{2060}") }
        guarded.append(scalar)
      }
    }
    return String(guarded)
  }

  private static func isMarkup(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }
}

/// The strings of a language as templates name them: `{{t.layout.alarm}}`, and `{{t.layout.alarm.open}}`
/// beside it.
private struct Strings: MustacheParent, MustacheCustomRenderable {
  let languages: Languages
  let language: Language
  let key: String

  func child(named name: String) -> Any? {
    Strings(languages: languages, language: language, key: key.isEmpty ? name : "\(key).\(name)")
  }

  /// The string; the key itself where there is none.
  var renderText: String { languages.string(key, language) ?? key }

  /// Whether there is no such string.
  var isNull: Bool { languages.string(key, language) == nil }
}
