import Foundation
import Synchronization

/// A kind of page that readers visit: how often, and at which addresses.
struct PageKind: Sendable {
  var name: String
  /// Of a hundred visits, so many.
  var share: Int
  var addresses: [String]
}

/// How long a visitor waited.
struct Visit: Sendable {
  /// The page's place in the mix.
  var page: Int
  /// Seconds from the moment when the request was due.
  var waited: Double
  /// Seconds from the moment when it was sent.
  var answered: Double
  var status: Int
}

/// Visitors that come at a fixed rate whether or not the server keeps up: a request waits from the
/// moment when it is due, so a server that stands still for a second is seen to do so by all who
/// would have come in that second.
struct WebReaders {
  var port: UInt16
  var cookie: String
  var pages: [PageKind]
  /// Requests a second.
  var rate: Double
  var seconds: Double
  /// At most so many requests are under way at once; the others wait, and their waiting counts.
  var connections: Int

  /// Sends all requests and returns how long each took.
  func run() throws -> [Visit] {
    let count = Int(rate * seconds)
    let plan = schedule(count)
    let next = Atomic(0)
    let visits = Mutex<[Visit]>([])
    let start = ContinuousClock.now + .milliseconds(200)
    let group = DispatchGroup()
    for _ in 0..<connections {
      group.enter()
      Thread.detachNewThread {
        let line = HTTPLine(port: port)
        var own: [Visit] = []
        while true {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < count else { break }
          let due = start + .seconds(Double(index) / rate)
          Self.sleep(until: due)
          own.append(visit(plan[index], due: due, by: line))
        }
        visits.withLock { [own] in $0 += own }
        group.leave()
      }
    }
    group.wait()
    return visits.withLock { $0 }
  }

  /// Asks for every address once, so that the figures are those of a server at work.
  func warmUp() throws {
    let line = HTTPLine(port: port)
    for (index, page) in pages.enumerated() {
      for address in page.addresses.prefix(3) {
        let visit = visit((index, address), due: .now, by: line)
        guard visit.status == 200 else {
          throw BenchError("\(address) answers \(visit.status)")
        }
      }
    }
  }

  private func visit(
    _ what: (page: Int, address: String), due: ContinuousClock.Instant, by line: HTTPLine
  ) -> Visit {
    let sent = ContinuousClock.now
    let answer = try? line.ask("GET", what.address, ["Cookie: " + cookie, "Accept: text/html"])
    let end = ContinuousClock.now
    return Visit(
      page: what.page, waited: (end - due) / .seconds(1), answered: (end - sent) / .seconds(1),
      status: answer?.status ?? 0)
  }

  /// Which page is asked for when; the same for the same mix.
  private func schedule(_ count: Int) -> [(page: Int, address: String)] {
    var random = SeededGenerator(seed: 11)
    let total = pages.reduce(0) { $0 + $1.share }
    return (0..<count).map { _ in
      var place = Int(random.next() % UInt64(total))
      let page = pages.firstIndex { page in
        place -= page.share
        return place < 0
      }
      let addresses = pages[page ?? 0].addresses
      return (page ?? 0, addresses[Int(random.next() % UInt64(addresses.count))])
    }
  }

  private static func sleep(until due: ContinuousClock.Instant) {
    let left = due - .now
    guard left > .zero else { return }
    let (seconds, attoseconds) = left.components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    nanosleep(&time, nil)
  }
}
