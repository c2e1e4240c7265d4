// swift-tools-version: 6.2
import PackageDescription

/// The settings every target of ours is built with. The proposals are named so that a reader can look them up.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
]

let package = Package(
  name: "Rapporteur",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0")
  ],
  targets: [
    .target(name: "JSON", swiftSettings: strict),
    .target(name: "EventLog", dependencies: ["JSON"], swiftSettings: strict),

    // The views.
    .target(
      name: "ProjectionKit",
      dependencies: [
        "EventLog",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ProjectionKitTests",
      dependencies: [
        "ProjectionKit", "EventLog", "JSON", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
