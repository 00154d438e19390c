import Raster
import SlideIO
import TestSupport
import Testing

/// Slides with changed bytes are read or refused; they never crash and never take long.
@Suite struct SlideMutationTests {
  private func pyramid(isBigTIFF: Bool) -> [UInt8] {
    func level(_ width: Int, _ height: Int) -> TIFFBuilder {
      TIFFBuilder(
        RGBImage.noise(width: width, height: height), tile: 16, isBigTIFF: isBigTIFF)
    }
    return TIFFBuilder.file(
      [level(64, 48).described("Aperio\r\n64x48|MPP = 0.5"), level(20, 30).described("label")],
      subdirectories: [0: [level(32, 24), level(16, 12)]])
  }

  private func written(_ compression: ImageWriter.TIFFEncoding) throws -> [UInt8] {
    let folder = try ScratchFolder()
    var options = PyramidWriter.Options()
    options.tileSize = 32
    options.smallestLevelSide = 20
    options.compression = compression
    options.pixelSize = PixelSize(xMicrons: 0.5, yMicrons: 0.5, source: .aperio)
    let writer = try PyramidWriter(
      path: folder.path("a.svs"), width: 90, height: 70, options: options)
    try writer.append(RGBImage.noise(width: 90, height: 70))
    try writer.finish()
    return try bytes(of: folder.path("a.svs"))
  }

  /// Reads everything there is and returns the warnings.
  @discardableResult
  private func read(_ path: String) throws(ImageFileError) -> [String] {
    let limit = 32 << 20
    let slide = try SlideReader(memoryLimitBytes: limit).describe(path)
    let handle = SlideHandle(slide, memoryLimitBytes: limit)
    for (index, level) in slide.levels.enumerated() {
      let corner = PixelRect(x: 0, y: 0, width: 200, height: 150)
      _ = try handle.region(corner, level: index)
      _ = try handle.region(
        PixelRect(x: level.width - 9, y: level.height - 9, width: 20, height: 20), level: index)
    }
    if let grid = slide.grid(micronsPerPixel: 1.3) {
      _ = try handle.region(PixelRect(x: 0, y: 0, width: 90, height: 90), on: grid)
    }
    for picture in slide.associatedImages {
      _ = try handle.associatedImage(named: picture.name)
    }
    return slide.warnings
  }

  @Test func `changed bytes anywhere`() throws {
    let folder = try ScratchFolder()
    let files = [
      pyramid(isBigTIFF: false), pyramid(isBigTIFF: true), try written(.jpeg(quality: 80)),
      try written(.deflate),
    ]
    var generator = SeededGenerator(seed: 20)
    var outcomes = (read: 0, refused: 0)
    for (number, whole) in files.enumerated() {
      for round in 0..<400 {
        var changed = whole
        // Most changes go to the second half, where the directories are.
        let lowest = round % 4 == 0 ? 0 : changed.count / 2
        for _ in 0...(round % 5) {
          let place = Int.random(in: lowest..<changed.count, using: &generator)
          changed[place] =
            Bool.random(using: &generator)
            ? UInt8.random(in: 0...255, using: &generator) : [0, 1, 0x7F, 0xFF][round % 4]
        }
        let path = try folder.write(changed, as: "\(number).svs")
        let (seconds, refusal) = processorTime { () -> ImageFileError? in
          do throws(ImageFileError) { try read(path) } catch { return error }
          return nil
        }
        #expect(seconds < 10, "change \(round) of \(path) takes \(seconds) s")
        if let refusal {
          #expect(!refusal.description.isEmpty)
          outcomes.refused += 1
        } else {
          outcomes.read += 1
        }
      }
    }
    #expect(outcomes.read > 100 && outcomes.refused > 100)
  }

  @Test func `slides cut anywhere are refused, or read as far as they are whole with a warning`()
    throws
  {
    let folder = try ScratchFolder()
    for whole in [pyramid(isBigTIFF: false), try written(.jpeg(quality: 80))] {
      // The last bytes hold what a smallest level says about its resolution.
      for length in stride(from: 1, to: whole.count - 100, by: whole.count / 60) {
        let path = try folder.write(Array(whole[..<length]), as: "cut.svs")
        if let warnings = try? read(path) {
          #expect(warnings.contains { $0.contains("cut short") }, "\(length) of \(whole.count)")
        }
      }
    }
  }
}
