import Foundation
import Raster
import SlideIO
import Testing

/// What options of `ki67 quantify` do, seen in the results.
@Suite("ki67 quantify with options")
struct QuantifyEffectTests {
  /// A folder with a slide of four placed tiles, whose names hold commas.
  private func folder() throws -> WorkFolder {
    let folder = try WorkFolder()
    try folder.synthesize(
      "in", name: "slide",
      ["--width", "400", "--height", "400", "--tiles", "200", "--seed", "4", "--index", "0.3"])
    return folder
  }

  private func quantify(_ folder: WorkFolder, _ options: [String]) throws -> Ki67Run {
    let run = try folder.ki67(["quantify", "in/images", "--out", "results"] + options)
    #expect(run.exitCode == 0 && !run.errors.contains("error"), "\(run.errors)")
    return run
  }

  private static let tables: Set = [
    "cases.csv", "slides.csv", "tiles.csv", "hotspots.csv", "regions.csv", "report.html",
    "run.json", "ki67.sqlite",
  ]

  @Test func `nothing but tables and report is written when nothing else is wanted`() throws {
    let folder = try folder()
    let run = try quantify(folder, ["--nuclei", "none", "--overlays", "none", "--quiet"])
    #expect(run.output.isEmpty)
    #expect(try Set(folder.files("results").keys) == Self.tables)
  }

  @Test func `by default there are nuclei and pictures, and run.json lists every file`() throws {
    let folder = try folder()
    _ = try quantify(folder, [])
    let files = try Set(folder.files("results").keys)
    #expect(files.isSuperset(of: Self.tables))
    #expect(files.contains("nuclei/slide.csv") && files.contains("overlays/slide.png"))
    let json = try JSONSerialization.jsonObject(with: Data(folder.text("results/run.json").utf8))
    let record = try #require(json as? [String: Any])
    #expect(try Set(#require(record["files"] as? [String])) == files)
  }

  @Test func `--json prints JSON and nothing else, also beside bad input`() throws {
    let folder = try folder()
    let run = try folder.ki67(["quantify", "in/images", "gone.png", "--out", "results", "--json"])
    #expect(run.exitCode == 3)
    let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let rejected = try #require(json?["rejected"] as? [[String: String]])
    #expect(rejected.map { $0["input"] } == ["gone.png"])
    let slides = try #require(json?["slides"] as? [[String: Any]])
    #expect(slides.map { $0["slide"] as? String } == ["slide"])
  }

  @Test func `--mpp goes before what the files say`() throws {
    let folder = try folder()
    _ = try quantify(folder, ["--mpp", "0.25,0.25"])
    let slide = try #require(try folder.rows("results/slides.csv").first)
    #expect(slide["mpp_x"] == "0.250000" && slide["mpp_source"] == "command-line")
    #expect(slide["mpp_note"]?.hasPrefix("png-phys states 0.5 µm per pixel, which is not") == true)
    #expect(slide["measured_area_mm2"] == "0.010000")
  }

  @Test func `--hotspot sets how many nuclei a hotspot holds`() throws {
    let folder = try folder()
    for wanted in [60, 90] {
      _ = try quantify(folder, ["--hotspot", "cells:\(wanted)"])
      let hotspot = try #require(try folder.rows("results/hotspots.csv").first)
      #expect(hotspot["total"] == "\(wanted)")
    }
  }

  @Test func `--exclude leaves kinds of nuclei out, and none puts them back`() throws {
    let folder = try folder()
    try folder.write(
      "lab.yaml", "tumor:\n  exclude: [stroma, debris]\n  debris_largest_area: 0.8\n")
    func counted() throws -> [String: Set<String>] {
      let rows = try folder.rows("results/nuclei/slide.csv")
      let total = try folder.rows("results/slides.csv").first?["total"]
      #expect(total == "\(rows.count { $0["tumor"] == "1" })")
      return Dictionary(grouping: rows) { $0["kind"] ?? "" }
        .mapValues { Set($0.compactMap { $0["tumor"] }) }
    }
    _ = try quantify(folder, ["--profile", "lab.yaml"])
    let byProfile = try counted()
    #expect(byProfile["debris"] == ["0"] && byProfile["tumor"] == ["1"])
    _ = try quantify(folder, ["--profile", "lab.yaml", "--exclude", "none"])
    #expect(try counted().values.allSatisfy { $0 == ["1"] })
    _ = try quantify(folder, ["--profile", "lab.yaml", "--exclude", "out_of_focus"])
    #expect(try counted()["debris"] == ["1"])
  }

  @Test func `--roi counts only nuclei on white`() throws {
    let folder = try folder()
    var mask = RGBImage(
      width: 400, height: 400, filledWith: RGBColor(red: 0, green: 0, blue: 0))
    for y in 0..<400 {
      for x in 0..<200 { mask[x, y] = RGBColor(red: 255, green: 255, blue: 255) }
    }
    try ImageWriter.writePNG(mask, to: folder.path("mask.png").path)
    _ = try quantify(folder, [])
    let all = try folder.rows("results/nuclei/slide.csv")
    _ = try quantify(folder, ["--roi", "mask.png"])
    let inside = try folder.rows("results/nuclei/slide.csv")
    #expect(inside.count > 20 && inside.count < all.count - 20)
    #expect(inside.allSatisfy { Double($0["slide_x"] ?? "") ?? 999 <= 200 })
    let slide = try #require(try folder.rows("results/slides.csv").first)
    #expect(slide["measured_area_mm2"] == "0.020000")
  }

  @Test func `--profile sets the parameters it names`() throws {
    let folder = try folder()
    try folder.write("strict.yaml", "positivity:\n  cut_above_reference_od: 3\n")
    _ = try quantify(folder, [])
    let usual = try #require(try folder.rows("results/slides.csv").first)
    _ = try quantify(folder, ["--profile", "strict.yaml"])
    let strict = try #require(try folder.rows("results/slides.csv").first)
    #expect(usual["total"] == strict["total"] && usual["positive"] != "0")
    #expect(strict["positive"] == "0")
  }

  @Test func `--features writes a table that reads back, names with commas included`() throws {
    let folder = try folder()
    _ = try quantify(folder, ["--features", "training/features"])
    let rows = try folder.rows("results/nuclei/slide.csv")
    let features = try folder.rows("training/features/slide.csv")
    #expect(features.count >= rows.count && rows.count > 50)
    #expect(
      try Set(features.map { try #require($0["image"]) }) == Set(rows.compactMap { $0["image"] }))
    #expect(features.allSatisfy { Float($0["score"] ?? "") != nil })
  }
}
