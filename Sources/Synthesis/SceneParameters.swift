import Stains

/// Everything that decides what a synthetic scene looks like, apart from its seed.
///
/// Lengths are in µm and densities are optical densities, whatever the pixel size.
public struct SceneParameters: Sendable, Equatable {
  /// Where tumor, stroma and glass are.
  public var tissue = TissueParameters()
  /// Which nuclei there are and how they look.
  public var nuclei = NucleusParameters()
  /// How many tumor nuclei are labelled, and where.
  public var labelling = LabellingParameters()
  /// Stains and their amounts.
  public var staining = StainingParameters()
  /// Microscope and sensor.
  public var optics = OpticsParameters()
  /// What spoils the slide.
  public var artifacts: [SlideArtifact] = []

  /// Makes the default scene: a well differentiated tumor in nests with thin septa.
  public init() {}

  /// Throws `SynthesisError.invalidParameter` for the first value that cannot be rendered.
  public func validate() throws(SynthesisError) {
    for rule in rules where !(rule.value.isFinite && rule.range.contains(rule.value)) {
      throw .invalidParameter(
        name: rule.name, value: "\(rule.value)",
        expected: "a number from \(rule.range.lowerBound) to \(rule.range.upperBound)")
    }
  }

  private var rules: [(name: String, value: Double, range: ClosedRange<Double>)] {
    var list: [(name: String, value: Double, range: ClosedRange<Double>)] = [
      ("nest size", tissue.nestSizeMicrons, 40...2000),
      ("septum width", tissue.septumWidthMicrons, 0...200),
      ("glass fraction", tissue.glassFraction, 0...0.9),
      ("tumor nuclei per mm2", nuclei.tumorPerSquareMillimeter, 2000...8000),
      ("nuclear diameter", nuclei.meanDiameterMicrons, 5...14),
      ("stroma fraction", nuclei.stromaFraction, 0...0.6),
      ("lymphocyte fraction", nuclei.lymphocyteFraction, 0...0.6),
      ("endothelium fraction", nuclei.endotheliumFraction, 0...0.6),
      ("labelling index", labelling.index, 0...1),
      ("labelling heterogeneity", labelling.heterogeneity, 0...1),
      ("faint fraction", labelling.faintFraction, 0...1),
      ("median DAB density", staining.medianDABDensityOD, 0.3...2),
      ("hematoxylin density", staining.hematoxylinDensityOD, 0...2),
      ("cytoplasm density", staining.cytoplasmDensityOD, 0...0.3),
      ("DAB background", staining.backgroundDABDensityOD, 0...0.2),
      ("blur", optics.blurSigmaMicrons, 0...3),
      ("noise", optics.noiseLevels, 0...30),
    ]
    for (channel, name) in ["red", "green", "blue"].enumerated() {
      list.append(("white point, \(name)", optics.white[channel], 100...255))
    }
    for hotspot in labelling.hotspots {
      list.append(("hotspot x", hotspot.xMicrons, -1e7...1e7))
      list.append(("hotspot y", hotspot.yMicrons, -1e7...1e7))
      list.append(("hotspot radius", hotspot.radiusMicrons, 5...1e5))
      list.append(("hotspot factor", hotspot.factor, 0...1000))
    }
    for artifact in artifacts {
      list.append(("artifact x", artifact.xMicrons, -1e7...1e7))
      list.append(("artifact y", artifact.yMicrons, -1e7...1e7))
      list.append(("artifact size", artifact.sizeMicrons, 20...1e5))
    }
    return list
  }
}

/// Where tumor, stroma and glass are.
public struct TissueParameters: Sendable, Equatable {
  /// Mean diameter of a tumor nest in µm.
  public var nestSizeMicrons = 150.0
  /// Mean width of the septa between nests in µm.
  public var septumWidthMicrons = 9.0
  /// Share of the area without tissue, 0 to 1, as an average over a large scene.
  public var glassFraction = 0.06

  /// Makes the defaults.
  public init() {}
}

/// Which nuclei there are and how they look.
public struct NucleusParameters: Sendable, Equatable {
  /// Tumor nuclei per mm² of nest; reached within about 10 % from 3000 to 7000.
  public var tumorPerSquareMillimeter = 5800.0
  /// Mean diameter of tumor nuclei in µm; their standard deviation is a tenth of it.
  public var meanDiameterMicrons = 7.8
  /// Share of spindle-shaped stroma nuclei among all nuclei, 0 to 1, approximate.
  public var stromaFraction = 0.015
  /// Share of lymphocytes among all nuclei, 0 to 1, approximate.
  public var lymphocyteFraction = 0.005
  /// Share of endothelial nuclei among all nuclei, 0 to 1, approximate.
  public var endotheliumFraction = 0.005

  /// Makes the defaults.
  public init() {}
}

/// How many tumor nuclei are labelled, and where.
public struct LabellingParameters: Sendable, Equatable {
  /// Probability that a tumor nucleus outside of hotspots is positive, 0 to 1.
  public var index = 0.12
  /// Relative standard deviation of slow changes of that probability, 0 to 1.
  public var heterogeneity = 0.15
  /// Regions of changed probability.
  public var hotspots: [LabellingHotspot] = []
  /// Share of tumor nuclei with a DAB density between `TruthRule.clearlyNegativeOD` and
  /// `TruthRule.clearlyPositiveOD`, where observers disagree; 0 to 1.
  public var faintFraction = 0.0

  /// Makes the defaults.
  public init() {}
}

/// A round region in which tumor nuclei are positive more often.
public struct LabellingHotspot: Sendable, Equatable {
  /// Center in µm from the scene's origin, the top-left corner of the image.
  public var xMicrons: Double
  /// Center in µm from the scene's origin, downwards.
  public var yMicrons: Double
  /// Distance in µm at which half of the increase is left.
  public var radiusMicrons: Double
  /// Factor of the labelling probability at the center.
  public var factor: Double

  /// Makes a hotspot from its parts.
  public init(xMicrons: Double, yMicrons: Double, radiusMicrons: Double, factor: Double) {
    self.xMicrons = xMicrons
    self.yMicrons = yMicrons
    self.radiusMicrons = radiusMicrons
    self.factor = factor
  }
}

/// Stains and their amounts.
public struct StainingParameters: Sendable, Equatable {
  /// Directions of the two stains.
  public var vectors = StainVectors.reference
  /// Median of the mean DAB density of positive nuclei.
  public var medianDABDensityOD = 0.75
  /// Mean hematoxylin density of tumor nuclei.
  public var hematoxylinDensityOD = 0.39
  /// Hematoxylin density of cytoplasm; stroma fibers are somewhat denser.
  public var cytoplasmDensityOD = 0.055
  /// DAB density of tissue outside of positive nuclei.
  public var backgroundDABDensityOD = 0.015

  /// Makes the defaults.
  public init() {}
}

/// Microscope and sensor.
public struct OpticsParameters: Sendable, Equatable {
  /// Intensity of glass in red, green and blue, 100 to 255.
  public var white = SIMD3<Double>(243, 242, 240)
  /// Standard deviation of the point spread function in µm.
  public var blurSigmaMicrons = 0.35
  /// Standard deviation of the noise at full intensity in levels of 8 bits; half of its variance
  /// is shot noise, which falls with intensity.
  public var noiseLevels = 1.2

  /// Makes the defaults.
  public init() {}
}
