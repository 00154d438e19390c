import Crosscheck
import Foundation
import Nuclei
import Quantification
import Raster
import Reporting
import SlideIO
import Testing

/// Pictures of a cross-check: signs stand on the nuclei that they are about.
@Suite struct FieldPicturesTests {
  private static let paper = RGBColor(red: 226, green: 216, blue: 228)

  /// A slide of which only its right half, from a row on, is a measured tile.
  private func placed(width: Int, height: Int, top: Int, count: Int) -> SyntheticSlide {
    var slide = SyntheticSlide(
      name: "s", caseName: "case", width: width, height: height, count: count)
    slide.result.tiles.removeFirst()
    let tile = PixelRect(x: width / 2, y: top, width: width - width / 2, height: height - top)
    slide.result.tiles[0].placement = tile
    slide.nuclei = slide.nuclei.filter { tile.contains(x: $0.nucleus.x, y: $0.nucleus.y) }
      .map { TiledNucleus(nucleus: $0.nucleus, tile: 0) }
    slide.result.counts = NucleusCounts(of: slide.nuclei.map(\.nucleus))
    return slide
  }

  /// Places of nuclei inside a part of the slide.
  private func places(_ slide: SyntheticSlide, in part: PixelRect) -> [SIMD2<Double>] {
    slide.nuclei.map { SIMD2($0.nucleus.x, $0.nucleus.y) }
      .filter { part.contains(x: $0.x, y: $0.y) }
  }

  /// Writes a run, and returns the page about a reader who calls all nuclei of a part positive.
  private func page(
    _ slide: SyntheticSlide, part: PixelRect, in folder: String
  ) throws -> String {
    let run = SyntheticRun.run([try SyntheticRun.graded("case", slide)], [slide])
    _ = try SyntheticRun.write(run, [slide], to: "\(folder)/run")
    let results = try Crosscheck.ResultTables(folder: "\(folder)/run")
    let ring = [(part.x, part.y), (part.maxX, part.y), (part.maxX, part.maxY), (part.x, part.maxY)]
      .map { SIMD2(Double($0.0), Double($0.1)) }
    let points = ManualPoints(
      place: "s", isImage: false, reader: "", unit: .pixels, field: .outlines([ring]),
      points: places(slide, in: part).map { ManualPoint(place: $0, label: .positive) })
    let study = CrosscheckStudy(points: [points], results: results, radiusMicrons: 3)
    let out = try CrosscheckFolder(
      path: "\(folder)/out", program: ProgramVersion(version: "1.2.3", build: "test"))
    let file = try out.write(study, results: results, resultFolder: "\(folder)/run")
    return try String(contentsOfFile: file, encoding: .utf8)
  }

  /// The picture of a page: its place and size, and the places of the signs on it.
  private struct Shown: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
    var signs: [SIMD2<Double>]

    init?(_ page: String) {
      let image = #/<image x="(-?\d+)" y="(-?\d+)" width="(\d+)" height="(\d+)"/#
      let sign = #/<g transform="translate\((-?[\d.]+) (-?[\d.]+)\) scale\([\d.]+\)" class="sign/#
      guard let found = page.firstMatch(of: image), let x = Int(found.1), let y = Int(found.2),
        let width = Int(found.3), let height = Int(found.4)
      else { return nil }
      (self.x, self.y, self.width, self.height) = (x, y, width, height)
      signs = page.matches(of: sign).compactMap { match in
        guard let x = Double(match.1), let y = Double(match.2) else { return nil }
        return SIMD2(x, y)
      }
    }
  }

  /// Width and height that a JPEG states.
  private func size(ofJPEG bytes: [UInt8]) -> [Int]? {
    var place = 2
    while place + 9 < bytes.count, bytes[place] == 0xFF {
      if (0xC0...0xC2).contains(bytes[place + 1]) {
        return [
          Int(bytes[place + 7]) << 8 | Int(bytes[place + 8]),
          Int(bytes[place + 5]) << 8 | Int(bytes[place + 6]),
        ]
      }
      place += 2 + (Int(bytes[place + 2]) << 8 | Int(bytes[place + 3]))
    }
    return nil
  }

  /// How many signs stand on a nucleus of the plain picture, of which a sign's unit is `scale` pixels.
  private func signsOnNuclei(_ signs: [SIMD2<Double>], _ image: RGBImage, scale: Double) -> Int {
    signs.count { sign in
      let place = sign * scale
      return image.bounds.contains(x: place.x, y: place.y)
        && image[Int(place.x), Int(place.y)] != Self.paper
    }
  }

  @Test func `on the picture of placed tiles signs stand on nuclei`() throws {
    let folder = try TemporaryFolder()
    let slide = placed(width: 800, height: 600, top: 150, count: 120)
    let part = PixelRect(x: 400, y: 150, width: 400, height: 450)
    let shown = try #require(Shown(try page(slide, part: part, in: folder.path)))
    #expect([shown.x, shown.y, shown.width, shown.height] == [0, 0, 400, 450] as [Int])
    #expect(size(ofJPEG: bytes("\(folder.path)/run/overlays/report/s.jpg")) == [400, 450])
    let negative = slide.nuclei.map(\.nucleus).filter { !$0.isPositive }
    #expect(shown.signs.count == negative.count && negative.count > 20)
    let picture = try ImageReader().decode(at: "\(folder.path)/run/overlays/s.png").image
    #expect(signsOnNuclei(shown.signs, picture, scale: 1) == shown.signs.count)
    let expected = SIMD2(negative[0].x, negative[0].y) - SIMD2(400, 150)
    #expect(
      shown.signs.contains { abs($0.x - expected.x) < 0.02 && abs($0.y - expected.y) < 0.02 })
  }

  @Test func `of a hotspot's two views the outlined one is shown`() throws {
    let folder = try TemporaryFolder()
    let slide = placed(width: 2400, height: 1500, top: 0, count: 900)
    let part = PixelRect(x: 1220, y: 450, width: 500, height: 600)
    let shown = try #require(Shown(try page(slide, part: part, in: folder.path)))
    // The hotspot's right half, 558 x 1116 pixels, two of them to one of the report's picture.
    #expect([shown.x, shown.y, shown.width, shown.height] == [-287, 0, 566, 558] as [Int])
    let report = "\(folder.path)/run/overlays/report/s-hotspot-1.jpg"
    #expect(size(ofJPEG: bytes(report)) == [566, 558])
    let picture = try ImageReader().decode(at: "\(folder.path)/run/overlays/s-hotspot-1.png").image
    #expect(picture.width == 2 * 558 + 8 && picture.height == 1116)
    #expect(shown.signs.count > 10)
    #expect(signsOnNuclei(shown.signs, picture, scale: 2) == shown.signs.count)
  }

  @Test func `a map is not taken for a picture with outlines`() throws {
    let microns = PixelSize(xMicrons: 1.3, yMicrons: 1.3, source: .manifest)
    var slide = SyntheticSlide(name: "s", caseName: "case", count: 120, pixelSize: microns)
    slide.result.detectionMicronsPerPixel = SIMD2(1.3, 1.3)
    let folder = try TemporaryFolder()
    let whole = PixelRect(x: 0, y: 0, width: 800, height: 600)
    let none = try page(slide, part: whole, in: folder.path)
    #expect(!bytes("\(folder.path)/run/overlays/report/s.jpg").isEmpty)
    #expect(Shown(none) == nil && none.contains("crosscheck-nuclei.csv"))
    let other = try TemporaryFolder()
    let middle = PixelRect(x: 300, y: 200, width: 200, height: 200)
    let hotspot = try #require(Shown(try page(slide, part: middle, in: other.path)))
    #expect(hotspot.x < 0)
  }
}
