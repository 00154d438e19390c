// swift-tools-version: 6.2
import PackageDescription

/// Modules that own pixel kernels or call C: unsafe code is allowed and must be marked.
///
/// Members of modules that a file does not import are hidden: GRDB's literals once replaced strings.
let marksUnsafe: [SwiftSetting] = [
  .treatAllWarnings(as: .error), .enableUpcomingFeature("MemberImportVisibility"),
]
/// Modules that hold no pointer: the compiler refuses unsafe code in them.
let memorySafe: [SwiftSetting] = [.strictMemorySafety()] + marksUnsafe

let package = Package(
  name: "ki67",
  products: [
    .executable(name: "ki67", targets: ["ki67"]),
    // For benchmarks/Package.swift.
    .library(name: "Hotspots", targets: ["Hotspots"]),
    .library(name: "Grading", targets: ["Grading"]),
    .library(name: "Pixels", targets: ["Raster", "SlideIO", "Stains", "Nuclei"]),
    // For fuzz/Package.swift.
    .library(name: "ReaderDrills", targets: ["ReaderDrills"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
  ],
  targets: [
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png"), .linkedLibrary("z")]),
    .systemLibrary(name: "CTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(
      name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),

    .target(name: "CKernels"),
    .target(name: "Raster", dependencies: ["CKernels"], swiftSettings: marksUnsafe),
    .target(name: "Statistics", swiftSettings: memorySafe),
    .target(name: "Grading", dependencies: ["Statistics"], swiftSettings: memorySafe),
    .target(name: "Agreement", dependencies: ["Statistics"], swiftSettings: memorySafe),
    .target(
      name: "SlideIO", dependencies: ["Raster", "CKernels", "CPNG", "CTIFF", "CDeflate"],
      swiftSettings: marksUnsafe),
    .target(name: "Stains", dependencies: ["Raster"], swiftSettings: memorySafe),
    .target(
      name: "Nuclei", dependencies: ["CKernels", "Raster", "Stains"],
      resources: [.embedInCode("Resources/nucleus-score.json")], swiftSettings: marksUnsafe),
    .target(
      name: "Hotspots", dependencies: ["Nuclei", "Raster", "Statistics"], swiftSettings: memorySafe),
    .target(
      name: "Synthesis", dependencies: ["Raster", "Stains", "SlideIO"], swiftSettings: memorySafe),
    .target(
      name: "Quantification",
      dependencies: [
        "Raster", "SlideIO", "Stains", "Nuclei", "Hotspots", "Grading", "Yams",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: memorySafe),
    .target(
      name: "Crosscheck",
      dependencies: ["Agreement", "Grading", "Nuclei", "SlideIO", "Quantification"],
      swiftSettings: memorySafe),
    .target(
      name: "Store",
      dependencies: [
        "Raster", "SlideIO", "Stains", "Nuclei", "Hotspots", "Grading", "Quantification", "CXXHash",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: memorySafe),
    .target(
      name: "Reporting",
      dependencies: [
        "Raster", "SlideIO", "Stains", "Nuclei", "Hotspots", "Grading", "Quantification", "Store",
        "Agreement", "Crosscheck", .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [
        .embedInCode("Resources/report.mustache"), .embedInCode("Resources/case.mustache"),
        .embedInCode("Resources/report.css"), .embedInCode("Resources/report.js"),
        .embedInCode("Resources/crosscheck.mustache"),
      ], swiftSettings: memorySafe),
    .target(
      name: "Review",
      dependencies: [
        "Raster", "SlideIO", "Nuclei", "Hotspots", "Grading", "Agreement", "Quantification",
        "Store",
        "Crosscheck", "Reporting", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ],
      resources: [
        .embedInCode("Resources/review.html"), .embedInCode("Resources/review.css"),
        .embedInCode("Resources/icon.svg"),
        .embedInCode("Resources/app.js"), .embedInCode("Resources/cases.js"),
        .embedInCode("Resources/compare.js"), .embedInCode("Resources/correct.js"),
        .embedInCode("Resources/count.js"), .embedInCode("Resources/elements.js"),
        .embedInCode("Resources/paint.js"), .embedInCode("Resources/review.js"),
        .embedInCode("Resources/server.js"), .embedInCode("Resources/sign.js"),
        .embedInCode("Resources/tiles.js"), .embedInCode("Resources/viewer.js"),
      ], swiftSettings: memorySafe),
    .executableTarget(
      name: "ki67",
      dependencies: [
        "Raster", "SlideIO", "Stains", "Nuclei", "Hotspots", "Grading", "Quantification",
        "Store", "Reporting", "Crosscheck", "Review",
        "Synthesis",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: memorySafe),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: memorySafe),
    .target(
      name: "ReaderDrills",
      dependencies: ["Crosscheck", "Quantification", "Raster", "SlideIO", "Stains", "TestSupport"],
      path: "Tests/ReaderDrills", swiftSettings: memorySafe),
    .testTarget(name: "CKernelsTests", dependencies: ["CKernels", "Raster", "TestSupport"]),
    .testTarget(name: "RasterTests", dependencies: ["Raster", "TestSupport"]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics", "TestSupport"]),
    .testTarget(name: "GradingTests", dependencies: ["Grading", "Statistics", "TestSupport"]),
    .testTarget(name: "AgreementTests", dependencies: ["Agreement", "TestSupport"]),
    .testTarget(
      name: "CrosscheckTests",
      dependencies: ["Crosscheck", "Agreement", "Grading", "Nuclei", "TestSupport"]),
    .testTarget(name: "SlideIOTests", dependencies: ["SlideIO", "Raster", "TestSupport"]),
    .testTarget(name: "StainsTests", dependencies: ["Stains", "Raster", "TestSupport"]),
    .testTarget(name: "NucleiTests", dependencies: ["Nuclei", "Raster", "Stains", "TestSupport"]),
    .testTarget(
      name: "HotspotsTests", dependencies: ["Hotspots", "Nuclei", "Raster", "TestSupport"]),
    .testTarget(
      name: "SynthesisTests", dependencies: ["Synthesis", "Raster", "Stains", "SlideIO"]),
    .testTarget(
      name: "QuantificationTests",
      dependencies: [
        "Quantification", "Synthesis", "Raster", "SlideIO", "Stains", "Nuclei", "Grading",
        "Hotspots", "TestSupport",
      ]),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "Store", "Quantification", "Nuclei", "Hotspots", "Grading", "SlideIO", "Raster",
        "Stains", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "ReportingTests",
      dependencies: [
        "Reporting", "Crosscheck", "Store", "Quantification", "Grading", "SlideIO", "Raster",
        "Stains", "TestSupport",
      ]),
    .testTarget(name: "RobustnessTests", dependencies: ["ReaderDrills"]),
    .testTarget(
      name: "ki67Tests",
      dependencies: [
        "ki67", "SlideIO", "Raster", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
  ]
)
