// swift-tools-version: 6.2
import PackageDescription

/// The settings every target of ours is built with. The proposals are named so that a reader can
/// look them up.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let arguments = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(
  name: "HummingbirdTesting", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(
  name: "UnixSignals", package: "swift-service-lifecycle")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

/// A library target of ours.
func floor(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
  .target(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

/// A view: one folder under `Projections`.
func view(_ name: String) -> Target {
  floor(
    name, ["EventLog", "JSON", "ProjectionKit", "Registry", "Things"], path: "Projections/\(name)")
}

/// The tests of a target.
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [])
  -> Target
{
  .testTarget(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// A part of the web: one folder under `Tools/RapporteurWeb`.
func web(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(
    name: "Web\(name)",
    dependencies: [
      "Access", "Desk", "EventLog", "JSON", "ProjectionKit", "Registry", "Things", crypto,
      hummingbird, httpTypes, lifecycle, logging, nio, nioPosix,
    ] + dependencies,
    path: "Tools/RapporteurWeb/\(name)", swiftSettings: strict)
}

let package = Package(
  name: "Rapporteur",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "rapporteur", targets: ["rapporteur"]),
    .executable(name: "rapporteur-bench", targets: ["rapporteur-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.30.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The C libraries, and the little Swift that makes them safe.
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
    floor("LMDB", ["CLMDB"]),
    .target(
      name: "CSimdjson",
      cxxSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))],
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
    floor("JSON", ["CSimdjson"]),
    floor("CSV", []),
    .systemLibrary(
      name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),

    // The log: pure proofs, sealed contents, streams and appends.
    floor("Transparency", [crypto]),
    floor("Sealing", ["LMDB", crypto]),
    floor("EventLog", ["LMDB", "JSON", "Transparency", "Sealing"]),

    // The domain, and the formats it is exchanged in.
    .target(name: "ReferenceData", resources: [.embedInCode("Data")], swiftSettings: strict),
    .target(name: "SampleData", resources: [.embedInCode("Data")], swiftSettings: strict),
    floor("Registry", ["CSV", "JSON", "ReferenceData"]),
    floor("Interchange", ["CSV", "JSON", "Registry"]),
    floor("Spreadsheet", ["CXlsxWriter", "Interchange", "Registry"]),

    // The views.
    floor("ProjectionKit", ["EventLog", "JSON", grdb]),
    floor("Things", ["EventLog", "JSON", "ProjectionKit", "Registry"]),
    // Drawings: values in, text out.
    floor("Charts", []),
    view("Directory"), view("Documents"), view("FollowUps"), view("Meetings"), view("Networks"),
    view("Offers"), view("Practices"), view("Questions"), view("Recommendations"), view("Requests"),
    view("Statements"), view("Terms"),

    // What could answer a request, from several views.
    floor("Matching", ["JSON", "ProjectionKit", "Registry", "Things"]),

    floor(
      "Desk",
      [
        "CSV", "Charts", "EventLog", "Interchange", "JSON", "LMDB", "Matching", "ProjectionKit",
        "Registry", "SampleData", "Sealing", "Things", "Transparency", "Directory", "Documents",
        "FollowUps", "Meetings", "Networks", "Offers", "Practices", "Questions", "Recommendations",
        "Requests", "Statements", "Terms", toml, crypto,
      ]),

    // Who may do what: accounts, passwords, sessions, tokens; and the Desk behind a counter that
    // asks for them.
    floor(
      "Access",
      [
        "Desk", "EventLog", "JSON", "ProjectionKit", "Registry", "Statements", "Things",
        "Transparency", crypto, cryptoExtras, grdb,
      ]),

    // The web: pages and API, started by `rapporteur serve`. Each part knows only the core.
    .target(name: "CWebAssets", path: "Tools/RapporteurWeb/Assets/Embedded"),
    .target(
      name: "WebAssets", dependencies: ["CWebAssets"], path: "Tools/RapporteurWeb/Assets",
      exclude: ["Data", "Embedded"], swiftSettings: strict),
    web("Core", ["WebAssets", mustache]),
    web(
      "Ask",
      [
        "WebCore", "Charts", "CSV", "FollowUps", "Interchange", "Matching", "Requests",
        "Spreadsheet", "Statements", "Terms",
      ]),
    web("Record", ["WebCore", "CSV", "Interchange"]),
    web("Audit", ["WebCore", "Transparency", httpClient, nioHTTP]),
    web(
      "API",
      [
        "WebCore", "Interchange", "Matching", "Requests", "Statements", "Terms", "Transparency",
      ]),
    web("Accounts", ["WebCore"]),
    .target(
      name: "RapporteurWeb",
      dependencies: [
        "Access", "Desk", "JSON", "SampleData", "WebAPI", "WebAccounts", "WebAsk", "WebAudit",
        "WebCore", "WebRecord", hummingbird, hummingbirdCore, hummingbirdTLS, lifecycle,
        httpTypes, logging, nio, nioHTTP, nioHTTPTypes, nioSSL, unixSignals,
      ],
      path: "Tools/RapporteurWeb/Serve", swiftSettings: strict),

    // The programs.
    .executableTarget(
      name: "rapporteur",
      dependencies: [
        "CSV", "Charts", "Desk", "EventLog", "Interchange", "JSON", "Matching", "ProjectionKit",
        "Registry", "Requests", "SampleData", "Sealing", "Spreadsheet", "Statements", "Terms",
        "Things", "Transparency", "Directory", "RapporteurWeb", "Access", "WebAudit", "WebCore",
        arguments, logging,
      ],
      path: "Tools/rapporteur", swiftSettings: strict),

    .executableTarget(
      name: "rapporteur-bench",
      dependencies: [
        "Access", "Desk", "EventLog", "JSON", "LMDB", "Matching", "ProjectionKit", "Registry",
        "Requests", "Sealing", "Things", "Transparency", arguments, grdb,
      ],
      path: "Tools/rapporteur-bench", swiftSettings: strict),

    // Tests, floor by floor.
    tests("LMDBTests", ["LMDB"]),
    tests("SealingTests", ["Sealing", crypto]),
    tests(
      "EventLogTests",
      ["EventLog", "LogKillTarget", "Transparency", "Sealing", "JSON", crypto]),
    // Appends until it is killed; for the tests of the log.
    .executableTarget(
      name: "LogKillTarget", dependencies: ["EventLog", "Sealing"],
      path: "Tests/Support/LogKillTarget", swiftSettings: strict),
    tests(
      "ProjectionKitTests",
      ["EventLog", "JSON", "ProjectionKit", "Sealing", "Transparency", grdb]),
    tests("JSONTests", ["JSON"]),
    tests("TransparencyTests", ["Transparency"], resources: [.copy("Vectors")]),
    tests(
      "RegistryTests", ["CSV", "JSON", "Registry", "SampleData"], resources: [.copy("Golden")]),
    tests("InterchangeTests", ["CSV", "Interchange", "JSON", "Registry"]),
    tests("ChartsTests", ["Charts"]),
    tests("MatchingTests", ["Matching", "Registry"]),
    tests("CommandLineTests", ["JSON", "Registry", "SampleData", "Things", "rapporteur"]),
    tests(
      "AccessTests",
      [
        "Access", "Desk", "Directory", "EventLog", "Interchange", "JSON", "Matching",
        "ProjectionKit", "Registry", "Statements", "Terms", "Things",
      ]),
    tests(
      "WebTests",
      [
        "Access", "CSV", "Desk", "EventLog", "JSON", "Registry", "RapporteurWeb", "SampleData",
        "Things", "Transparency", "WebAPI", "WebAccounts", "WebAsk", "WebAssets", "WebAudit",
        "WebCore", "WebRecord", httpTypes, hummingbird, hummingbirdTesting, logging, nio,
      ]),
    tests(
      "DeskTests",
      [
        "CSV", "Desk", "EventLog", "Interchange", "JSON", "LMDB", "Matching", "ProjectionKit",
        "Registry", "Requests", "SampleData", "Statements", "Terms", "Things", "Transparency",
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x,
  cxxLanguageStandard: .cxx17
)
