import Raster
import SlideIO

/// A mask picture that says where a slide is measured: white is measured, black is not.
package struct RegionMask: Sendable {
  private let mask: RGBImage
  private let slideWidth: Int
  private let slideHeight: Int

  /// Reads a mask.
  ///
  /// - Parameters:
  ///   - path: a PNG or TIFF with the shape of the slide, at its size or smaller.
  ///   - slideWidth: full-resolution width of the slide.
  ///   - slideHeight: full-resolution height of the slide.
  ///   - reader: reads it within the run's memory bound.
  /// - Throws: `RegionMaskError` when it cannot be read or has another shape than the slide.
  package init(
    path: String, slideWidth: Int, slideHeight: Int, reader: ImageReader
  ) throws(RegionMaskError) {
    let decoded: DecodedImage
    do throws(ImageFileError) {
      decoded = try reader.decode(at: path)
    } catch {
      throw .unreadable(reason: error.description)
    }
    mask = decoded.image
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
    // Multiplied first: whole pixels of a mask at the slide's size stay what they are. Rounded down,
    // because what lies just left of the picture is not its first column.
    let column = Int((x * Double(mask.width) / Double(slideWidth)).rounded(.down))
    let row = Int((y * Double(mask.height) / Double(slideHeight)).rounded(.down))
    guard mask.bounds.contains(PixelRect(x: column, y: row, width: 1, height: 1)) else {
      return false
    }
    return mask[column, row].green > 127
  }

  /// Share of some full-resolution rectangles that is measured, counted in mask pixels.
  func measuredArea(of map: TileMap, downsample: Double) -> Double {
    let pixelArea =
      Double(slideWidth) / Double(mask.width) * Double(slideHeight) / Double(mask.height)
    var count = 0
    for row in 0..<mask.height {
      for column in 0..<mask.width where mask[column, row].green > 127 {
        let x = (Double(column) + 0.5) / Double(mask.width) * Double(slideWidth)
        let y = (Double(row) + 0.5) / Double(mask.height) * Double(slideHeight)
        if map.owner(x: x / downsample, y: y / downsample) != nil { count += 1 }
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

  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .unreadable(let reason):
      "region of interest \(reason)"
    case .shapeDiffers(let path, let width, let height, let slideWidth, let slideHeight):
      "region of interest \(path) measures \(width) x \(height) pixels, the slide "
        + "\(slideWidth) x \(slideHeight); save the mask at the slide's size or an even reduction "
        + "of it"
    }
  }
}
