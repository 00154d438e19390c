/// Makes one nucleus of a kind at a point, with shape, texture and stain drawn from a random stream.
struct NucleusFactory: Sendable {
  let parameters: SceneParameters
  let labelling: LabellingMap
  private let stainField: NoiseField
  /// Direction in which neighboring nuclei tend to lie, as two components.
  private let grain: [NoiseField]
  private let meanClearance: Double

  init(seed: UInt64, parameters: SceneParameters, labelling: LabellingMap) {
    self.parameters = parameters
    self.labelling = labelling
    stainField = NoiseField(seed: seed, purpose: .staining, channel: 0, wavelengthMicrons: 90)
    grain = [1, 2].map {
      NoiseField(seed: seed, purpose: .staining, channel: $0, wavelengthMicrons: 50)
    }
    meanClearance = Self.meanClearance(
      tumorPerSquareMillimeter: parameters.nuclei.tumorPerSquareMillimeter,
      diameter: parameters.nuclei.meanDiameterMicrons)
  }

  /// Free space in µm around nuclei at which random packing reaches a density.
  ///
  /// A line through densities measured on large nests without septa.
  private static func meanClearance(
    tumorPerSquareMillimeter density: Double, diameter: Double
  ) -> Double {
    max(0, ((1e6 / density).squareRoot() - 1.333 * diameter) / 0.53)
  }

  /// Free space around a candidate: many cells nearly touch, some stand apart.
  func clearance(_ random: inout RandomSequence) -> Double {
    let u = random.unit()
    return meanClearance * (0.15 + 2.55 * u * u)
  }

  /// Mean radius of a candidate in µm.
  func radius(kind: SyntheticNucleus.Kind, _ random: inout RandomSequence) -> Double {
    let deviation = random.normal()
    switch kind {
    case .tumor:
      let mean = parameters.nuclei.meanDiameterMicrons / 2
      return mean * min(max(1 + 0.1 * deviation, 0.76), 1.3)
    case .stroma: return 2.5 + 0.25 * deviation
    case .lymphocyte: return 2.8 + 0.15 * deviation
    case .endothelium: return 2.3 + 0.2 * deviation
    }
  }

  /// The whole nucleus; `direction` is where spindle-shaped nuclei point.
  func nucleus(
    kind: SyntheticNucleus.Kind, x: Double, y: Double, radius: Double, clearance: Double,
    direction: (cosine: Double, sine: Double), _ random: inout RandomSequence
  ) -> SyntheticNucleus {
    let stain = densities(kind: kind, x: x, y: y, &random)
    let shape = outline(kind: kind, x: x, y: y, radius: radius, direction: direction, &random)
    let texture = chromatin(kind: kind, radius: radius, isLabelled: stain.dab > 0.2, &random)
    return SyntheticNucleus(
      xMicrons: x, yMicrons: y, kind: kind, dabOD: stain.dab, hematoxylinOD: stain.hematoxylin,
      areaSquareMicrons: shape.areaSquareMicrons, outline: shape, chromatin: texture,
      clearanceMicrons: clearance)
  }

  private func densities(
    kind: SyntheticNucleus.Kind, x: Double, y: Double, _ random: inout RandomSequence
  ) -> (hematoxylin: Double, dab: Double) {
    let mean = parameters.staining.hematoxylinDensityOD * (1 + 0.06 * stainField.value(x, y))
    let spread = StableMath.exp(0.21 * random.normal())
    let labelled = random.unit()
    let faint = random.unit()
    let amount = random.normal()
    let trace = TruthRule.clearlyNegativeOD * 0.75 * random.unit()
    switch kind {
    case .stroma: return (mean * spread * 1.15, trace)
    case .lymphocyte: return (mean * spread * 1.45, trace)
    case .endothelium: return (mean * spread * 1.2, trace)
    case .tumor: break
    }
    if faint < parameters.labelling.faintFraction {
      let share = faint / parameters.labelling.faintFraction
      let width = TruthRule.clearlyPositiveOD - TruthRule.clearlyNegativeOD
      return (mean * spread * 0.9, TruthRule.clearlyNegativeOD + width * share)
    }
    guard labelled < labelling.probability(xMicrons: x, yMicrons: y) else {
      return (mean * spread, trace)
    }
    var dab = parameters.staining.medianDABDensityOD * StableMath.exp(0.42 * amount)
    let least = TruthRule.clearlyPositiveOD
    if dab < least { dab = least * least / dab }
    return (mean * spread * 0.5, min(dab, TruthRule.strongestOD))
  }

  private func outline(
    kind: SyntheticNucleus.Kind, x: Double, y: Double, radius: Double,
    direction: (cosine: Double, sine: Double), _ random: inout RandomSequence
  ) -> NucleusOutline {
    let free = random.direction()
    let spread = random.unit()
    let bend = random.uniform(-1, 1)
    var outline = NucleusOutline(
      radiusMicrons: Float(radius), elongation: 1, cosine: Float(free.cosine),
      sine: Float(free.sine), bend: 0, harmonics: [])
    var dent = 0.022
    switch kind {
    case .tumor:
      outline.elongation = Float(1.04 + 0.5 * spread * (0.4 + 0.6 * spread))
      outline.turn(
        toX: free.cosine + 0.8 * grain[0].value(x, y),
        y: free.sine + 0.8 * grain[1].value(x, y))
    case .lymphocyte:
      outline.elongation = Float(1 + 0.15 * spread)
      dent = 0.015
    case .stroma, .endothelium:
      outline.elongation = Float(2.4 + 1.8 * spread)
      outline.turn(
        toX: direction.cosine + 0.25 * free.cosine, y: direction.sine + 0.25 * free.sine)
      outline.bend = Float(bend * 0.035)
    }
    for order in 2...5 {
      let amplitude = dent * (order == 2 ? 0.6 : 3.2 / Double(order))
      outline.harmonics.append(Float(amplitude * random.normal()))
      outline.harmonics.append(Float(amplitude * random.normal()))
    }
    return outline
  }

  private func chromatin(
    kind: SyntheticNucleus.Kind, radius: Double, isLabelled: Bool, _ random: inout RandomSequence
  ) -> Chromatin {
    let vesicular = kind == .tumor ? random.unit() : 0
    let place = random.direction()
    let distance = random.uniform(0, 0.45) * radius
    let hasNucleolus = kind == .tumor && random.unit() < 0.45
    let nucleolus = (
      x: Float(place.cosine * distance), y: Float(place.sine * distance),
      radius: hasNucleolus ? Float(random.uniform(0.5, 0.85)) : 0,
      density: isLabelled ? Float(-0.25) : Float(random.uniform(0.25, 0.6))
    )
    var texture = Chromatin(
      depth: Float(random.uniform(-0.25, 1.25)),
      halfHeight: Float(min(radius, 3.6) * random.uniform(0.85, 1.1) / 3),
      granularity: Float(random.uniform(0.08, 0.2)), clumping: Float(random.uniform(0.06, 0.16)),
      rim: Float(random.uniform(0.1, 0.35)),
      pallor: Float(vesicular < 0.7 ? 0.12 * vesicular : 0.1 + 0.9 * (vesicular - 0.7)),
      mottling: Float(random.uniform(0.15, 0.48)), nucleolus: nucleolus,
      offsetX: Float(random.uniform(0, 64)), offsetY: Float(random.uniform(0, 64)))
    if kind == .lymphocyte { texture.clumping *= 1.6 }
    if isLabelled { texture.pallor *= 0.6 }
    texture.normalize()
    return texture
  }
}
