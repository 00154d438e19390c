import Raster
import SlideIO
import Stains

/// What a picture of one calibration shows: the densities of an image and a part of it.
public struct StainPanel: Sendable {
  /// Side of the part in pixels, as far as the image reaches.
  public static let partSide = 256

  /// Name above the panel.
  public var name: String
  /// White point and vectors, and what speaks against them.
  public var estimate: StainEstimate
  /// Pixels by density.
  public var map: DensityMap
  /// The part of the image that holds most of both stains; nil for several images together.
  public var part: RGBImage?

  /// The panel of one image.
  ///
  /// - Parameters:
  ///   - image: its pixels.
  ///   - name: name above the panel.
  ///   - estimate: what was found in the image.
  public init(image: RGBImage, name: String, estimate: StainEstimate) {
    var colors = ColorHistogram()
    colors.add(image)
    self.init(name: name, estimate: estimate, colors: colors)
    part = image.cropped(
      to: Self.part(of: image, separation: StainSeparation(calibration: estimate.calibration)))
  }

  /// The panel of several images together.
  public init(name: String, estimate: StainEstimate, colors: ColorHistogram) {
    self.name = name
    self.estimate = estimate
    map = DensityMap(colors: colors, white: estimate.white)
  }

  /// The square with the most of both stains: the largest product of their mean amounts.
  private static func part(of image: RGBImage, separation: StainSeparation) -> PixelRect {
    let width = min(partSide, image.width)
    let height = min(partSide, image.height)
    var best = PixelRect(x: 0, y: 0, width: width, height: height)
    var most = -1.0
    for y in starts(image.height, side: height) {
      for x in starts(image.width, side: width) {
        let rect = PixelRect(x: x, y: y, width: width, height: height)
        let amount = stained(rect, of: image, separation: separation)
        if amount > most { (best, most) = (rect, amount) }
      }
    }
    return best
  }

  /// First pixels of parts that overlap by half; the last one ends with the image.
  private static func starts(_ length: Int, side: Int) -> [Int] {
    Array(stride(from: 0, to: length - side, by: max(1, side / 2))) + [length - side]
  }

  private static func stained(
    _ rect: PixelRect, of image: RGBImage, separation: StainSeparation
  ) -> Double {
    var hematoxylin = 0.0
    var dab = 0.0
    for y in stride(from: rect.y, to: rect.maxY, by: 4) {
      for x in stride(from: rect.x, to: rect.maxX, by: 4) {
        let amounts = separation.amounts(of: image[x, y])
        // Saturated specks must not decide.
        hematoxylin += min(1, max(0, amounts.hematoxylin))
        dab += min(1, max(0, amounts.dab))
      }
    }
    return hematoxylin * dab
  }
}
