import Raster
import SlideIO

/// A mask picture that says where a slide is measured: white is measured, black is not, nor is what is
/// transparent.
package struct RegionMask: Sendable {
  private let width: Int
  private let height: Int
  private let isWhite: [Bool]
  private let slideWidth: Int
  private let slideHeight: Int

  /// Reads a mask.
  ///
  /// - Parameters:
  ///   - path: a PNG or TIFF with the shape of the slide, at its size or smaller.
  ///   - slideWidth: full-resolution width of the slide.
  ///   - slideHeight: full-resolution height of the slide.
  ///   - reader: reads it within the run's memory bound.
  ///   - memoryRemedy: what to do about a mask that is too large where no option raises the bound.
  /// - Throws: `RegionMaskError` when it cannot be read or has another shape than the slide.
  package init(
    path: String, slideWidth: Int, slideHeight: Int, reader: ImageReader,
    memoryRemedy: String? = nil
  ) throws(RegionMaskError) {
    var reader = reader
    reader.backdrop = .black
    let decoded: DecodedImage
    do throws(ImageFileError) {
      decoded = try reader.decode(at: path)
    } catch {
      let told = memoryRemedy.map { error.ofFixedBound(remedy: $0) } ?? error
      throw .unreadable(reason: told.description)
    }
    let mask = decoded.image
    width = mask.width
    height = mask.height
    let samples = mask.samples.span
    isWhite = (0..<(mask.width * mask.height)).map { samples[3 * $0 + 1] > 127 }
    self.slideWidth = slideWidth
    self.slideHeight = slideHeight
    let across = Double(slideWidth) / Double(mask.width)
    let down = Double(slideHeight) / Double(mask.height)
    // A mask drawn at reduced size is off by less than one of its pixels.
    guard across >= 1, down >= 1,
      abs(across - down) * Double(max(mask.width, mask.height)) <= 2 * max(across, down)
    else {
      throw .shapeDiffers(
        path: path, width: mask.width, height: mask.height, slideWidth: slideWidth,
        slideHeight: slideHeight)
    }
  }

  /// Whether a place (full-resolution pixels) is measured.
  package func contains(x: Double, y: Double) -> Bool {
    guard x >= 0, y >= 0, x < Double(slideWidth), y < Double(slideHeight) else { return false }
    // Multiplied first: whole pixels of a mask at the slide's size stay what they are.
    let column = Int(x * Double(width) / Double(slideWidth))
    let row = Int(y * Double(height) / Double(slideHeight))
    return isWhite[min(height - 1, row) * width + min(width - 1, column)]
  }

  /// Whether any place between two corners (full-resolution pixels) may be measured.
  func isWhite(from low: SIMD2<Double>, to high: SIMD2<Double>) -> Bool {
    let pixels = SIMD2(Double(width), Double(height))
    let slide = SIMD2(Double(slideWidth), Double(slideHeight))
    let size = SIMD2(Double(width - 1), Double(height - 1))
    let first = pointwiseMin(pointwiseMax((low * pixels / slide).rounded(.down), .zero), size)
    let last = pointwiseMin(pointwiseMax((high * pixels / slide).rounded(.down), .zero), size)
    return (Int(first.y)...Int(last.y)).contains { row in
      (Int(first.x)...Int(last.x)).contains { isWhite[row * width + $0] }
    }
  }

  /// Area in full-resolution square pixels that is measured, counted in mask pixels.
  ///
  /// - Parameters:
  ///   - belongs: whether a place (full-resolution pixels) has pixels to measure.
  ///   - check: ends what takes too long; called at every row.
  /// - Returns: the area.
  /// - Throws: what `check` throws.
  func measuredArea<Late: Error>(
    where belongs: (SIMD2<Double>) -> Bool, check: () throws(Late) -> Void
  ) throws(Late) -> Double {
    let pixelArea =
      Double(slideWidth) / Double(width) * Double(slideHeight) / Double(height)
    var count = 0
    for row in 0..<height {
      try check()
      for column in 0..<width where isWhite[row * width + column] {
        let x = (Double(column) + 0.5) / Double(width) * Double(slideWidth)
        let y = (Double(row) + 0.5) / Double(height) * Double(slideHeight)
        if belongs(SIMD2(x, y)) { count += 1 }
      }
    }
    return Double(count) * pixelArea
  }
}

/// Why a region of interest cannot be used.
public enum RegionMaskError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file is no readable picture.
  case unreadable(reason: String)
  /// Its shape is not the slide's.
  case shapeDiffers(path: String, width: Int, height: Int, slideWidth: Int, slideHeight: Int)
  /// No pixel of it is white.
  case nothingWhite(path: String)

  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .unreadable(let reason):
      "region of interest \(reason)"
    case .shapeDiffers(let path, let width, let height, let slideWidth, let slideHeight):
      "region of interest \(path) measures \(width) x \(height) pixels, the slide "
        + "\(slideWidth) x \(slideHeight); save the mask at the slide's size or an even reduction "
        + "of it"
    case .nothingWhite(let path):
      "region of interest \(path) has no opaque white pixel on the slide, so nothing would be measured; "
        + "paint what is to be measured with 255 (white); masks of class numbers are not understood"
    }
  }
}
