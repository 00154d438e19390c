import Nuclei
import Raster
import SlideIO
import Stains

/// Judges how many µm a pixel measures when nothing says so, from how well nuclei of usual size are
/// found at several assumptions.
///
/// The assumption under which the nuclei score best is refined by their size: the median nucleus is
/// taken to measure 36 µm² (a disc of 6.8 µm). The result only sets the scale of the search for
/// nuclei. It is never shown as a pixel size, and nothing that needs an area is computed from it.
struct ScaleEstimate {
  let source: SlideSource
  let calibration: StainCalibration
  let profile: Profile
  let model: TreeEnsemble

  /// Assumptions tried, µm per pixel: scanners at 40× and 20×, and steps around them.
  static let assumptions = [0.175, 0.25, 0.35, 0.5, 0.7]
  /// Largest factor by which the size of the nuclei may correct an assumption: half a step more
  /// than the way to the next one.
  private static let largestCorrection = 1.45
  private static let typicalAreaSquareMicrons = 36.0
  /// Nuclei with at least this score tell the size, if there are enough of them.
  private static let clearScore: Float = 0.6
  private static let fewestClearNuclei = 20
  /// Scale when nothing can be judged: a scanner at 40×.
  private static let fallback = 0.25

  private struct Judgment {
    var assumption: Double
    var merit: Double
    var medianAreaSquareMicrons: Double
  }

  /// µm per canvas pixel under which the nuclei score best, the same in x and y.
  func micronsPerPixel(workspace: DetectionWorkspace) -> SIMD2<Double> {
    guard let sample = try? sample() else { return SIMD2(repeating: Self.fallback) }
    let judgments = Self.assumptions.compactMap {
      judge(sample, assumption: $0, workspace: workspace)
    }
    guard let best = judgments.max(by: { $0.merit < $1.merit }) else {
      return SIMD2(repeating: Self.fallback)
    }
    let correction =
      (Self.typicalAreaSquareMicrons / best.medianAreaSquareMicrons).squareRoot()
    let bounded = min(max(correction, 1 / Self.largestCorrection), Self.largestCorrection)
    return SIMD2(repeating: best.assumption * bounded)
  }

  /// The part of the slide that shows most tissue.
  private func sample() throws(ImageFileError) -> RGBImage {
    try CanvasReader(source).region(
      TissueSample.place(in: source, white: calibration.white))
  }

  /// How well nuclei are found under an assumption; nil when none are.
  ///
  /// The merit is the mean score less what chance may add to it with few nuclei.
  private func judge(
    _ sample: RGBImage, assumption: Double, workspace: DetectionWorkspace
  ) -> Judgment? {
    let nuclei = nuclei(in: sample, assumption: assumption, workspace: workspace)
    guard !nuclei.isEmpty else { return nil }
    let count = Double(nuclei.count)
    let mean = nuclei.reduce(0.0) { $0 + Double($1.score) } / count
    let clear = nuclei.filter { $0.score >= Self.clearScore }
    let areas = (clear.count >= Self.fewestClearNuclei ? clear : nuclei)
      .map(\.areaSquareMicrons).sorted()
    return Judgment(
      assumption: assumption, merit: mean - 1 / count.squareRoot(),
      medianAreaSquareMicrons: Double(areas[areas.count / 2]))
  }

  private func nuclei(
    in sample: RGBImage, assumption: Double, workspace: DetectionWorkspace
  ) -> [Nucleus] {
    let grid = WorkingGrid(
      over: sample.bounds, micronsPerPixel: SIMD2(repeating: assumption),
      workingMicronsPerPixel: profile.detection.workingMicronsPerPixel)
    let detector = NucleusDetector(
      parameters: profile.detection, calibration: calibration, grid: grid, model: model)
    let unit = grid.bounds
    let candidates = detector.survivors(
      in: unit, source: sample.cropped(to: detector.sourceRect(for: unit)), workspace: workspace)
    return NucleusSelection.nuclei(
      from: candidates, grid: grid, detection: profile.detection,
      parameters: profile.positivity, accepts: { _, _ in true }
    ).nuclei
  }
}
