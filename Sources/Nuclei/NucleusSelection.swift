import Raster

/// Turns the candidates of a whole slide into its nuclei.
public enum NucleusSelection {
  /// Sorts out overlapping candidates, takes the positivity cut and calls the positive ones.
  ///
  /// For slides that fit in memory; `OverlapSweep` and the other steps serve the others singly.
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
    var sweep = OverlapSweep(parameters: detection)
    var nuclei = sweep.add(candidates, completeAbove: .infinity).compactMap { candidate in
      let place = candidate.position(on: grid)
      return grid.holds(place) && accepts(place.x, place.y) ? Nucleus(candidate, on: grid) : nil
    }
    let positivity = PositivityCalibration(nuclei: nuclei, parameters: parameters)
    for index in nuclei.indices { positivity.call(&nuclei[index], parameters: parameters) }
    return (nuclei, positivity)
  }
}

extension WorkingGrid {
  /// Whether a point in full-resolution pixels lies on what the grid is laid over.
  public func holds(_ place: SIMD2<Double>) -> Bool { area.contains(x: place.x, y: place.y) }
}

extension Nucleus {
  /// The nucleus of a candidate that was kept; not yet called positive, nor judged.
  public init(_ candidate: CandidateNucleus, on grid: WorkingGrid) {
    let center = candidate.rayCenterMicrons(workingMicronsPerPixel: grid.workingMicronsPerPixel)
    var radii = SIMD16<Float>()
    for ray in 0..<StarFit.rays {
      radii[ray] = Float(candidate.radiusSteps[ray]) * StarFit.stepMicrons
    }
    let place = candidate.position(on: grid)
    self.init(
      x: place.x, y: place.y,
      outline: StarOutline(
        center: grid.origin + center / grid.micronsPerPixel, radiiMicrons: radii,
        micronsPerPixel: grid.micronsPerPixel),
      areaSquareMicrons: candidate.areaSquareMicrons, dabOD: candidate.dabOD,
      hematoxylinOD: candidate.hematoxylinOD, score: candidate.score, isPositive: false,
      positiveProbability: 0, appearance: candidate.appearance)
  }
}

extension PositivityCalibration {
  /// Calls a nucleus positive or not.
  public func call(_ nucleus: inout Nucleus, parameters: PositivityParameters) {
    let density = nucleus.dabOD
    nucleus.isPositive = isPositive(dabOD: density)
    nucleus.positiveProbability = positiveProbability(dabOD: density, parameters: parameters)
    nucleus.intensity = intensity(dabOD: density, parameters: parameters)
  }
}
