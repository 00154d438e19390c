import Stains

/// The cases that are kept in the repository's `samples` folder.
///
/// They show what the program must tell apart: three grades, a lung tumor that is graded by mitoses
/// and necrosis, a biopsy with too few cells, and an image without pixel size; with different stain
/// vectors, white points and pixel sizes.
public enum SampleSet {
  /// All cases, in the order of the manifest.
  public static func slides() throws(SynthesisError) -> [SyntheticSlide] {
    [
      try pancreasLow(), try ileumIntermediate(), try pancreasHigh(), try lungCarcinoid(),
      try stomachBiopsy(), try withoutPixelSize(),
    ]
  }

  private static func pancreasLow() throws(SynthesisError) -> SyntheticSlide {
    var parameters = SceneParameters()
    parameters.labelling.index = 0.008
    parameters.labelling.heterogeneity = 0
    parameters.optics.noiseLevels = 0.6
    var data = caseData(site: "pancreas", mitoses: "3", area: "10")
    data.note = "G1 by both indices"
    return try SyntheticSlide(
      name: "pancreas-g1",
      scene: SyntheticScene(seed: 11, parameters: parameters, micronsPerPixel: 0.5), width: 896,
      height: 896, caseData: data)
  }

  private static func ileumIntermediate() throws(SynthesisError) -> SyntheticSlide {
    var parameters = SceneParameters()
    parameters.tissue.nestSizeMicrons = 110
    parameters.tissue.septumWidthMicrons = 11
    parameters.tissue.glassFraction = 0.03
    parameters.labelling.index = 0.045
    parameters.labelling.heterogeneity = 0.1
    parameters.labelling.hotspots = [
      LabellingHotspot(xMicrons: 251, yMicrons: 244, radiusMicrons: 110, factor: 3)
    ]
    parameters.staining.vectors = try vectors(
      hematoxylin: SIMD3(0.72, 0.63, 0.29), dab: SIMD3(0.29, 0.53, 0.79))
    parameters.optics.white = SIMD3(236, 237, 234)
    parameters.optics.noiseLevels = 0.6
    var data = caseData(site: "ileum", mitoses: "4", area: "4")
    data.note = "Placed tiles; a hotspot crosses their borders"
    return try SyntheticSlide(
      name: "ileum-g2",
      scene: SyntheticScene(seed: 22, parameters: parameters, micronsPerPixel: 0.5), width: 992,
      height: 992, tiling: Tiling(sizePixels: 512, overlapPixels: 32, naming: .qupath),
      caseData: data)
  }

  private static func pancreasHigh() throws(SynthesisError) -> SyntheticSlide {
    var parameters = SceneParameters()
    parameters.tissue.nestSizeMicrons = 190
    parameters.nuclei.meanDiameterMicrons = 8.6
    parameters.nuclei.stromaFraction = 0.002
    parameters.nuclei.lymphocyteFraction = 0.001
    parameters.nuclei.endotheliumFraction = 0.001
    parameters.labelling.index = 0.31
    parameters.labelling.heterogeneity = 0.05
    parameters.staining.medianDABDensityOD = 0.8
    parameters.staining.vectors = try vectors(
      hematoxylin: SIMD3(0.68, 0.66, 0.32), dab: SIMD3(0.31, 0.54, 0.78))
    parameters.optics.white = SIMD3(248, 248, 249)
    parameters.optics.noiseLevels = 0.6
    var data = caseData(site: "pancreas", mitoses: "14", area: "2")
    data.note = "Well differentiated G3; tiles without overlap, named by position"
    return try SyntheticSlide(
      name: "pancreas-g3",
      scene: SyntheticScene(seed: 33, parameters: parameters, micronsPerPixel: 0.5), width: 896,
      height: 896, tiling: Tiling(sizePixels: 448, naming: .plain), caseData: data)
  }

  private static func lungCarcinoid() throws(SynthesisError) -> SyntheticSlide {
    var parameters = SceneParameters()
    parameters.tissue.nestSizeMicrons = 95
    parameters.tissue.septumWidthMicrons = 6
    parameters.tissue.glassFraction = 0.02
    parameters.nuclei.meanDiameterMicrons = 7.3
    parameters.nuclei.tumorPerSquareMillimeter = 7000
    parameters.labelling.index = 0.08
    parameters.staining.hematoxylinDensityOD = 0.38
    parameters.staining.vectors = try vectors(
      hematoxylin: SIMD3(0.76, 0.58, 0.27), dab: SIMD3(0.28, 0.54, 0.79))
    parameters.optics.white = SIMD3(231, 229, 225)
    parameters.optics.blurSigmaMicrons = 0.3
    parameters.optics.noiseLevels = 0.6
    var data = caseData(site: "lung", mitoses: "4", area: "2")
    data.necrosis = "absent"
    data.expectedGrade = "atypical carcinoid"
    data.note = "Graded by mitoses and necrosis, not by Ki-67"
    return try SyntheticSlide(
      name: "lung-carcinoid",
      scene: SyntheticScene(seed: 44, parameters: parameters, micronsPerPixel: 0.25),
      width: 1408, height: 1152, caseData: data)
  }

  private static func stomachBiopsy() throws(SynthesisError) -> SyntheticSlide {
    var parameters = SceneParameters()
    parameters.tissue.glassFraction = 0.4
    parameters.tissue.nestSizeMicrons = 120
    parameters.labelling.index = 0.08
    parameters.optics.white = SIMD3(240, 238, 231)
    parameters.optics.noiseLevels = 0.6
    var data = caseData(site: "stomach", mitoses: "1", area: "1")
    data.specimen = "biopsy"
    data.note = "Fewer than 500 tumor nuclei"
    return try SyntheticSlide(
      name: "stomach-biopsy",
      scene: SyntheticScene(seed: 54, parameters: parameters, micronsPerPixel: 0.5), width: 640,
      height: 448, caseData: data)
  }

  private static func withoutPixelSize() throws(SynthesisError) -> SyntheticSlide {
    var parameters = SceneParameters()
    parameters.labelling.index = 0.06
    parameters.labelling.heterogeneity = 0.05
    parameters.optics.noiseLevels = 0.6
    var data = caseData(site: "rectum", mitoses: "2", area: "2")
    data.note = "The file does not state its pixel size"
    return try SyntheticSlide(
      name: "rectum-no-pixel-size",
      scene: SyntheticScene(seed: 66, parameters: parameters, micronsPerPixel: 0.5), width: 704,
      height: 704, statesPixelSize: false, caseData: data)
  }

  private static func caseData(site: String, mitoses: String, area: String) -> CaseData {
    var data = CaseData()
    data.site = site
    data.differentiation = "well"
    data.mitoses = mitoses
    data.mitosisAreaSquareMillimeters = area
    data.specimen = "resection"
    return data
  }

  private static func vectors(
    hematoxylin: SIMD3<Double>, dab: SIMD3<Double>
  ) throws(SynthesisError) -> StainVectors {
    guard let vectors = StainVectors(hematoxylin: hematoxylin, dab: dab) else {
      throw .invalidParameter(
        name: "stain vectors", value: "\(hematoxylin) and \(dab)",
        expected: "two directions that differ")
    }
    return vectors
  }
}
