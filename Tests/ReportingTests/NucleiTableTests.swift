import Foundation
import Hotspots
import Nuclei
import Quantification
import Reporting
import Testing

@Suite struct NucleiTableTests {
  private func rows(_ slide: SyntheticSlide) throws -> [[String: String]] {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/s.csv"
    try NucleiTable.write(slide.result, nuclei: SlideNuclei(slide.nuclei), to: path)
    return try CSVParser.records(bytes(path))
  }

  @Test func `has the columns of the contract`() {
    #expect(
      NucleiTable.columns.joined(separator: ",")
        == "image,x,y,positive,dab_od,hematoxylin_od,area_um2,probability,tumor,slide_x,slide_y,"
        + "hotspot,intensity,kind,region")
  }

  @Test func `places are relative to the tile and at its scale`() throws {
    let slide = SyntheticSlide(name: "s", caseName: "A", count: 300)
    let rows = try rows(slide)
    #expect(rows.count == 300)
    for (row, item) in zip(rows, slide.nuclei) {
      let tile = slide.result.tiles[item.tile]
      let origin = Double(tile.placement?.x ?? -1)
      #expect(row["image"] == tile.image)
      #expect(
        row["x"] == DecimalText.text((item.nucleus.x - origin) / tile.downsample, places: 2))
      #expect(row["y"] == DecimalText.text(item.nucleus.y / tile.downsample, places: 2))
      #expect(row["slide_x"] == DecimalText.text(item.nucleus.x, places: 2))
      #expect(row["slide_y"] == DecimalText.text(item.nucleus.y, places: 2))
    }
    #expect(Set(rows.map { $0["image"] }).count == 2)
  }

  @Test func `classes and hotspots add up to the counts`() throws {
    let slide = SyntheticSlide(name: "s", caseName: "A")
    let rows = try rows(slide)
    #expect(rows.count { $0["positive"] == "1" } == slide.result.counts.positive)
    let counts = try #require(slide.result.hotspots.first?.counts)
    let inside = rows.filter { $0["hotspot"] == "1" }
    #expect(inside.count == counts.total)
    #expect(inside.count { $0["positive"] == "1" } == counts.positive)
    #expect(rows.count { $0["hotspot"] == "" } == slide.result.counts.total - counts.total)
    #expect(rows.allSatisfy { $0["tumor"] == "1" })
    let census = slide.result.census
    for (text, count) in [("1", census.weak), ("2", census.moderate), ("3", census.strong)] {
      #expect(count > 0)
      #expect(rows.count { $0["intensity"] == text } == count)
    }
    #expect(rows.allSatisfy { ($0["intensity"] != "0") == ($0["positive"] == "1") })
  }

  @Test func `a nucleus that does not count is no tumor nucleus and in no hotspot`() throws {
    var slide = SyntheticSlide(name: "s", caseName: "A", count: 100)
    for index in stride(from: 0, to: 100, by: 3) {
      slide.nuclei[index].nucleus.kind = .outOfFocus
      slide.nuclei[index].nucleus.isCounted = false
    }
    slide.nuclei[1].nucleus.kind = .stroma
    for (index, row) in try rows(slide).enumerated() {
      let isLeftOut = index % 3 == 0
      #expect(row["tumor"] == (isLeftOut ? "0" : "1"))
      #expect(row["kind"] == (isLeftOut ? "out_of_focus" : index == 1 ? "stroma" : "tumor"))
      if isLeftOut { #expect(row["hotspot"] == "") }
    }
  }

  @Test func `of overlapping hotspots the hotter one is named`() throws {
    var slide = SyntheticSlide(name: "s", caseName: "A")
    let first = try #require(slide.result.hotspots.first)
    var second = first
    second.rank = 2
    second.radiusPixels *= 1.3
    slide.result.hotspots = [first, second]
    for (row, item) in zip(try rows(slide), slide.nuclei) {
      let nucleus = item.nucleus
      let rank =
        first.contains(x: nucleus.x, y: nucleus.y)
        ? "1" : second.contains(x: nucleus.x, y: nucleus.y) ? "2" : ""
      #expect(row["hotspot"] == rank)
    }
  }

  @Test func `areas are left out when the pixel size is unknown`() throws {
    let known = try rows(SyntheticSlide(name: "s", caseName: "A", count: 20))
    let unknown = try rows(SyntheticSlide(name: "s", caseName: "A", count: 20, pixelSize: nil))
    #expect(known.allSatisfy { $0["area_um2"].flatMap(Double.init) ?? 0 > 5 })
    #expect(unknown.allSatisfy { $0["area_um2"] == "" })
  }

  @Test func `pieces join without a seam`() throws {
    let slide = SyntheticSlide(name: "s", caseName: "A", count: 50)
    var long = slide
    long.nuclei = Array(repeating: slide.nuclei, count: 900).flatMap { $0 }
    let once = try rows(slide)
    let many = try rows(long)
    #expect(many.count == 45_000)
    #expect(many.enumerated().allSatisfy { $1 == once[$0 % 50] })
  }
}
