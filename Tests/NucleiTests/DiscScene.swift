import Foundation
import Nuclei
import Raster
import Stains
import TestSupport

/// A plain picture of soft stained discs on glass, for tests of detection.
struct DiscScene {
  struct Disc {
    var x: Double
    var y: Double
    var radius: Double
    /// Hematoxylin and DAB optical density of the disc.
    var hematoxylin: Double
    var dab: Double
  }

  /// Draws discs (pixels) with an edge that is one pixel soft.
  static func image(width: Int, height: Int, discs: [Disc]) -> RGBImage {
    var image = RGBImage(
      width: width, height: height, filledWith: .init(red: 245, green: 245, blue: 245))
    let vectors = StainVectors.reference
    for y in 0..<height {
      for x in 0..<width {
        var density = SIMD3<Double>()
        for disc in discs {
          let distance = hypot(Double(x) + 0.5 - disc.x, Double(y) + 0.5 - disc.y)
          let share = min(max(disc.radius - distance + 0.5, 0), 1)
          density += share * (disc.hematoxylin * vectors.hematoxylin + disc.dab * vectors.dab)
        }
        func sample(_ channel: Int) -> UInt8 {
          UInt8((245 * OpticalDensity.transmittance(density: density[channel])).rounded())
        }
        image[x, y] = RGBColor(red: sample(0), green: sample(1), blue: sample(2))
      }
    }
    return image
  }

  /// Discs on a jittered lattice, every fourth one positive.
  static func lattice(columns: Int, rows: Int, spacing: Double, seed: UInt64) -> [Disc] {
    var random = SeededGenerator(seed: seed)
    return (0..<(columns * rows)).map { index in
      Disc(
        x: (Double(index % columns) + 0.5) * spacing + Double.random(in: -4...4, using: &random),
        y: (Double(index / columns) + 0.5) * spacing + Double.random(in: -4...4, using: &random),
        radius: Double.random(in: 5.5...8.5, using: &random),
        hematoxylin: 0.45, dab: index % 4 == 0 ? 0.6 : 0)
    }
  }

  static func detector(
    width: Int, height: Int, micronsPerPixel: Double = 0.5,
    parameters: DetectionParameters = DetectionParameters()
  ) throws -> NucleusDetector {
    return NucleusDetector(
      parameters: parameters,
      calibration: StainCalibration(
        white: SIMD3(245, 245, 245), vectors: .reference, whiteSource: .slide,
        vectorsSource: .reference),
      grid: WorkingGrid(
        over: PixelRect(x: 0, y: 0, width: width, height: height),
        micronsPerPixel: SIMD2(repeating: micronsPerPixel),
        workingMicronsPerPixel: parameters.workingMicronsPerPixel),
      model: try NucleusModel.builtIn())
  }

  /// Candidates of a picture, processed in units of a given side.
  static func candidates(
    _ image: RGBImage, detector: NucleusDetector, unitSide: Int,
    instructions: InstructionSet = .best
  ) -> [CandidateNucleus] {
    let workspace = DetectionWorkspace(
      parameters: detector.parameters, instructions: instructions)
    return detector.grid.units(side: unitSide).flatMap { unit in
      detector.candidates(
        in: unit, source: image.cropped(to: detector.sourceRect(for: unit)), workspace: workspace)
    }
  }
}
