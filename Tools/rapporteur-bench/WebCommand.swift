import Access
import ArgumentParser
import Desk
import EventLog
import Foundation
import JSON
import Registry
import Things

/// `web`: pages at a fixed rate while clients of the API record.
struct WebCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "web",
    abstract: "Visit pages of a generated registry at a fixed rate while clients record.",
    discussion: """
      Starts a server of its own on a copy of the registry. A request waits from the moment when it \
      is due. Afterwards every command that was acknowledged is looked for in the log.
      """)

  @OptionGroup var place: Place
  @Option(help: "The registry made by `generate` with so many events.") var events = 100_000
  @Option(help: ArgumentHelp("The program whose `serve` is measured.", valueName: "file"))
  var program = ".build/release/rapporteur"
  @Option(help: "Pages a second.") var rate = 100.0
  @Option(help: "How many seconds.") var seconds = 60.0
  @Option(help: "How many visitors' requests may be under way at once.") var connections = 32
  @Option(help: "How many clients record.") var writers = 16
  @Option(help: "How many seconds a client waits between a receipt and its next command.")
  var pause = 0.0
  @Option(help: "Where the server listens.") var port: UInt16 = 18_600
  @Option(help: "Visit only pages whose names hold this text.") var only = ""
  @Flag(help: "Use the copy that the last run left, with what it recorded.") var again = false

  func run() async throws {
    let original = RegistryFolder(path: place.directory + "/registry-\(events)")
    guard original.exists else {
      throw BenchError("run `rapporteur-bench generate --events \(events)` first")
    }
    let folder = RegistryFolder(path: place.directory + "/web-\(events)")
    if !again || !folder.exists {
      _ = try freshDirectory(folder.path)
      try FileManager.default.removeItem(atPath: folder.path)
      try FileManager.default.copyItem(atPath: original.path, toPath: folder.path)
    }
    let prepared = try await prepare(folder)
    let server = try ServerProcess(
      program: program, registry: folder.path, port: port, options: [])
    defer { server.stop() }
    let load = WebReaders(
      port: port, cookie: "__Host-rapporteur=" + prepared.session, pages: prepared.pages,
      rate: rate, seconds: seconds, connections: connections)
    try load.warmUp()
    let clients = WebWriters(
      port: port, tokens: prepared.tokens, organisations: prepared.organisations, pause: pause)
    let start = ContinuousClock.now
    let visits = try load.run()
    let tally = clients.finish()
    let time = (ContinuousClock.now - start) / .seconds(1)

    tell(visits, prepared.pages)
    tell(tally, in: time)
    report("memory of its own, at most", "\(server.peakOwnMemory) MiB")
    report("with the pages of mapped files", "\(server.peakMemory) MiB")
    server.stop()
    try await compare(tally, folder, since: prepared.size)
  }

  // MARK: Before

  private struct Prepared {
    var size: UInt64 = 0
    var session = ""
    var tokens: [String] = []
    var organisations: [String] = []
    var pages: [PageKind] = []
  }

  /// A reader's session, the writers' tokens, and addresses of things that are there.
  private func prepare(_ folder: RegistryFolder) async throws -> Prepared {
    let desk = try Desk.open(folder)
    let credentials = try CredentialStore(path: folder.access)
    let directory = AccountDirectory(desk, credentials)
    var prepared = Prepared()
    for name in ["bench-reader", "bench-writer"] where try directory.account(name) == nil {
      let roles = Value.terms([Term(code: "planner", written: "planner")])
      _ = try await desk.submit(
        Submission(
          by: "bench", steps: [Step(ThingRef(.account, name), .begin(["roles": roles]))]))
    }
    prepared.session = try await credentials.accept(
      directory.invite("bench-reader"), password: "long enough for a benchmark", from: "127.0.0.1"
    ).secret
    let now = LMDBEventLog.systemClock().microseconds
    prepared.tokens = try (0..<writers).map { number in
      try credentials.makeToken(
        account: "bench-writer", role: .planner, name: "writer \(number)",
        until: Instant(microseconds: now + 86_400_000_000), by: "bench"
      ).secret
    }
    var filter = ThingFilter()
    filter.limit = 200
    func ids(_ kind: Kind) throws -> [String] {
      try desk.reading { try desk.list(kind, filter, $0).rows.compactMap { $0["id"]?.string } }
    }
    prepared.organisations = try ids(.organisation)
    prepared.pages = Self.pages(
      requests: try ids(.request), meetings: try ids(.meeting), size: UInt64(events)
    ).filter { only.isEmpty || $0.name.contains(only) }
    prepared.size = try desk.log.read { $0.size }
    try credentials.close()
    await desk.close()
    return prepared
  }

  /// What visitors look at.
  private static func pages(requests: [String], meetings: [String], size: UInt64) -> [PageKind] {
    [
      PageKind(
        name: "list of requests", share: 20,
        addresses: ["/requests", "/requests?page=2", "/requests?page=3"]),
      PageKind(
        name: "filtered list", share: 20,
        addresses: [
          "/requests?country=FJI&from=2014&to=2016", "/requests?country=KEN",
          "/requests?theme=e-government&region=002", "/requests?requester=gov-12",
          "/meetings?country=KOR&from=2019&to=2019", "/requests?open",
        ]),
      PageKind(
        name: "one request or meeting", share: 30,
        addresses: requests.prefix(100).map { "/request/\($0)" }
          + meetings.prefix(50).map { "/meeting/\($0)" }),
      PageKind(
        name: "matrix", share: 10,
        addresses: [
          "/requests/matrix?rows=region&columns=theme&from=2014&to=2016",
          "/requests/matrix?rows=theme&columns=year&from=2018&to=2018",
          "/requests/matrix?rows=country&columns=theme",
        ]),
      PageKind(
        name: "search", share: 10,
        addresses: ["/search?q=training%20portal", "/search?q=fiji", "/search?q=kasulvador"]),
      PageKind(
        name: "list and request as of the middle", share: 10,
        addresses: [
          "/requests?as-of=\(size / 2)", "/requests?country=FJI&as-of=\(size / 2)",
        ] + requests.prefix(20).map { "/request/\($0)?as-of=\(size - 1)" }),
    ]
  }

  // MARK: Afterwards

  private func tell(_ visits: [Visit], _ pages: [PageKind]) {
    func figures(_ values: [Double]) -> String {
      [0.5, 0.9, 0.99, 1].map { decimal(quantile($0, of: values) * 1000, 1).padded(-9) }.joined()
    }
    print("page: visits".padded(46) + "     p50      p90      p99      max   from being due, in ms")
    for (index, page) in pages.enumerated() {
      let own = visits.filter { $0.page == index }
      print("\(page.name): \(own.count)".padded(46) + figures(own.map(\.waited)))
    }
    print("all: \(visits.count)".padded(46) + figures(visits.map(\.waited)))
    print("all, from being sent".padded(46) + figures(visits.map(\.answered)))
    let wrong = Dictionary(grouping: visits.filter { $0.status != 200 }, by: \.status)
    for (status, visits) in wrong { report("answered with \(status)", "\(visits.count)") }
  }

  private func tell(_ tally: WriterTally, in time: Double) {
    report("commands acknowledged", tally.acknowledged.count, in: time)
    report(
      "events acknowledged", tally.acknowledged.reduce(0) { $0 + $1.positions.count }, in: time)
    report("a command until its receipt", durations: tally.durations)
    report("sent again on purpose", "\(tally.repeats), answered otherwise: \(tally.otherwise)")
    for (refusal, count) in tally.refusals { report("no receipt, \(count) times", refusal) }
  }

  /// Looks for every acknowledged command in the log: all of it, once, where its receipt said.
  private func compare(_ tally: WriterTally, _ folder: RegistryFolder, since size: UInt64)
    async throws
  {
    let desk = try Desk.open(folder)
    var found: [UniqueID: [UInt64]] = [:]
    try desk.log.read { snapshot in
      try snapshot.forEachEvent(
        in: size..<snapshot.size, filter: EventFilter(), backward: false
      ) { event in
        found[event.command, default: []].append(event.position)
        return true
      }
    }
    await desk.close()
    let lost = tally.acknowledged.filter { found[$0.command] == nil }.count
    let other = tally.acknowledged.filter {
      found[$0.command] != nil && found[$0.command] != $0.positions
    }.count
    report("acknowledged and in the log once", "\(tally.acknowledged.count - lost - other)")
    report("acknowledged and not in the log", "\(lost)")
    report("in the log otherwise than acknowledged", "\(other)")
    guard lost == 0, other == 0, tally.otherwise == 0 else {
      throw BenchError("what was acknowledged is not what is in the log")
    }
  }
}
