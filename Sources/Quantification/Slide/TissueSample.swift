import Foundation
import Raster
import SlideIO

/// Finds a part of a slide that shows tissue, where one part must stand for all.
///
/// It follows from the pixels of the canvas alone, so that it is the same for a pyramid and for the
/// tiles cut from it.
enum TissueSample {
  /// Side of the part in canvas pixels, as far as the canvas reaches.
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
    let canvas = source.map.canvas
    let squares = squares(of: canvas)
    guard squares.count > 1, var best = squares.first else { return canvas }
    let reader = CanvasReader(source)
    var most = -1
    for square in squares {
      let amount = tissue(in: try reader.covered(square), white: white)
      if amount > most { (most, best) = (amount, square) }
    }
    return part(around: best, of: canvas)
  }

  /// Squares that are compared.
  private static func squares(of canvas: PixelRect) -> [PixelRect] {
    let sample = CalibrationSample(canvas: canvas).squares
    if sample.count > 1 { return sample }
    return starts(canvas.height).flatMap { y in
      starts(canvas.width).map { x in
        PixelRect(x: x, y: y, width: side, height: side).intersection(canvas)
      }
    }
  }

  /// First pixels of parts that overlap by half; the last one ends with the canvas.
  private static func starts(_ length: Int) -> [Int] {
    Array(stride(from: 0, to: max(1, length - side), by: side / 2))
      + (length > side ? [length - side] : [])
  }

  /// The part of full size around the middle of a square, moved into the canvas.
  private static func part(around square: PixelRect, of canvas: PixelRect) -> PixelRect {
    func start(_ middle: Int, _ length: Int) -> Int {
      max(0, min(middle - side / 2, length - side))
    }
    return PixelRect(
      x: start(square.x + square.width / 2, canvas.width),
      y: start(square.y + square.height / 2, canvas.height), width: side, height: side
    ).intersection(canvas)
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
