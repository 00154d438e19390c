import Raster

/// Turns the candidates of a whole slide into its nuclei.
public enum NucleusSelection {
  /// Sorts out overlapping candidates, takes the positivity cut and calls the positive ones.
  ///
  /// - Parameters:
  ///   - candidates: candidates of all units of the slide, in any order.
  ///   - grid: the grid they lie on.
  ///   - detection: settings of detection, which say what overlaps.
  ///   - parameters: settings of the positive call.
  ///   - accepts: whether a nucleus at a place (full-resolution pixels) belongs to what is measured;
  ///     others neither count nor take part in the calibration.
  /// - Returns: the nuclei in reading order (by y, then x), and the cut.
  public static func nuclei(
    from candidates: [CandidateNucleus], grid: WorkingGrid, detection: DetectionParameters,
    parameters: PositivityParameters,
    accepts: (_ x: Double, _ y: Double) -> Bool
  ) -> (nuclei: [Nucleus], positivity: PositivityCalibration) {
    let kept = OverlapSuppression.select(candidates, parameters: detection)
    var nuclei = kept.map { nucleus(candidates[$0], grid: grid) }
    nuclei.removeAll { !isInside($0, grid: grid) || !accepts($0.x, $0.y) }
    nuclei.sort { ($0.y, $0.x) < ($1.y, $1.x) }
    let positivity = PositivityCalibration(dabOD: nuclei.map(\.dabOD), parameters: parameters)
    for index in nuclei.indices {
      let density = nuclei[index].dabOD
      nuclei[index].isPositive = positivity.isPositive(dabOD: density)
      nuclei[index].positiveProbability = positivity.positiveProbability(
        dabOD: density, parameters: parameters)
      nuclei[index].intensity = positivity.intensity(dabOD: density, parameters: parameters)
    }
    return (nuclei, positivity)
  }

  private static func isInside(_ nucleus: Nucleus, grid: WorkingGrid) -> Bool {
    PixelRect(x: 0, y: 0, width: grid.slideWidth, height: grid.slideHeight)
      .contains(x: nucleus.x, y: nucleus.y)
  }

  private static func nucleus(_ candidate: CandidateNucleus, grid: WorkingGrid) -> Nucleus {
    let working = grid.workingMicronsPerPixel
    let position = candidate.positionMicrons(workingMicronsPerPixel: working)
    let center = candidate.rayCenterMicrons(workingMicronsPerPixel: working)
    var radii = SIMD16<Float>()
    for ray in 0..<StarFit.rays {
      radii[ray] = Float(candidate.radiusSteps[ray]) * StarFit.stepMicrons
    }
    let pixels = position / grid.micronsPerPixel
    return Nucleus(
      x: pixels.x, y: pixels.y,
      outline: StarOutline(
        center: center / grid.micronsPerPixel, radiiMicrons: radii,
        micronsPerPixel: grid.micronsPerPixel),
      areaSquareMicrons: candidate.areaSquareMicrons, dabOD: candidate.dabOD,
      hematoxylinOD: candidate.hematoxylinOD, score: candidate.score, isPositive: false,
      positiveProbability: 0, appearance: candidate.appearance)
  }
}
