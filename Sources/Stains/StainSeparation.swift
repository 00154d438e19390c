import Raster

/// Renders an image as if only one of its stains were there.
public struct StainSeparation: Sendable {
  /// A stain.
  public enum Stain: Sendable, CaseIterable {
    case hematoxylin
    case dab
  }

  private let calibration: StainCalibration
  /// Densities of the samples of each channel.
  private let tables: [[Double]]
  private let hematoxylinRow: SIMD3<Double>
  private let dabRow: SIMD3<Double>

  /// Prepares the separation of images of one slide.
  public init(calibration: StainCalibration) {
    self.calibration = calibration
    let rows = calibration.vectors.stainsFromDensity
    hematoxylinRow = rows.hematoxylin
    dabRow = rows.dab
    tables = (0..<3).map { channel in
      (0..<256).map {
        OpticalDensity.density(sample: UInt8($0), white: calibration.white[channel])
      }
    }
  }

  /// Amounts of hematoxylin and DAB in a color, OD; below 0 where the color has less than none.
  public func amounts(of color: RGBColor) -> (hematoxylin: Double, dab: Double) {
    let density = SIMD3(
      tables[0][Int(color.red)], tables[1][Int(color.green)], tables[2][Int(color.blue)])
    return ((hematoxylinRow * density).sum(), (dabRow * density).sum())
  }

  /// The image with one stain on the slide's own white.
  ///
  /// Amounts below 0 are shown as none, and the residual is left out.
  public func render(_ stain: Stain, of image: RGBImage) -> RGBImage {
    var result = image
    for y in 0..<image.height {
      for x in 0..<image.width {
        let amounts = amounts(of: image[x, y])
        let (amount, vector) =
          stain == .hematoxylin
          ? (amounts.hematoxylin, calibration.vectors.hematoxylin)
          : (amounts.dab, calibration.vectors.dab)
        result[x, y] = color(density: vector * max(0, amount))
      }
    }
    return result
  }

  private func color(density: SIMD3<Double>) -> RGBColor {
    func sample(_ channel: Int) -> UInt8 {
      let light = OpticalDensity.transmittance(density: density[channel])
      return UInt8(min(255, max(0, (calibration.white[channel] * light).rounded())))
    }
    return RGBColor(red: sample(0), green: sample(1), blue: sample(2))
  }
}
