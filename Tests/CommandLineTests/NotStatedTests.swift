import Foundation
import JSON
import Testing

/// What people read of what is unknown, approximate or disputed.
@Suite struct NotStatedTests {
  private let registry: CommandLineRegistry

  init() throws { registry = try CommandLineRegistry("demo") }

  private func table(_ arguments: String...) throws -> [[String: String]] {
    let text = try registry.run(arguments, format: "table").succeeded().output
    let lines = text.split(separator: "\n").map { line in
      line.replacing(#/ {2,}/#, with: "\t").split(separator: "\t").map { String($0) }
    }
    let titles = try #require(lines.first)
    return lines.dropFirst().map { cells in
      #expect(cells.count == titles.count, "\(cells)")
      return Dictionary(uniqueKeysWithValues: zip(titles, cells))
    }
  }

  private func page(_ arguments: String...) throws -> String {
    try registry.run(arguments, format: "table").succeeded().output
  }

  /// Every cell of every list says something, and what is unknown says so in words.
  @Test func noCellIsEmpty() throws {
    for kind in ReadingTests.kinds {
      let rows = try table(kind, "list")
      #expect(!rows.isEmpty)
      for row in rows {
        #expect(!row.values.contains { ["–", "-", "null", ""].contains($0) }, "\(kind) \(row)")
      }
    }
  }

  /// followups.csv: 32 of 36 rows have no due date, so that nobody can say they are not overdue.
  @Test func whatHasNoDueDateIsNotCalledInTime() throws {
    let rows = try table("followup", "list", "--today", "2026-11-20")
    let without = rows.filter { $0["DUE"] == "not stated" }
    #expect(without.count == 32)
    #expect(without.allSatisfy { $0["OVERDUE"] == "not stated" })
    let overdue = rows.filter { $0["DUE"] != "not stated" }.map { [$0["ID"], $0["OVERDUE"]] }
    #expect(
      overdue == [
        ["f-w1-plenary", "no"], ["f-course-launch", "no"], ["f-women-workshop", "no"],
        ["f-iias-2015", "yes"],
      ])
    let shown = try page("followup", "show", "f-ecuador-call")
    #expect(shown.contains("not stated  owner, due, overdue, request, verified\n"))
    #expect(!shown.contains("overdue  "))
    // Of the five without a country, and of the request that has no date though its meeting has.
    let requests = try table("request", "list")
    #expect(
      requests.filter { $0["COUNTRY"] == "not stated" }.map { $0["ID"] } == [
        "r-w1-network", "r-usc-research", "r-cyber-topic4", "r-cyber-inputs", "r-women-funding",
      ])
    #expect(requests.first { $0["ID"] == "r-oman-2" }?["ON"] == "not stated")
  }

  /// meetings.csv, columns participants and countries with their qualifiers.
  @Test func aQualifierStaysWithItsFigure() throws {
    let workshop = try page("meeting", "show", "m-unpsf-2014-w1")
    #expect(workshop.contains(/\nparticipants +around 120\n/))
    #expect(workshop.contains(/\ncountries +more than 40\n/))
    #expect(workshop.contains("delegates · around 120 people · "))
    let forum = try page("meeting", "show", "m-unpsf-2014")
    #expect(forum.contains(/\nparticipants +approximately 1800\n/))
    #expect(forum.contains(/\ncountries +nearly \(UN Member States\) 129\n/))
    #expect(try page("conflicts").contains("exact 34 questionnaires"))
    // A figure that nobody gave is no zero.
    let series = try page("meeting", "show", "m-unpsf-2014-bilaterals")
    let unstated = try #require(series.split(separator: /\nnot stated +/).last)
    #expect(unstated.contains("participants") && unstated.contains("countries"))
    #expect(!series.contains("\nparticipants "))
  }

  /// statements.csv: Goyang (D003) and Seoul (D002); 34 and 12 questionnaires.
  @Test func aDisagreementShowsEveryValue() throws {
    let conflicts = try page("conflicts")
    for value in ["exact 34 questionnaires", "exact 12 questionnaires", "Goyang", "Seoul"] {
      #expect(conflicts.contains(value), "\(value)")
    }
    func city() throws -> [String?] {
      let row = try table("meeting", "list").first { $0["ID"] == "m-unpsf-2014" }
      let line = try page("meeting", "show", "m-unpsf-2014").split(separator: "\n")
        .first { $0.hasPrefix("city ") }
      return [row?["CITY"], line.map { String($0.replacing(/^city +/, with: "")) }]
    }
    #expect(
      try city() == [
        "Goyang ≠ Seoul",
        "Goyang (the sources disagree: Goyang [D003:L76] ≠ Seoul [D002:L83])",
      ])
    let about = try registry.run("statement", "list", "--subject", "m-unpsf-2014").json.array ?? []
    let goyang = try #require(about.first { $0["value"] == "Goyang" }?["id"]?.string)
    try registry.run("statement", "prefer", goyang, "--reason", "the later report").succeeded()
    #expect(try city() == ["Goyang", "Goyang"])
  }

  /// offers.csv: the country of an offer is the provider's; who it is for is the beneficiary.
  @Test func offersAreFoundByWhomTheyAreFor() throws {
    #expect(
      try registry.run("offer", "list", "--beneficiary", "gov-ecuador").json.ids
        == ["o-ecuador-dpadm", "o-ecuador-colombia"])
    #expect(
      try registry.run("request", "list", "--beneficiary", "iaen").json.ids == ["r-ecuador-4"])
    #expect(try registry.run("offer", "list", "--beneficiary", "nobody").code == 1)
  }

  /// requests.csv, r-oman-2: a cell that no vocabulary has is found as it was written.
  @Test func aThemeInNoVocabularyIsFoundAsWritten() throws {
    let written = "e-government best practice: portal, e-manpower, e-health, IT sector"
    #expect(try registry.run("request", "list", "--theme", written).json.ids == ["r-oman-2"])
  }
}
