/// What the larger nuclei of a slide are like; the kind of each nucleus is judged by comparison.
///
/// The larger half stands for the tumor: lymphocytes, spindles and fragments are smaller, and may
/// outnumber it. A value is nil when there were too few nuclei and the laboratory fixed none.
public struct KindReference: Sendable, Equatable, Codable {
  /// Median area in µm².
  public var areaSquareMicrons: Double?
  /// Median width (short axis) in µm.
  public var widthMicrons: Double?
  /// Median edge sharpness, see `NucleusAppearance`.
  public var edgeSharpness: Double?
  /// Median hematoxylin optical density of negative nuclei.
  public var hematoxylinOD: Double?
  /// Median contrast of negative nuclei, see `NucleusAppearance`.
  public var contrast: Double?

  /// Takes the comparison from all nuclei of a slide, whose positive calls are made.
  ///
  /// What the laboratory fixed goes before what the slide shows.
  public init(nuclei: [Nucleus], parameters: TumorParameters) {
    let fewest = max(1, parameters.fewestNuclei)
    func median(_ nuclei: [Nucleus], _ value: (Nucleus) -> Float) -> Double? {
      nuclei.isEmpty ? nil : PositivityCalibration.percentile(50, of: nuclei.map(value))
    }
    let larger = Self.largerHalf(of: nuclei, fewest: fewest)
    let negative = Self.largerHalf(of: nuclei.filter { !$0.isPositive }, fewest: fewest)
    areaSquareMicrons =
      parameters.fixedAreaSquareMicrons ?? median(larger) { $0.areaSquareMicrons }
    widthMicrons = parameters.fixedWidthMicrons ?? median(larger) { $0.widthMicrons }
    edgeSharpness = parameters.fixedEdgeSharpness ?? median(larger) { $0.appearance.edgeSharpness }
    hematoxylinOD = parameters.fixedHematoxylinOD ?? median(negative) { $0.hematoxylinOD }
    contrast = parameters.fixedContrast ?? median(negative) { $0.appearance.contrast }
  }

  /// Nuclei that are at least as large as the median; none when there are too few.
  private static func largerHalf(of nuclei: [Nucleus], fewest: Int) -> [Nucleus] {
    guard nuclei.count >= fewest else { return [] }
    let middle = PositivityCalibration.percentile(50, of: nuclei.map(\.areaSquareMicrons))
    return nuclei.filter { Double($0.areaSquareMicrons) >= middle }
  }
}

extension Nucleus {
  /// Short axis of the ellipse with the nucleus' area and elongation, in µm.
  var widthMicrons: Float {
    2 * (areaSquareMicrons / (.pi * appearance.elongation)).squareRoot()
  }
}
