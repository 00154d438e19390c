import Nuclei
import Raster
import SlideIO
import Stains

/// Judges how many µm a pixel measures when nothing says so, from how well nuclei of usual size are
/// found at several assumptions.
///
/// The result only sets the scale of the search for nuclei. It is never shown as a pixel size, and
/// nothing that needs an area is computed from it.
struct ScaleEstimate {
  let source: SlideSource
  let calibration: StainCalibration
  let profile: Profile
  let model: TreeEnsemble

  /// Assumptions tried, µm per pixel: common scanners at 40×, 20×, 10× and steps between them.
  static let assumptions = [0.125, 0.175, 0.25, 0.35, 0.5, 0.7, 1.0]
  /// Side of the square that is looked at, in canvas pixels.
  private static let sampleSide = 1024

  /// µm per canvas pixel under which the nuclei score best, the same in x and y.
  func micronsPerPixel(workspace: DetectionWorkspace) -> SIMD2<Double> {
    var best = (micronsPerPixel: 0.25, merit: -1.0)
    guard let sample = try? sample() else { return SIMD2(repeating: best.micronsPerPixel) }
    for assumption in Self.assumptions {
      let merit = merit(of: sample, assumption: assumption, workspace: workspace)
      if merit > best.merit { best = (assumption, merit) }
    }
    return SIMD2(repeating: best.micronsPerPixel)
  }

  /// A square from the middle of the slide's middle tile.
  private func sample() throws(ImageFileError) -> RGBImage {
    let entries = source.map.entries
    let rect = entries[entries.count / 2].rect
    let width = min(Self.sampleSide, rect.width)
    let height = min(Self.sampleSide, rect.height)
    return try source.region(
      PixelRect(
        x: rect.x + (rect.width - width) / 2, y: rect.y + (rect.height - height) / 2,
        width: width, height: height))
  }

  /// How much of the picture is covered by nuclei, each weighted by its score.
  private func merit(
    of sample: RGBImage, assumption: Double, workspace: DetectionWorkspace
  ) -> Double {
    let grid = WorkingGrid(
      slideWidth: sample.width, slideHeight: sample.height,
      micronsPerPixel: SIMD2(repeating: assumption),
      workingMicronsPerPixel: profile.detection.workingMicronsPerPixel)
    let detector = NucleusDetector(
      parameters: profile.detection, calibration: calibration, grid: grid, model: model)
    let unit = grid.bounds
    let candidates = detector.candidates(
      in: unit, source: sample.cropped(to: detector.sourceRect(for: unit)), workspace: workspace)
    let nuclei = NucleusSelection.nuclei(
      from: candidates, grid: grid, parameters: profile.positivity, accepts: { _, _ in true }
    ).nuclei
    let covered = nuclei.reduce(0.0) {
      $0 + Double($1.areaSquareMicrons) * Double($1.score)
    }
    return covered / (assumption * assumption)
  }
}
