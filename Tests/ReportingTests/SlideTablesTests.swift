import Nuclei
import Quantification
import Raster
import Reporting
import SlideIO
import Testing

@Suite struct SlideTablesTests {
  private let slide = SyntheticSlide(name: "s1", caseName: "A")

  private func run(rejected: [RejectedInput] = []) -> RunResult {
    var failed = SlideResult(slide: "s2", caseName: "A", status: .failed)
    failed.error = "s2.png: no pixels"
    failed.tiles = [
      TileResult(
        slide: "s2", image: "s2.png", path: "/x/s2.png", placement: nil, downsample: 1,
        counts: NucleusCounts(), status: .failed, error: "s2.png: no pixels", warnings: [])
    ]
    return SyntheticRun.run([], [slide], failed: [failed], rejected: rejected)
  }

  @Test func `slides show size, pixel size, calibration, tiles and counts`() throws {
    let rows = try CSVParser.records(SlidesTable.bytes(of: run()))
    #expect(rows.count == 2)
    let row = rows[0]
    #expect(row["width"] == "800" && row["height"] == "600" && row["mpp_x"] == "0.500000")
    #expect(row["mpp_source"] == "manifest" && row["measured_area_mm2"] == "0.120000")
    #expect(row["white_r"] == "244.00" && row["white_source"] == "slide")
    #expect(row["positivity_cut_od"] == "0.2421" && row["positivity_nuclei"] == "400")
    #expect(row["tiles"] == "2" && row["tiles_measured"] == "2" && row["tiles_failed"] == "0")
    #expect(row["total"] == "400" && row["hotspots"] == "1" && row["flags"] == "")
  }

  @Test func `slides show intensity classes and the index by probability`() throws {
    let row = try #require(try CSVParser.records(SlidesTable.bytes(of: run())).first)
    let positive = slide.result.counts.positive
    let classes = ["positive_1plus", "positive_2plus", "positive_3plus"]
    #expect(classes.compactMap { row[$0].flatMap(Int.init) }.reduce(0, +) == positive)
    // Every positive nucleus of the made-up slide has probability 0.97, every negative one 0.02.
    let expected = 0.97 * Double(positive) + 0.02 * Double(400 - positive)
    #expect(row["expected_positive"] == DecimalText.text(expected, places: 2))
    #expect(row["kind_tumor"] == "400" && row["kind_stroma"] == "0" && row["excluded"] == "0")
    #expect(row["expected_index_percent"] == DecimalText.text(expected / 4, places: 4))
  }

  @Test func `a failed slide has its reason and no number`() throws {
    let row = try #require(try CSVParser.records(SlidesTable.bytes(of: run())).last)
    #expect(row["status"] == "failed" && row["error"] == "s2.png: no pixels")
    for column in [
      "width", "mpp_x", "white_r", "positivity_cut_od", "total", "index_percent",
      "positive_1plus", "expected_positive", "expected_index_percent",
    ] {
      #expect(row[column] == "", "\(column)")
    }
    #expect(row["tiles_failed"] == "1")
  }

  @Test func `a doubted or unknown pixel size is told, with the reason`() throws {
    var unknown = SyntheticSlide(name: "u", caseName: "U", pixelSize: nil)
    unknown.result.pixelSizeNote = "7 µm is not believed"
    unknown.result.flags = [.pixelSizeUnknown]
    let row = try #require(
      try CSVParser.records(SlidesTable.bytes(of: SyntheticRun.run([], [unknown]))).first)
    #expect(row["mpp_x"] == "" && row["mpp_note"] == "7 µm is not believed")
    #expect(row["detection_mpp_x"] == "0.500000" && row["measured_area_mm2"] == "")
    #expect(row["flags"] == "PIXEL_SIZE_UNKNOWN")
  }

  @Test func `tiles show their place, and their counts add up to the slide's`() throws {
    let rejected = RejectedInput(input: "m.csv:7", reason: "no such file", slide: "s1")
    let rows = try CSVParser.records(TilesTable.bytes(of: run(rejected: [rejected])))
    #expect(rows.count == 4)
    #expect(rows[1]["x"] == "400" && rows[1]["width"] == "400" && rows[1]["downsample"] == "2.0000")
    let totals = rows.prefix(2).compactMap { $0["total"].flatMap(Int.init) }
    #expect(totals.reduce(0, +) == slide.result.counts.total)
    #expect(rows[2]["status"] == "failed" && rows[2]["total"] == "" && rows[2]["x"] == "")
    #expect(rows[3]["slide"] == "s1" && rows[3]["image"] == "m.csv:7")
    #expect(rows[3]["status"] == "failed" && rows[3]["error"] == "no such file")
  }

  @Test func `hotspots show place, size and counts`() throws {
    let rows = try CSVParser.records(HotspotsTable.bytes(of: run()))
    #expect(rows.count == 1)
    let counts = try #require(slide.result.hotspots.first?.counts)
    #expect(rows[0]["rank"] == "1" && rows[0]["x"] == "400.00" && rows[0]["y"] == "300.00")
    #expect(rows[0]["radius_px"] == "200.00" && rows[0]["aspect"] == "1.00000")
    #expect(rows[0]["total"] == "\(counts.total)" && rows[0]["positive"] == "\(counts.positive)")
    let expected = 0.97 * Double(counts.positive) + 0.02 * Double(counts.negative)
    #expect(rows[0]["expected_positive"] == DecimalText.text(expected, places: 2))
  }
}
