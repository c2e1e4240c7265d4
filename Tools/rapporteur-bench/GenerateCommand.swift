import ArgumentParser
import Desk
import EventLog
import Foundation
import Registry

/// `generate`: a registry for the other benchmarks.
struct GenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Make up a registry and build its views.",
    discussion: "The same seed gives the same registry.")

  @OptionGroup var place: Place
  @Option(help: "How many events.") var events = 100_000
  @Option(help: "Where the random numbers start.") var seed: UInt64 = 1
  @Option(help: "Events per command.") var batch = 10_000

  func run() async throws {
    let path = try freshDirectory(place.directory + "/registry-\(events)")
    let desk = try await Desk.create(RegistryFolder(path: path), timeZone: .gmt)
    var generator = Generator(seed: seed)
    let load = try await fill(desk.log, with: events, by: batch, from: &generator)
    report("events appended", events, in: load)
    let views = try seconds { try desk.catchUp() }
    report("views built", events, in: views)
    await desk.close()
    report("log, bytes per event", decimal(Double(bytes(of: path + "/log")) / Double(events), 0))
    let attributes = try FileManager.default.attributesOfItem(atPath: path + "/views.sqlite")
    let size = attributes[.size] as? Int ?? 0
    report("views, bytes per event", decimal(Double(size) / Double(events), 0))
  }
}

/// Appends so many generated events in commands of `batch`, and returns the seconds spent in the
/// log.
func fill(
  _ log: any EventLog, with events: Int, by batch: Int, from generator: inout Generator
) async throws -> Double {
  var total = 0.0
  var done = 0
  while done < events {
    let append = generator.append(events: min(batch, events - done))
    total += try await seconds { _ = try await log.append(append) }
    done += batch
  }
  return total
}

/// Opens a registry that `generate` made.
func openGenerated(_ place: Place, _ events: Int) throws -> Desk {
  let folder = RegistryFolder(path: place.directory + "/registry-\(events)")
  guard folder.exists else {
    throw BenchError("run `rapporteur-bench generate --events \(events)` first")
  }
  return try Desk.open(folder)
}
