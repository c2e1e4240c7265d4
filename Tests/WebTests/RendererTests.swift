import Foundation
import Testing

@testable import WebCore

/// Pages from templates.
@Suite struct RendererTests {
  /// A sign of markup that makes one character with what stands beside it is still escaped.
  @Test(arguments: ["\"\u{301} onfocus=x", "<\u{338}script", "\u{600}<b>", "a\r\n<b>", "'\u{20DD}"])
  func markupIsEscapedWhateverStandsBesideIt(_ text: String) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/render-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("{{value}}{{#list}}{{.}}{{/list}}".utf8)
      .write(to: URL(fileURLWithPath: folder + "/try.mustache"))
    let renderer = try Renderer(AssetFiles(folder: folder))
    let content: [String: Any] = ["value": text, "list": [text]]
    let rendered = renderer.render("try", content, .english)
    #expect(!rendered.utf8.contains(UInt8(ascii: "<")))
    #expect(!rendered.utf8.contains(UInt8(ascii: "\"")))
    #expect(!rendered.utf8.contains(UInt8(ascii: "'")))
    try FileManager.default.removeItem(atPath: folder)
  }

  @Test func countsTakeTheFormOfTheirLanguage() throws {
    let languages = try Languages([
      "en.json": Array(#"{"n.one": "{count} request", "n.other": "{count} requests"}"#.utf8),
      "fr.json": Array(#"{"n.one": "{count} demande", "n.other": "{count} demandes"}"#.utf8),
    ])
    let french = try #require(Language.of("fr-CA"))
    #expect(languages.text("n", ["count": 0], .english) == "0 requests")
    #expect(languages.text("n", ["count": 0], french) == "0 demande")
    #expect(languages.text("n", ["count": 2], french) == "2 demandes")
  }
}
