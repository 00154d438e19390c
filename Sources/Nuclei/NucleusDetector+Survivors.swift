import Raster

extension NucleusDetector {
  /// Candidates of a unit that may become nuclei.
  ///
  /// Of the candidates that are accepted, those are left out that lose to a better one whatever the
  /// other units hold. `NucleusSelection` makes the same nuclei of the rest as of all.
  ///
  /// - Parameters:
  ///   - unit: part of the grid; all candidates of other units have their seeds outside of it.
  ///   - source: pixels of a part of the slide.
  ///   - place: where `source` lies, see `candidates(in:source:at:workspace:)`.
  ///   - workspace: the worker's reused memory.
  ///   - accepts: whether a candidate is considered at all; it has no stain densities yet.
  /// - Returns: the candidates, in the order of their centers.
  public func survivors(
    in unit: PixelRect, source: RGBImage, at place: PixelRect? = nil,
    workspace: DetectionWorkspace, accepts: (CandidateNucleus) -> Bool = { _ in true }
  ) -> [CandidateNucleus] {
    var found: [CandidateNucleus] = []
    visit(
      in: unit, source: source, at: place, workspace: workspace,
      threshold: Float(parameters.scoreThreshold)
    ) { candidate, _ in if accepts(candidate) { found.append(candidate) } }
    let inner = innerMicrons(of: unit)
    return OverlapSuppression.survivors(found, parameters: parameters) { position in
      !(inner.x.contains(position.x) && inner.y.contains(position.y))
    }
    .map { measured(found[$0], in: workspace) }
  }

  /// Where no candidate of another unit can overlap one of this unit, in µm.
  private func innerMicrons(
    of unit: PixelRect
  ) -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let pixel = parameters.workingMicronsPerPixel
    // A center moves from its seed, rounded to whole pixels, and the center of area lies within the
    // longest ray around it.
    let shifts = (0..<parameters.centeringRounds)
      .map { Self.farthestShiftMicrons(round: $0) + pixel }.reduce(pixel, +)
    let longest = Double(StarFit.steps) * Double(StarFit.stepMicrons)
    let depth = shifts + longest + OverlapSuppression.reachMicrons
    func inner(_ first: Int, _ end: Int, count: Int) -> ClosedRange<Double> {
      let low = first == 0 ? -Double.infinity : Double(first) * pixel + depth
      let high = end == count ? Double.infinity : Double(end) * pixel - depth
      return low <= high ? low...high : .infinity ... .infinity
    }
    return (
      inner(unit.x, unit.maxX, count: grid.width), inner(unit.y, unit.maxY, count: grid.height)
    )
  }
}
