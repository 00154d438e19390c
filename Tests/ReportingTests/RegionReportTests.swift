import Foundation
import Nuclei
import Quantification
import Raster
import Reporting
import Testing

/// Regions of interest in tables, record, report and pictures.
@Suite struct RegionReportTests {
  private static let evil = "<b>=nest\"</b>"

  /// A slide with a measured region on its left half and a region that is left out.
  private func slide() -> SyntheticSlide {
    var slide = SyntheticSlide(name: "s1", caseName: "A")
    var nest = RegionResult(name: Self.evil, className: "Tumor", role: .include)
    nest.areaSquareMillimeters = 0.0475
    nest.tissueSquareMillimeters = 0.04
    for item in slide.nuclei where item.nucleus.x < 400 {
      nest.counts.add(item.nucleus)
      nest.census.add(item.nucleus)
    }
    var dead = RegionResult(name: "Necrosis", className: "Necrosis", role: .exclude)
    dead.areaSquareMillimeters = 0.0025
    slide.result.regions = [nest, dead]
    slide.result.regionNotes = ["r.geojson: 2 <points> ignored"]
    slide.result.regionOutlines = [
      outline(SIMD2(50, 50), SIMD2(350, 550)), outline(SIMD2(500, 100), SIMD2(700, 300)),
    ]
    return slide
  }

  private func outline(_ low: SIMD2<Double>, _ high: SIMD2<Double>) -> RegionOutline {
    RegionOutline(
      name: "", className: "",
      parts: [RegionArea(rings: [[low, SIMD2(high.x, low.y), high, SIMD2(low.x, high.y)]])])
  }

  @Test func `the table shows what each region holds, and nothing for what is left out`() throws {
    let slide = slide()
    var failed = SlideResult(slide: "s2", caseName: "A", status: .failed)
    failed.regions = slide.result.regions
    let run = SyntheticRun.run([], [slide], failed: [failed])
    let rows = try CSVParser.records(RegionsTable.bytes(of: run))
    #expect(rows.count == 2)
    let counts = slide.result.regions[0].counts
    #expect(rows[0]["slide"] == "s1" && rows[0]["case"] == "A" && rows[0]["region"] == Self.evil)
    #expect(rows[0]["role"] == "include" && rows[0]["area_mm2"] == "0.047500")
    #expect(rows[0]["total"] == "\(counts.total)" && rows[0]["positive"] == "\(counts.positive)")
    #expect(rows[0]["kind_tumor"] == "\(counts.total)" && rows[0]["ci_low"] != "")
    #expect(rows[1]["region"] == "Necrosis" && rows[1]["role"] == "exclude")
    #expect(rows[1]["area_mm2"] == "0.002500")
    #expect(rows[0]["tissue_area_mm2"] == "0.040000")
    let density = try #require(rows[0]["nuclei_per_mm2"].flatMap(Double.init))
    #expect(abs(density - Double(counts.total) / 0.04) <= 0.05)
    for column in [
      "total", "positive", "index_percent", "ci_high", "expected_positive", "tissue_area_mm2",
      "nuclei_per_mm2",
    ] {
      #expect(rows[1][column] == "", "\(column)")
    }
  }

  @Test func `report and record tell the regions and what was passed over`() throws {
    let folder = try TemporaryFolder()
    let slide = slide()
    let run = try SyntheticRun.run([SyntheticRun.graded("A", slide)], [slide])
    _ = try SyntheticRun.write(
      run, [slide], to: folder.path, options: ResultOptions(overlays: .none, nuclei: .none))
    let page = String(decoding: bytes("\(folder.path)/report.html"), as: UTF8.self)
    #expect(page.contains("&lt;b&gt;=nest&quot;&lt;/b&gt;") && !page.contains("<b>"))
    #expect(page.contains("r.geojson: 2 &lt;points&gt; ignored"))
    #expect(page.contains("left out") && page.contains("0.048 mm²"))
    #expect(page.contains("0.040 mm²"))
    let counts = slide.result.regions[0].counts
    #expect(page.contains("\(counts.positive) of \(counts.total)"))
    let json = try JSONSerialization.jsonObject(with: Data(bytes("\(folder.path)/run.json")))
    let slides = try #require((json as? [String: Any])?["slides"] as? [[String: Any]])
    let regions = try #require(slides.first?["regions"] as? [[String: Any]])
    #expect(regions.map { $0["role"] as? String } == ["include", "exclude"])
    #expect(regions[0]["area_mm2"] as? Double == 0.0475 && regions[0]["counts"] != nil)
    #expect(regions[0]["tissue_area_mm2"] as? Double == 0.04)
    #expect(regions[1]["counts"] == nil)
    let settings = try #require((json as? [String: Any])?["settings"] as? [String: Any])
    let profile = try #require(settings["profile"] as? [String: Any])
    #expect((profile["regions"] as? [String: Any])?["others"] as? String == "include")
  }

  @Test func `nuclei tell the regions that they lie in`() throws {
    let folder = try TemporaryFolder()
    var slide = slide()
    slide.result.regions[1].role = .include
    slide.result.regions[1].name = "right"
    slide.result.regionOutlines[1] = outline(SIMD2(300, 50), SIMD2(700, 550))
    try NucleiTable.write(
      slide.result, nuclei: SlideNuclei(slide.nuclei), to: "\(folder.path)/s.csv")
    let rows = try CSVParser.records(bytes("\(folder.path)/s.csv"))
    for (row, item) in zip(rows, slide.nuclei) {
      let (x, isBetween) = (item.nucleus.x, item.nucleus.y >= 50 && item.nucleus.y < 550)
      let names =
        (isBetween && x >= 50 && x < 350 ? [Self.evil] : [])
        + (isBetween && x >= 300 && x < 700 ? ["right"] : [])
      #expect(row["region"] == names.joined(separator: ";"))
    }
    #expect(Set(rows.map { $0["region"] }).count == 4)
    slide.result.regions = [RegionResult(name: "mask", className: "", role: .include)]
    slide.result.regionOutlines = []
    try NucleiTable.write(
      slide.result, nuclei: SlideNuclei(slide.nuclei), to: "\(folder.path)/s.csv")
    let masked = try CSVParser.records(bytes("\(folder.path)/s.csv"))
    #expect(masked.count == rows.count && masked.allSatisfy { $0["region"] == "mask" })
  }

  @Test(arguments: [1, 4]) func `outlines are drawn where regions lie, dashed when left out`(
    downsample: Int
  ) {
    let style = OverlayStyle()
    let view = OverlayView(
      rect: PixelRect(x: 0, y: 0, width: 800, height: 600), downsample: downsample,
      micronsPerPixel: nil)
    let gray = RGBColor(red: 128, green: 128, blue: 128)
    func drawn(isExcluded: Bool) -> RGBImage {
      let rings = outline(SIMD2(100, 100), SIMD2(500, 400)).parts[0].rings
      return Overlay(view: view).drawn(
        on: RGBImage(width: view.width, height: view.height, filledWith: gray),
        nuclei: SlideNuclei([]),
        hotspots: [], regions: [OverlayRegion(rings: rings, isExcluded: isExcluded)])
    }
    let top = 100 / downsample
    let across = (110 / downsample)..<(490 / downsample)
    let included = drawn(isExcluded: false)
    #expect(across.allSatisfy { included[$0, top] == style.included })
    #expect(included[300 / downsample, 250 / downsample] == gray)
    let excluded = drawn(isExcluded: true)
    let solid = across.count { excluded[$0, top] == style.excluded }
    #expect(solid > across.count / 3 && solid < across.count * 2 / 3)
    #expect(across.contains { excluded[$0, top] == gray })
  }

  @Test func `outlines far beyond the picture cost nothing and draw what crosses it`() {
    let view = OverlayView(
      rect: PixelRect(x: 0, y: 0, width: 100, height: 100), downsample: 1, micronsPerPixel: nil)
    let ring = [SIMD2(-1e9, 50.5), SIMD2(1e9, 50.5), SIMD2(1e9, 1e9), SIMD2(-1e9, 1e9)]
    for isExcluded in [false, true] {
      let image = Overlay(view: view).drawn(
        on: RGBImage(width: 100, height: 100), nuclei: SlideNuclei([]), hotspots: [],
        regions: [OverlayRegion(rings: [ring], isExcluded: isExcluded)])
      #expect(image[50, 50] != .white && image[50, 20] == .white)
    }
  }
}
