import Foundation

/// The positivity cut of one slide and how it was found.
///
/// Stains, scanners and stain vectors move the DAB value of truly negative nuclei, and the strength
/// of the stain that of the positive ones. So the cut lies above the slide's own negative nuclei
/// instead of at a fixed density, by a share of the way to its evidently positive nuclei.
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
  /// Median DAB optical density of the evidently positive nuclei the cut was taken from; nil when
  /// the cut was fixed or there were too few of them.
  public var evidentOD: Double?

  /// Takes the cut from the nuclei of a slide.
  ///
  /// - Parameters:
  ///   - dabOD: mean DAB optical density of every nucleus.
  ///   - parameters: settings.
  public init(dabOD: [Float], parameters: PositivityParameters) {
    self.init(PercentileScan(dabOD), { $0 }, parameters: parameters)
  }

  /// Takes the cut from the nuclei of a slide, which are visited several times.
  public init(nuclei: some Sequence<Nucleus>, parameters: PositivityParameters) {
    self.init(PercentileScan(nuclei), { $0.dabOD }, parameters: parameters)
  }

  private init<Element>(
    _ scan: PercentileScan<Element>, _ dabOD: @escaping (Element) -> Float,
    parameters: PositivityParameters
  ) {
    referenceOD = 0
    nucleusCount = 0
    if let fixed = parameters.fixedReferenceOD {
      referenceOD = fixed
    } else {
      let low = scan.percentiles([
        PercentileScan.Request(percent: parameters.referencePercentile, value: dabOD)
      ])[0]
      if let found = low.value, low.count >= max(1, parameters.fewestNuclei) {
        foundReferenceOD = found
        referenceOD = min(max(found, parameters.lowestReferenceOD), parameters.highestReferenceOD)
        nucleusCount = low.count
      }
    }
    if let fixed = parameters.cutAboveReferenceOD {
      cutOD = referenceOD + fixed
      return
    }
    let evident = referenceOD + parameters.evidentAboveReferenceOD
    let strong = scan.percentiles([
      PercentileScan.Request(percent: 50) { Double(dabOD($0)) > evident ? dabOD($0) : nil }
    ])[0]
    if let median = strong.value, strong.count >= max(1, parameters.fewestEvident) {
      evidentOD = median
      let found = parameters.cutShare * (median - referenceOD)
      cutOD = referenceOD + min(max(found, parameters.lowestCutOD), parameters.highestCutOD)
    } else {
      cutOD = referenceOD + parameters.usualCutOD
    }
  }

  /// Whether a nucleus counts as positive: strictly above the cut.
  public func isPositive(dabOD: Float) -> Bool {
    Double(dabOD) > cutOD
  }

  /// Probability that a reader calls a nucleus positive, ½ at the cut.
  ///
  /// Logistic in the way from the reference to the cut, which is the unit in which slides of
  /// different stains are alike, and flatter above the cut than below.
  ///
  /// - Parameters:
  ///   - dabOD: mean DAB optical density of the nucleus.
  ///   - parameters: settings.
  /// - Returns: the probability, 0 to 1.
  public func positiveProbability(dabOD: Float, parameters: PositivityParameters) -> Float {
    let way = (Double(dabOD) - cutOD) / max(cutOD - referenceOD, 1e-6)
    let spread = way < 0 ? parameters.probabilitySpreadBelow : parameters.probabilitySpreadAbove
    return Float(1 / (1 + exp(-way / spread)))
  }

  /// Percentile by linear interpolation between order statistics (type 7 of Hyndman & Fan,
  /// Am Stat 1996;50:361–365).
  static func percentile(_ percent: Double, of values: [Float]) -> Double {
    var values = values
    let place = min(max(percent / 100, 0), 1) * Double(values.count - 1)
    let lower = Int(place)
    let share = place - Double(lower)
    let low = OrderStatistic.value(rank: lower, of: &values)
    let high = values[(lower + 1)...].min() ?? low
    return Double(low) * (1 - share) + Double(high) * share
  }
}
