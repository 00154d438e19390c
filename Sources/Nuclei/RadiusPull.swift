/// How strongly outlines are drawn towards an expected radius, as a table of costs.
struct RadiusPull {
  /// Costs of the radii of an outline, `StarFit.steps` for each expected radius.
  let table: [Int16]

  /// Lays out the costs.
  ///
  /// - Parameter strength: cost of a deviation as large as the expected radius; it grows with the
  ///   square of the deviation.
  init(strength: Float) {
    table = (0...OutlineStart.largestRadius).flatMap { radius in
      let expected = max(Float(radius), 1) / OutlineStart.radiusSteps
      return (0..<StarFit.steps).map { step in
        let deviation = (Float(step + 1) * StarFit.stepMicrons - expected) / expected
        // A radius of half a µm is no nucleus.
        let cost = strength * deviation * deviation + (step == 0 ? 1 : 0)
        return Int16(min(cost * StarFit.gainUnit + 0.5, 600))
      }
    }
  }
}
