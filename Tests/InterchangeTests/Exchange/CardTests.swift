import Interchange
import Testing

/// Cards, by the rules of RFC 6350.
@Suite struct CardTests {
  static func card() throws -> Card {
    Card(
      uid: "urn:uuid:0", revised: try CalendarTests.second(), name: "Ada Okafor", honorific: "Dr.")
  }

  @Test func aCardIsWrittenLineByLine() throws {
    var card = try Self.card()
    card.posts = [
      Card.Post(organisation: "A; B", position: "Chief, of all", remark: "Post as of 2014-06"),
      Card.Post(organisation: nil, position: "Adviser", isPrimary: true),
    ]
    card.email = "ada@example.org"
    card.phone = "+49 30 5"
    card.address = "1 Road;\nTown"
    card.languages = ["en", "pt-BR"]
    card.categories = ["open data", "a,b"]
    card.notes = ["one\ntwo"]
    #expect(
      card.text
        == """
        BEGIN:VCARD
        VERSION:4.0
        PRODID:-//Rapporteur//Rapporteur//EN
        UID:urn:uuid:0
        KIND:individual
        FN:Dr. Ada Okafor
        N:;Ada Okafor;;Dr.;
        post1.ORG:A\\; B
        post1.TITLE:Chief\\, of all
        post1.NOTE:Post as of 2014-06
        post2.TITLE;PREF=1:Adviser
        EMAIL:ada@example.org
        TEL;VALUE=text:+49 30 5
        ADR:;;1 Road\\;\\nTown;;;;
        LANG;PREF=1:en
        LANG;PREF=2:pt-BR
        CATEGORIES:open data,a\\,b
        NOTE:one\\ntwo
        REV:20140701T083015Z
        END:VCARD

        """.replacing("\n", with: "\r\n"))
  }

  @Test func onePostHasNoGroup() throws {
    var card = try Self.card()
    card.posts = [Card.Post(organisation: "A", position: "Chief", isPrimary: true)]
    let (_, lines) = CalendarTests.lines(card.text)
    #expect(lines.contains("ORG:A"))
    #expect(lines.contains("TITLE:Chief"))
  }

  @Test func aNameBeginsNoOtherCard() throws {
    var card = try Self.card()
    card.name = "A;B\r\nEND:VCARD\r\nBEGIN:VCARD"
    card.honorific = "x;y"
    let (_, lines) = CalendarTests.lines(card.text)
    #expect(lines.count { $0.hasPrefix("BEGIN:") } == 1)
    #expect(lines.contains("N:;A\\;B\\nEND:VCARD\\nBEGIN:VCARD;;x\\;y;"))
  }
}
