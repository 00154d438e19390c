import Raster

/// Decodes a slide through OpenSlide in fixed blocks.
///
/// Blocks always begin at the same places: OpenSlide takes positions in full-resolution pixels, so that
/// a block of a level whose downsample is no whole number lies up to half such a pixel off, and only
/// fixed blocks give every pixel the same value whatever region is asked for. Such levels are one block
/// when they are small enough, which begins at the origin and is exact.
final class OpenSlideTileDecoder: TileDecoder {
  private let slide: SlideDescription
  private let memoryLimitBytes: Int
  private let conversion: ARGBConversion
  private let pixels = SampleBuffer<UInt32>()
  /// Nil until the first read, and after an error.
  private var opened: OpenedSlide?

  init(_ slide: SlideDescription, memoryLimitBytes: Int) {
    self.slide = slide
    self.memoryLimitBytes = memoryLimitBytes
    conversion = ARGBConversion(background: slide.background)
  }

  func decodeTile(
    level index: Int, row: Int, column: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(ImageFileError) -> PixelTraits {
    let level = slide.levels[index]
    let area = level.tileArea(row: row, column: column)
    let slide = try open()
    let downsample = slide.file.downsample(level: index)
    let argb = pixels.reserve(area.area)
    do throws(OpenSlideFailure) {
      try slide.file.read(
        x: Int((Double(area.x) * downsample).rounded()),
        y: Int((Double(area.y) * downsample).rounded()), level: index, width: area.width,
        height: area.height, into: argb)
    } catch {
      opened = nil
      throw .damagedTile(
        path: self.slide.path, level: index, area: area,
        detail: "OpenSlide says \"\(error.reason)\"")
    }
    // What is transparent here is what the scanner did not look at.
    guard let base = target.assumingMemoryBound(to: UInt8.self).baseAddress else { return [] }
    for y in 0..<area.height {
      conversion.convert(
        argb + y * area.width, count: area.width, into: base + 3 * y * level.tileWidth)
    }
    return []
  }

  func associatedImage(_ image: AssociatedImage) throws(ImageFileError) -> DecodedPixels {
    let count = image.width * image.height
    guard Double(image.width) * Double(image.height) * 7 <= Double(memoryLimitBytes) else {
      throw .tooLarge(
        path: slide.path, width: image.width, height: image.height, neededBytes: 7 * count,
        limitBytes: memoryLimitBytes)
    }
    let slide = try open()
    let argb = pixels.reserve(count)
    do throws(OpenSlideFailure) {
      try slide.file.readAssociated(image.name, into: argb)
    } catch {
      opened = nil
      throw .damaged(
        path: self.slide.path, detail: "OpenSlide says \"\(error.reason)\" of the \(image.name)")
    }
    let samples = [UInt8](unsafeUninitializedCapacity: 3 * count) { buffer, filled in
      if let base = buffer.baseAddress { conversion.convert(argb, count: count, into: base) }
      filled = 3 * count
    }
    return DecodedPixels(width: image.width, height: image.height, samples: samples)
  }

  private func open() throws(ImageFileError) -> OpenedSlide {
    if let opened { return opened }
    guard let library = OpenSlideLibrary.shared else {
      throw .needsOpenSlide(
        path: slide.path, kind: "a slide (\(slide.vendor))",
        problem: .notInstalled(needsVersion4: false))
    }
    do throws(OpenSlideFailure) {
      let slide = try OpenedSlide(self.slide.path, library)
      opened = slide
      return slide
    } catch {
      throw .needsOpenSlide(
        path: slide.path, kind: "a slide (\(slide.vendor))",
        problem: .refused(version: library.version, reason: error.reason))
    }
  }
}

/// Holds a file that cannot be copied.
private final class OpenedSlide {
  let file: OpenSlideFile

  init(_ path: String, _ library: OpenSlideLibrary) throws(OpenSlideFailure) {
    file = try OpenSlideFile(path, library: library)
  }
}
