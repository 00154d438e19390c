import Foundation

/// Half of a symmetric Gaussian kernel, normalized to sum 1.
public struct GaussianKernel: Sendable, Equatable {
  /// Weights of the center and of the samples at distance 1, 2, … `radius`.
  public let weights: [Float]

  /// Samples the Gaussian at whole pixels out to `reach` standard deviations.
  ///
  /// - Parameters:
  ///   - sigma: standard deviation in pixels, above 0.
  ///   - reach: cut in standard deviations; 3.5 leaves out under 0.05 % of the weight.
  public init(sigma: Double, reach: Double = 3.5) {
    precondition(sigma > 0)
    let radius = max(1, Int((reach * sigma).rounded(.up)))
    let values = (0...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = values[0] + 2 * values.dropFirst().reduce(0, +)
    weights = values.map { Float($0 / sum) }
  }

  /// Largest distance in pixels that has a weight.
  public var radius: Int { weights.count - 1 }
}
