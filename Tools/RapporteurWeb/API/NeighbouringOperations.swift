import Access
import HTTPTypes
import JSON
import Registry

// What other parts of the web answer below the API's address; described here with the rest.

extension Operation {
  /// A whole bilateral, and completion.
  static let neighbouring: [Operation] = [
    Operation(
      id: "recordBilateral", method: .post, path: root + "bilaterals", tag: .meetings,
      summary: "Record a whole bilateral as one command",
      description:
        "The meeting, who was there, and what was asked, offered and agreed. Names may stand for ids "
        + "where only one thing is called so: else 422 `ambiguous` with the candidates. What may have "
        + "been recorded before is 409 `likely-duplicate`, unless it is `confirmed`.",
      parameters: [.idempotencyKey],
      body: .json(
        "Bilateral",
        [
          "with": ["gov-samoa"], "on": "2014-07-03", "under": "m-unpsf-2014",
          "requests": [
            ["summary": "A study visit on open data", "support_types": ["study_visit"]]
          ],
          "followups": [["what": "Send the programme", "owner": ["unpog"], "due": "2014-08"]],
        ]), answer: .receipt(201), problems: [.notFound], needs: [.record]),
    Operation(
      id: "complete", method: .get, path: root + "complete", tag: .asking,
      summary: "Find what a text may become as somebody types it",
      description: "By any spelling, best first. People only for those who may see names.",
      parameters: [
        Parameter(
          name: "kind", place: .query,
          description: "A kind of thing, country, theme, or a vocabulary.",
          schema: .oneOf(
            Kind.allCases.filter(\.isRecordedByAPI).map(\.rawValue) + ["country", "theme"]
              + Vocabularies.shared.names), repeats: true, required: true,
          example: ["organisation"]),
        Parameter(
          name: "q", place: .query, description: "The text.",
          schema: .text.with("minLength", 1), required: true, example: "samoa"),
        Parameter(
          name: "limit", place: .query, description: "How many at most.",
          schema: Schema(["type": "integer", "minimum": 1, "maximum": 50]).byDefault(10)),
        .asOf,
      ],
      answer: .json(.list(.named("Completion")), "What it may become."),
      problems: [.notFound, .refused], needs: [.readThings]),
  ]

  /// The schemas that only these have.
  static let neighbouringSchemas: [String: Schema] = {
    let name = Schema.text.saying("An id, or a name.")
    let names = Schema(["anyOf": [name.json, Schema.list(name).json]])
    func things(_ kind: Kind) -> Schema {
      let fields = kind.definition.fields.map { field in
        (field.name, field.type == .country ? Schema.text : names)
      }
      return .list(.body(Dictionary(uniqueKeysWithValues: fields)))
    }
    return [
      "Bilateral": .body(
        [
          "with": names.saying("The other parties."),
          "with_new": .list(
            Schema([
              "anyOf": [
                Schema.text.json,
                Schema.body(["name": .text, "country": .text], required: ["name"]).json,
              ]
            ])
          ).saying("Parties that are not registered yet."),
          "country": Schema.text.saying("Of the new parties."),
          "office": names.saying("The office's side."),
          "under": name.saying("The meeting on the sidelines of which it took place."),
          "on": .named("PartialDate"), "place": .text, "present": names.saying("People."),
          "note": .text, "requests": things(.request), "offers": things(.offer),
          "followups": things(.followup),
          "confirmed": Schema.bool.saying("It is another one than those that are like it."),
        ]),
      "Completion": .answer([
        "kind": .text, "id": .text, "title": .text, "detail": Schema.text.orNull,
        "note": Schema.text.orNull,
      ]),
    ]
  }()
}
