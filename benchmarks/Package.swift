// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "ki67", path: "..")],
  targets: [
    .executableTarget(
      name: "selection", dependencies: [.product(name: "Hotspots", package: "ki67")]),
    .executableTarget(
      name: "hotspot-speed", dependencies: [.product(name: "Hotspots", package: "ki67")]),
    .executableTarget(
      name: "coverage", dependencies: [.product(name: "Grading", package: "ki67")]),
  ]
)
