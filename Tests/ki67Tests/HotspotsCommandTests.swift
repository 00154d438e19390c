import Foundation
import Testing

@Suite("ki67 hotspots")
struct HotspotsCommandTests {
  private static let manifest = repositoryRoot.appendingPathComponent("samples/manifest.csv").path

  @Test(arguments: ["cells:300,top:2", "area:0.02mm2,fewest:50", "cells:1000"])
  func `a run searched anew equals a run by that rule`(mode: String) throws {
    let folder = try WorkFolder()
    let options = ["--nuclei", "none", "--overlays", "none", "--quiet"]
    for (name, rule) in [("first", "cells:500"), ("direct", mode)] {
      let run = try folder.ki67(
        ["quantify", Self.manifest, "--out", name, "--hotspot", rule] + options)
      #expect(run.exitCode == 0, "\(run.errors)")
    }
    let run = try folder.ki67(
      ["hotspots", "first", "--hotspot", mode, "--out", "anew", "--quiet"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let anew = try folder.files("anew")
    let direct = try folder.files("direct")
    for table in ["hotspots.csv", "cases.csv", "slides.csv"] {
      let text = String(decoding: try #require(direct[table]), as: UTF8.self)
        .replacing("HOTSPOT_IN_FLAGGED_AREA;", with: "").replacing(
          "HOTSPOT_IN_FLAGGED_AREA", with: "")
      #expect(String(decoding: try #require(anew[table]), as: UTF8.self) == text, "\(table)")
    }
  }

  @Test func `regions that were drawn are the hotspots, the hottest first`() throws {
    let folder = try WorkFolder()
    let image = repositoryRoot.appendingPathComponent("samples/images/pancreas-g1.png").path
    func square(_ name: String, _ low: Int, _ high: Int) -> String {
      """
      {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[\(low),\(low)],[\(high),\(low)],\
      [\(high),\(high)],[\(low),\(high)],[\(low),\(low)]]]},"properties":{"objectType":"annotation",\
      "name":"\(name)"}}
      """
    }
    try folder.write(
      "drawn.geojson",
      "{\"type\":\"FeatureCollection\",\"features\":[\(square("one", 0, 300)),\(square("two", 300, 620))]}"
    )
    let whole = try folder.ki67(["quantify", image, "--out", "whole", "--quiet"])
    #expect(whole.exitCode == 0, "\(whole.errors)")
    let run = try folder.ki67(
      [
        "hotspots", "whole", "--hotspot", "regions,top:2", "--roi", "drawn.geojson", "--out",
        "anew",
      ])
    #expect(run.exitCode == 0, "\(run.errors)")
    let hotspots = ResultRows.read(try folder.files("anew")["hotspots.csv"] ?? Data())
    let regions = ResultRows.read(try folder.files("anew")["regions.csv"] ?? Data())
    #expect(hotspots.count == 2 && regions.count == 2)
    let ranks = hotspots.compactMap { Double($0["index_percent"] ?? "") }
    #expect(ranks.count == 2 && ranks == ranks.sorted(by: >))
    #expect(Set(hotspots.map { $0["total"] }) == Set(regions.map { $0["total"] }))
    #expect(hotspots.allSatisfy { $0["p_adjusted"]?.isEmpty == true })
    let measured = try folder.ki67(
      [
        "quantify", image, "--out", "direct", "--roi", "drawn.geojson", "--hotspot",
        "regions,top:2",
        "--quiet",
      ])
    #expect(measured.exitCode == 0, "\(measured.errors)")
    let direct = ResultRows.read(try folder.files("direct")["hotspots.csv"] ?? Data())
    #expect(direct.map { $0["positive"] } == hotspots.map { $0["positive"] })
    #expect(direct.map { $0["total"] } == hotspots.map { $0["total"] })
  }

  /// A run over a slide with two regions, one of which reaches over its edge, and one left out.
  private func runWithRegions() throws -> WorkFolder {
    let folder = try WorkFolder()
    let image = repositoryRoot.appendingPathComponent("samples/images/lung-carcinoid.png").path
    let regions = try String(
      contentsOf: repositoryRoot.appendingPathComponent("docs/examples/regions.geojson"),
      encoding: .utf8)
    try folder.write("r.geojson", regions.replacing("[720, 80], [720", with: "[9000, 80], [9000"))
    for (name, rule) in [("first", "cells:50"), ("direct", "regions,top:2")] {
      let run = try folder.ki67([
        "quantify", image, "--roi", "r.geojson", "--hotspot", rule, "--out", name, "--quiet",
      ])
      #expect(run.exitCode == 0, "\(run.errors)")
    }
    return folder
  }

  @Test func `regions that the run measured are as a run by them has them`() throws {
    let folder = try runWithRegions()
    let run = try folder.ki67(["hotspots", "first", "--hotspot", "regions,top:2", "--out", "anew"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let (anew, direct) = (try folder.files("anew"), try folder.files("direct"))
    for table in ["hotspots.csv", "regions.csv", "cases.csv", "slides.csv"] {
      #expect(anew[table] != nil && anew[table] == direct[table], "\(table)")
    }
    #expect(try folder.rows("anew/hotspots.csv").count == 2)
  }

  @Test func `regions that changed since the run are refused`() throws {
    let folder = try runWithRegions()
    let text = try folder.text("r.geojson")
    try folder.write("r.geojson", text.replacing("[480, 300]", with: "[200, 300]"))
    let command = ["hotspots", "first", "--hotspot", "regions", "--out", "anew"]
    let changed = try folder.ki67(command)
    #expect(changed.exitCode == 1 && !folder.exists("anew/hotspots.csv"))
    for part in ["lung-carcinoid: ", "r.geojson: found another file", "expected", "put it back"] {
      #expect(changed.errors.contains(part), "\(changed.errors)")
    }
    let named = try folder.ki67(command + ["--roi", "r.geojson"])
    #expect(named.exitCode == 0, "\(named.errors)")
    try FileManager.default.removeItem(at: folder.path("r.geojson"))
    let gone = try folder.ki67(command)
    #expect(gone.exitCode == 1)
    #expect(gone.errors.contains("r.geojson: found no file that can be read"), "\(gone.errors)")
  }

  @Test func `wrong use is told with what to do`() throws {
    let folder = try WorkFolder()
    for (arguments, exitCode, text) in [
      (["gone", "--hotspot", "cells:500"], 1, "gone"),
      (["gone", "--hotspot", "cells"], 64, "cells:500"),
      (["gone"], 64, "--hotspot"),
      (["gone", "--hotspot", "cells:500", "--roi", "x.geojson"], 64, "regions only"),
      (["gone", "--hotspot", "cells:500", "--out", "gone"], 64, "folder of the run"),
    ] as [([String], Int32, String)] {
      let run = try folder.ki67(["hotspots"] + arguments)
      #expect(run.exitCode == exitCode, "\(arguments): \(run.errors)")
      #expect(run.errors.contains(text), "\(arguments): \(run.errors)")
    }
  }

  @Test func `regions in a pipe are refused`() throws {
    let folder = try WorkFolder()
    try folder.writeGlass("glass.png")
    #expect(try folder.ki67(["quantify", "glass.png", "--out", "run"]).exitCode == 0)
    #expect(mkfifo(folder.path("pipe").path, 0o600) == 0)
    let run = try runKi67(
      ["hotspots", "run", "--hotspot", "regions", "--roi", "pipe"], workingDirectory: folder.url,
      timeout: 30 * slowness)
    #expect(run.exitedNormally && run.exitCode == 1)
    #expect(run.errors.contains("pipe") && run.errors.contains("regular file"), "\(run.errors)")
  }
}
