import Foundation
import TestSupport
import Testing

/// `benchmarks/bench.py` over tiny inputs; its programs are built by `make bench`, not by the tests.
@Suite struct BenchmarkTests {
  private static let built = repositoryRoot.appendingPathComponent(".build/benchmarks/release")
  private static let isBuilt = ["stages", "decode-alone", "liballocations.so"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: built.appendingPathComponent($0).path)
  }

  private struct Results: Decodable {
    struct Ratio: Decodable {
      var figure: String
      var value: Double
      var bound: Double
      var holds: Bool
    }
    struct Stage: Decodable {
      var format: String
      var micronsPerPixel: Double
      var decoding: Double
      var library: Double
    }
    struct Format: Decodable {
      var format: String
      var side: Int
      var tilesPerSecond: Double
    }
    struct Pictures: Decodable {
      var milliseconds: [String: Double]
    }
    struct Scaling: Decodable {
      var threads: Int
      var residentMB: Double
    }
    struct Allocations: Decodable {
      var blocksPerTile: [String: Double]
    }
    struct Slide: Decodable {
      var megapixelsPerSecond: Double
    }
    var commit: String
    var ratios: [Ratio]
    var stages: [Stage]
    var formats: [Format]
    var pictures: [Pictures]
    var scaling: [Scaling]
    var allocations: Allocations
    var slide: Slide
  }

  @Test(
    .enabled(if: isBuilt, "the programs of benchmarks/ are not built: make bench QUICK=1"),
    .timeLimit(.minutes(5)))
  func `a run over tiny inputs fills every part of the results`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let python = ProcessInfo.processInfo.environment["KI67_PYTHON"] ?? "/usr/bin/python3"
    let run = try runProgram(
      URL(fileURLWithPath: python),
      [
        repositoryRoot.appendingPathComponent("benchmarks/bench.py").path, folder.path, "--tiny",
        "--no-peers",
      ],
      environment: ["KI67": try findKi67().path], workingDirectory: folder, timeout: 240)
    #expect(run.exitCode == 0, "\(run.errors)")
    let json = try Data(contentsOf: folder.appendingPathComponent("results.json"))
    let results = try JSONDecoder().decode(Results.self, from: json)
    #expect(results.ratios.count == 8)
    #expect(results.ratios.allSatisfy { $0.value > 0 && $0.bound > 0 })
    #expect(results.stages.count == 10)
    #expect(results.stages.allSatisfy { $0.decoding > 0 && $0.library > 0 })
    #expect(Set(results.formats.map(\.format)) == ["png", "raw", "lzw", "deflate", "jpeg"])
    #expect(results.formats.allSatisfy { $0.tilesPerSecond > 0 })
    #expect(results.pictures.count == 2)
    for pictures in results.pictures {
      #expect(Set(pictures.milliseconds.keys) == ["none", "hotspots", "all"])
      #expect(pictures.milliseconds.values.allSatisfy { $0 > 0 })
    }
    #expect(results.scaling.first?.threads == 1)
    #expect(results.allocations.blocksPerTile["whole job"].map { $0 > 0 } == true)
    #expect(results.slide.megapixelsPerSecond > 0)
    let page = try String(
      contentsOf: folder.appendingPathComponent("results.md"), encoding: .utf8)
    #expect(results.ratios.allSatisfy { page.contains($0.figure) })
    #expect(page.contains("all pictures"))
    let chart = try String(
      contentsOf: folder.appendingPathComponent("chart.svg"), encoding: .utf8)
    #expect(chart.hasPrefix("<svg") && chart.hasSuffix("</svg>\n"))
  }
}
