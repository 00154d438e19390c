/// How strongly a nucleus is stained for Ki-67, in the classes that readers use.
///
/// The raw value is what tables show: 0, or the number before the plus sign.
public enum StainIntensity: UInt8, Sendable, Codable, CaseIterable {
  /// Not positive.
  case negative = 0
  /// 1+.
  case weak = 1
  /// 2+.
  case moderate = 2
  /// 3+.
  case strong = 3
}

extension PositivityCalibration {
  /// Class of a nucleus by its density above the slide's own cut.
  ///
  /// A density that equals a bound belongs to the stronger class; at the cut itself a nucleus is
  /// negative, as in `isPositive(dabOD:)`.
  ///
  /// - Parameters:
  ///   - dabOD: mean DAB optical density of the nucleus.
  ///   - parameters: bounds of the classes.
  /// - Returns: negative exactly when the nucleus is not positive.
  public func intensity(dabOD: Float, parameters: PositivityParameters) -> StainIntensity {
    guard isPositive(dabOD: dabOD) else { return .negative }
    let excess = Double(dabOD) - cutOD
    if excess >= parameters.strongAboveCutOD { return .strong }
    return excess >= parameters.moderateAboveCutOD ? .moderate : .weak
  }
}
