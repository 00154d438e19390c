import Quantification
import Raster
import SlideIO
import Testing

/// Slides whose colors are not those of a Ki-67 stain are told.
@Suite struct StainColorTests {
  /// Grained tissue of one color beside glass.
  private func flags(_ tissue: RGBColor) throws -> [ResultFlag] {
    let folder = try TemporaryFolder()
    var samples = [UInt8](repeating: 243, count: 3 * 512 * 400)
    for y in 0..<400 {
      for x in 0..<384 {
        // Sharp grains, because what has none counts as out of focus.
        let shade = UInt8((x / 3 * 7919 + y / 3 * 104_729) % 61)
        for (channel, value) in [tissue.red, tissue.green, tissue.blue].enumerated() {
          samples[3 * (y * 512 + x) + channel] = value - shade
        }
      }
    }
    try ImageWriter.writePNG(
      RGBImage(width: 512, height: 400, samples: samples), to: folder.item("s.png"))
    let slide = SlideInput(
      slide: "s", caseName: "s", tiles: [TileInput(path: folder.item("s.png"), image: "s.png")],
      statedPixelSize: PixelSize(xMicrons: 0.5, yMicrons: 0.5, source: .commandLine))
    return try #require(SyntheticRun.measure([slide]).result.slides.first).flags
  }

  @Test func `eosin is told from DAB and hematoxylin`() throws {
    #expect(try flags(RGBColor(red: 224, green: 138, blue: 190)).contains(.stainPink))
    #expect(try !flags(RGBColor(red: 190, green: 150, blue: 110)).contains(.stainPink))
    #expect(try !flags(RGBColor(red: 160, green: 160, blue: 205)).contains(.stainPink))
    #expect(try !flags(RGBColor(red: 240, green: 235, blue: 240)).contains(.stainPink))
  }

  @Test func `a gray picture is flagged, a pale blue one is not`() throws {
    #expect(try flags(RGBColor(red: 190, green: 190, blue: 190)).contains(.stainGray))
    #expect(try !flags(RGBColor(red: 182, green: 186, blue: 198)).contains(.stainGray))
  }
}
