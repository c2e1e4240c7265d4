import Foundation
import Testing
import Transparency

/// The published values for notes, checkpoints, cosignatures and receipts.
struct FormatVectors: Decodable {
  struct Note: Decodable {
    var source: String
    var vkey: String
    var text: String
    var note: String
    var skeyGo: String?
    var origin: String?
    var size: UInt64?
    var root: String?
  }

  struct SampleLog: Decodable {
    var origin: String
    var logVkey: String
    var logSkeyGo: String
    var witnessVkey: String
    var witnessSeedHex: String
    var roots: [String: String]
    var checkpoint7: String
    var checkpoint300: String
    var cosignatureTimestamp: UInt64
    var tlogProofIndex131: String
    var leaf131Hex: String
    var consistency7300: [String]
  }

  var notes: [Note]
  var vkeysBad: [String]
  var checkpointsBad: [String]
  var sampleLog: SampleLog

  static func load() throws -> FormatVectors {
    let file = try #require(
      Bundle.module.url(forResource: "formats", withExtension: "json", subdirectory: "Vectors"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(FormatVectors.self, from: Data(contentsOf: file))
  }
}

extension FormatVectors.SampleLog {
  /// The records that the sample log consists of.
  static let entries = (0..<300).map { index in
    let second = index % 60
    return Array(
      """
      {"v":1,"seq":\(index),"type":"SampleEvent","at":"2025-01-01T00:00:\(second < 10 ? "0" : "")\(second)Z"}
      """.utf8)
  }

  static func stored(_ size: Int = 300) -> StoredNodes {
    StoredNodes(entries[..<size].map { entry in entry.withUnsafeBytes { MerkleTree.leafHash($0) } })
  }

  var logKey: SigningKey { get throws { try SigningKey(text: logSkeyGo) } }

  var witnessKey: SigningKey {
    get throws {
      let digits = Array(witnessSeedHex)
      let seed = try stride(from: 0, to: digits.count, by: 2).map {
        try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
      }
      return try SigningKey(name: "witness.example/auditor1", seed: seed, algorithm: .cosignature)
    }
  }
}

/// The code of the error that the body throws; nil when it throws none.
func code(_ body: () throws -> Void) -> TransparencyError.Code? {
  do { try body() } catch { return (error as? TransparencyError)?.code }
  return nil
}
