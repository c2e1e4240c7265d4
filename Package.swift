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
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0")
  ],
  targets: [
    // The C libraries, and the little Swift that makes them safe.
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
    .target(name: "LMDB", dependencies: ["CLMDB"], swiftSettings: strict),
    .testTarget(name: "LMDBTests", dependencies: ["LMDB"], swiftSettings: strict),
    .target(
      name: "CSimdjson",
      cxxSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))],
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
    .target(name: "JSON", dependencies: ["CSimdjson"], swiftSettings: strict),
    .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),

    // The log: pure proofs, sealed contents, streams and appends.
    .target(
      name: "Transparency",
      dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .testTarget(
      name: "TransparencyTests",
      dependencies: ["Transparency"],
      resources: [.copy("Vectors")],
      swiftSettings: strict),
    .target(
      name: "Sealing",
      dependencies: ["LMDB", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .testTarget(
      name: "SealingTests",
      dependencies: ["Sealing", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .target(
      name: "EventLog",
      dependencies: ["LMDB", "JSON", "Transparency", "Sealing"],
      swiftSettings: strict),
    .testTarget(
      name: "EventLogTests",
      dependencies: [
        "EventLog", "LogKillTarget", "Transparency", "Sealing", "JSON",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    // Appends until it is killed; for the tests of the log.
    .executableTarget(
      name: "LogKillTarget",
      dependencies: ["EventLog", "JSON", "Sealing"],
      path: "Tests/Support/LogKillTarget",
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
