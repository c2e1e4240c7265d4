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
  products: [
    .executable(name: "rapporteur", targets: ["rapporteur"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // The C libraries, and the little Swift that makes them safe.
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
    .target(name: "LMDB", dependencies: ["CLMDB"], swiftSettings: strict),
    .target(
      name: "CSimdjson",
      cxxSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))],
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
    .target(name: "JSON", dependencies: ["CSimdjson"], swiftSettings: strict),

    // The log: pure proofs, sealed contents, streams and appends.
    .target(
      name: "Transparency",
      dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .target(
      name: "Sealing",
      dependencies: ["LMDB", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .target(
      name: "EventLog",
      dependencies: ["LMDB", "JSON", "Transparency", "Sealing"],
      swiftSettings: strict),

    // The domain, and the formats it is exchanged in.
    .target(name: "CSV", swiftSettings: strict),
    .target(name: "ReferenceData", resources: [.embedInCode("Data")], swiftSettings: strict),
    .target(name: "SampleData", resources: [.embedInCode("Data")], swiftSettings: strict),
    .target(
      name: "Registry",
      dependencies: ["CSV", "JSON", "ReferenceData"],
      swiftSettings: strict),
    .target(
      name: "Interchange",
      dependencies: ["CSV", "Registry"],
      swiftSettings: strict),
    .testTarget(
      name: "RegistryTests",
      dependencies: ["CSV", "Registry", "SampleData"],
      swiftSettings: strict),
    .testTarget(
      name: "InterchangeTests",
      dependencies: ["CSV", "Interchange"],
      swiftSettings: strict),

    // The views.
    .target(
      name: "ProjectionKit",
      dependencies: ["EventLog", "JSON", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
