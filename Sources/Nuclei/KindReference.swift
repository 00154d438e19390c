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
  ///
  /// - Parameters:
  ///   - nuclei: the nuclei, visited several times.
  ///   - parameters: settings.
  public init(nuclei: some Sequence<Nucleus>, parameters: TumorParameters) {
    let scan = PercentileScan(nuclei)
    let middles = scan.percentiles([
      .init(percent: 50) { $0.areaSquareMicrons },
      .init(percent: 50) { $0.isPositive ? nil : $0.areaSquareMicrons },
    ]).map { $0.count >= max(1, parameters.fewestNuclei) ? $0.value : nil }
    let (middle, negativeMiddle) = (middles[0], middles[1])
    // The larger half: nuclei that are at least as large as the median; none when there are too few.
    func isLarger(_ nucleus: Nucleus) -> Bool {
      middle.map { Double(nucleus.areaSquareMicrons) >= $0 } ?? false
    }
    func isLargerNegative(_ nucleus: Nucleus) -> Bool {
      !nucleus.isPositive && negativeMiddle.map { Double(nucleus.areaSquareMicrons) >= $0 } ?? false
    }
    let medians = scan.percentiles([
      .init(percent: 50) { isLarger($0) ? $0.areaSquareMicrons : nil },
      .init(percent: 50) { isLarger($0) ? $0.widthMicrons : nil },
      .init(percent: 50) { isLarger($0) ? $0.appearance.edgeSharpness : nil },
      .init(percent: 50) { isLargerNegative($0) ? $0.hematoxylinOD : nil },
      .init(percent: 50) { isLargerNegative($0) ? $0.appearance.contrast : nil },
    ]).map(\.value)
    areaSquareMicrons = parameters.fixedAreaSquareMicrons ?? medians[0]
    widthMicrons = parameters.fixedWidthMicrons ?? medians[1]
    edgeSharpness = parameters.fixedEdgeSharpness ?? medians[2]
    hematoxylinOD = parameters.fixedHematoxylinOD ?? medians[3]
    contrast = parameters.fixedContrast ?? medians[4]
  }
}

extension Nucleus {
  /// Short axis of the ellipse with the nucleus' area and elongation, in µm.
  var widthMicrons: Float {
    2 * (areaSquareMicrons / (.pi * appearance.elongation)).squareRoot()
  }
}
