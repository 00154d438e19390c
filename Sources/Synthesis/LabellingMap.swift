/// Probability that a tumor nucleus is positive, at every point of a scene.
public struct LabellingMap: Sendable {
  private let parameters: LabellingParameters
  private let slow: NoiseField
  private let slower: NoiseField

  init(seed: UInt64, parameters: LabellingParameters) {
    self.parameters = parameters
    slow = NoiseField(seed: seed, purpose: .labelling, channel: 0, wavelengthMicrons: 140)
    slower = NoiseField(seed: seed, purpose: .labelling, channel: 1, wavelengthMicrons: 420)
  }

  /// Probability at a point in µm, 0 to 0.98 (or the index where that is higher).
  public func probability(xMicrons x: Double, yMicrons y: Double) -> Double {
    guard parameters.index < 1 else { return 1 }
    let change = 0.6 * slow.value(x, y) + 0.8 * slower.value(x, y)
    var value = parameters.index * max(0, 1 + parameters.heterogeneity * change)
    for hotspot in parameters.hotspots {
      let dx = x - hotspot.xMicrons
      let dy = y - hotspot.yMicrons
      let distance = (dx * dx + dy * dy).squareRoot() / hotspot.radiusMicrons
      let share = 1 - Double(StableMath.smoothStep(Float(distance - 0.5)))
      value *= 1 + (hotspot.factor - 1) * share
    }
    return min(value, max(0.98, parameters.index))
  }

  /// The hotspot with the highest probability at its center; nil when none raises the index.
  public var strongestHotspot: LabellingHotspot? {
    var best: LabellingHotspot?
    for hotspot in parameters.hotspots where hotspot.factor > max(1, best?.factor ?? 1) {
      best = hotspot
    }
    return best
  }
}
