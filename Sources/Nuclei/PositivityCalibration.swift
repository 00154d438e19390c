import Foundation

/// The positivity cut of one slide and how it was found.
///
/// Stains, scanners and stain vectors move the DAB value of truly negative nuclei, so the cut lies a
/// fixed distance above the slide's own negative nuclei instead of at a fixed density.
public struct PositivityCalibration: Sendable, Equatable, Codable {
  /// DAB optical density that stands for the slide's negative nuclei.
  public var referenceOD: Double
  /// DAB optical density above which a nucleus is positive.
  public var cutOD: Double
  /// Number of nuclei the reference was taken from, 0 when it was fixed or there were too few.
  public var nucleusCount: Int
  /// The reference before it was held within what is believed; nil when it was fixed or there were
  /// too few nuclei.
  public var foundReferenceOD: Double?

  /// Takes the cut from the nuclei of a slide.
  ///
  /// - Parameters:
  ///   - dabOD: mean DAB optical density of every nucleus.
  ///   - parameters: settings.
  public init(dabOD: [Float], parameters: PositivityParameters) {
    if let fixed = parameters.fixedReferenceOD {
      self.init(reference: fixed, count: 0, found: nil, parameters: parameters)
      return
    }
    guard dabOD.count >= max(1, parameters.fewestNuclei) else {
      self.init(reference: 0, count: 0, found: nil, parameters: parameters)
      return
    }
    let found = Self.percentile(parameters.referencePercentile, of: dabOD)
    let bounds = parameters.lowestReferenceOD...parameters.highestReferenceOD
    self.init(
      reference: min(max(found, bounds.lowerBound), bounds.upperBound), count: dabOD.count,
      found: found, parameters: parameters)
  }

  private init(reference: Double, count: Int, found: Double?, parameters: PositivityParameters) {
    referenceOD = reference
    cutOD = reference + parameters.cutAboveReferenceOD
    nucleusCount = count
    foundReferenceOD = found
  }

  /// Whether a nucleus counts as positive: strictly above the cut.
  public func isPositive(dabOD: Float) -> Bool {
    Double(dabOD) > cutOD
  }

  /// Probability that a reader calls a nucleus positive, ½ at the cut.
  ///
  /// - Parameters:
  ///   - dabOD: mean DAB optical density of the nucleus.
  ///   - spreadOD: density over which the odds change by the factor e.
  /// - Returns: the probability, 0 to 1.
  public func positiveProbability(dabOD: Float, spreadOD: Double) -> Float {
    Float(1 / (1 + exp(-(Double(dabOD) - cutOD) / spreadOD)))
  }

  /// Percentile by linear interpolation between order statistics (type 7 of Hyndman & Fan,
  /// Am Stat 1996;50:361–365).
  static func percentile(_ percent: Double, of values: [Float]) -> Double {
    let sorted = values.sorted()
    let place = min(max(percent / 100, 0), 1) * Double(sorted.count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, sorted.count - 1)
    let share = place - Double(lower)
    return Double(sorted[lower]) * (1 - share) + Double(sorted[upper]) * share
  }
}
