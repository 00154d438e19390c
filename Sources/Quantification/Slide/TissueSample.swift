import Foundation
import Raster
import SlideIO

/// Finds a part of a slide that shows tissue, where one part must stand for all.
///
/// It follows from the pixels alone, so that it is the same for a pyramid and for the tiles cut from
/// it, wherever on their canvas they lie.
enum TissueSample {
  /// Side of the part in canvas pixels, as far as the slide reaches.
  static let side = 1024
  /// Optical density of a channel from which a pixel is tissue: 7 % of the light absorbed.
  private static let tissueOD = 0.03
  /// Every n-th pixel in both directions is looked at.
  private static let step = 4

  /// The part with most tissue among some that are scattered over the slide; the first of equals.
  ///
  /// - Parameters:
  ///   - source: the slide.
  ///   - white: intensity of glass.
  /// - Returns: pixels of the canvas.
  /// - Throws: `ImageFileError` when the slide cannot be read.
  static func place(
    in source: SlideSource, white: SIMD3<Double>
  ) throws(ImageFileError) -> PixelRect {
    let map = source.map
    let squares = squares(of: map)
    guard squares.count > 1, var best = squares.first else { return map.bounds }
    let reader = CanvasReader(source)
    var most = -1
    for square in squares {
      let amount = tissue(in: try reader.covered(square), white: white)
      if amount > most { (most, best) = (amount, square) }
    }
    return part(around: best, of: map.bounds)
  }

  /// Squares that are compared.
  private static func squares(of map: TileMap) -> [PixelRect] {
    let sample = CalibrationSample(map).squares
    if sample.count > 1 { return sample }
    // Parts that overlap by half; the last ones end with the slide.
    var known: Set<PixelRect> = []
    return map.squares(side: side / 2).map { part(startingAt: $0.x, $0.y, of: map.bounds) }
      .filter { known.insert($0).inserted }
  }

  /// The part of full size around the middle of a square, moved into the slide.
  private static func part(around square: PixelRect, of bounds: PixelRect) -> PixelRect {
    part(
      startingAt: square.x + square.width / 2 - side / 2,
      square.y + square.height / 2 - side / 2, of: bounds)
  }

  /// The part of full size from a place, moved into the slide.
  private static func part(startingAt x: Int, _ y: Int, of bounds: PixelRect) -> PixelRect {
    PixelRect(
      x: max(bounds.x, min(x, bounds.maxX - side)), y: max(bounds.y, min(y, bounds.maxY - side)),
      width: side, height: side
    ).intersection(bounds)
  }

  private static func tissue(in image: RGBImage, white: SIMD3<Double>) -> Int {
    let limits = white * pow(10, -tissueOD)
    let samples = image.samples.span
    var count = 0
    for y in stride(from: 0, to: image.height, by: step) {
      for x in stride(from: 0, to: image.width, by: step) {
        let i = 3 * (y * image.width + x)
        let (red, green, blue) = (samples[i], samples[i + 1], samples[i + 2])
        // Black is what cannot be decoded, or ink.
        guard red > 0 || green > 0 || blue > 0 else { continue }
        if Double(red) <= limits.x || Double(green) <= limits.y || Double(blue) <= limits.z {
          count += 1
        }
      }
    }
    return count
  }
}
