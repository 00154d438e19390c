/// Measurements of the same things by two methods.
public struct PairedValues: Sendable, Equatable {
  /// By the method that is compared with, such as a manual count.
  public let reference: [Double]
  /// By the method in question, in the same order.
  public let measured: [Double]

  /// Checks and takes measurements.
  ///
  /// - Throws: `AgreementError` for lists of different length and values that are not finite.
  public init(reference: [Double], measured: [Double]) throws(AgreementError) {
    guard reference.count == measured.count else {
      throw .unequalCounts(first: reference.count, second: measured.count)
    }
    for position in reference.indices
    where !reference[position].isFinite || !measured[position].isFinite {
      throw .notFinite(position: position)
    }
    self.reference = reference
    self.measured = measured
  }

  /// Number of pairs.
  public var count: Int { reference.count }

  /// Measured minus reference.
  public var differences: [Double] { zip(measured, reference).map { $0 - $1 } }

  /// Mean of both, pair by pair.
  public var means: [Double] { zip(measured, reference).map { ($0 + $1) / 2 } }

  /// The pairs without one of them.
  public func leavingOut(_ position: Int) -> PairedValues {
    var (x, y) = (reference, measured)
    x.remove(at: position)
    y.remove(at: position)
    return PairedValues(checkedReference: x, measured: y)
  }

  private init(checkedReference reference: [Double], measured: [Double]) {
    self.reference = reference
    self.measured = measured
  }

  /// What a figure would change by if each pair were left out, in order.
  ///
  /// - Parameter statistic: the figure; nil where it is undefined.
  /// - Returns: figure without the pair minus figure of all; nil where either is undefined.
  public func influence(on statistic: (PairedValues) -> Double?) -> [Double?] {
    let whole = statistic(self)
    return (0..<count).map { position in
      guard let whole, let without = statistic(leavingOut(position)) else { return nil }
      return without - whole
    }
  }
}

/// Sums of squares and products about the means.
struct PairedMoments {
  let meanX: Double
  let meanY: Double
  let xx: Double
  let yy: Double
  let xy: Double

  init(_ values: PairedValues) {
    let n = Double(values.count)
    let meanX = values.reference.reduce(0, +) / n
    let meanY = values.measured.reduce(0, +) / n
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (x, y) in zip(values.reference, values.measured) {
      xx += (x - meanX) * (x - meanX)
      yy += (y - meanY) * (y - meanY)
      xy += (x - meanX) * (y - meanY)
    }
    self.meanX = meanX
    self.meanY = meanY
    self.xx = xx
    self.yy = yy
    self.xy = xy
  }
}
