/// Tells likely non-tumor nuclei by comparing each with the larger half of the nuclei of its slide.
///
/// The larger half stands for the tumor: lymphocytes, spindles and fragments are smaller, and may
/// outnumber it. The default bounds were chosen on annotated images so that most of the nuclei of a
/// kind have no annotated tumor nucleus, see `docs/output.md`.
public struct KindJudgment: Sendable {
  private let parameters: TumorParameters
  /// Medians of the larger half; nil when there are too few nuclei.
  private let medians: Medians?

  private struct Medians {
    var area: Double
    var width: Double
    var edgeSharpness: Double
    /// Of negative nuclei; nil when there are too few, and then only shapes are judged.
    var negative: (hematoxylinOD: Double, contrast: Double)?
  }

  /// Takes the comparison from all nuclei of a slide, whose positive calls are made.
  public init(nuclei: [Nucleus], parameters: TumorParameters) {
    self.parameters = parameters
    guard nuclei.count >= max(1, parameters.fewestNuclei) else {
      medians = nil
      return
    }
    let larger = Self.largerHalf(of: nuclei)
    let negative = nuclei.filter { !$0.isPositive }
    let largerNegative = Self.largerHalf(of: negative)
    medians = Medians(
      area: Self.median(larger.map(\.areaSquareMicrons)),
      width: Self.median(larger.map(Self.width)),
      edgeSharpness: Self.median(larger.map(\.appearance.edgeSharpness)),
      negative: negative.count < max(1, parameters.fewestNuclei)
        ? nil
        : (
          Self.median(largerNegative.map(\.hematoxylinOD)),
          Self.median(largerNegative.map(\.appearance.contrast))
        ))
  }

  /// Nuclei that are at least as large as the median.
  private static func largerHalf(of nuclei: [Nucleus]) -> [Nucleus] {
    guard !nuclei.isEmpty else { return [] }
    let middle = median(nuclei.map(\.areaSquareMicrons))
    return nuclei.filter { Double($0.areaSquareMicrons) >= middle }
  }

  private static func median(_ values: [Float]) -> Double {
    PositivityCalibration.percentile(50, of: values)
  }

  /// What a nucleus of the slide likely is; the first rule that holds decides.
  public func kind(of nucleus: Nucleus) -> NucleusKind {
    guard let medians else { return .tumor }
    let area = Double(nucleus.areaSquareMicrons)
    // Positive nuclei are hardly ever lymphocytes or stroma, and DAB hides their hematoxylin.
    if !nucleus.isPositive {
      if isLymphocyte(nucleus, medians) { return .lymphocyte }
      if isStroma(nucleus, medians) { return .stroma }
    }
    if area < parameters.debrisLargestArea * medians.area { return .debris }
    return !nucleus.isPositive && isBlurred(nucleus, medians) ? .outOfFocus : .tumor
  }

  private func isLymphocyte(_ nucleus: Nucleus, _ medians: Medians) -> Bool {
    guard let negative = medians.negative else { return false }
    return Double(nucleus.areaSquareMicrons) < parameters.lymphocyteLargestArea * medians.area
      && Double(nucleus.appearance.elongation) < parameters.lymphocyteLargestElongation
      && Double(nucleus.hematoxylinOD)
        > parameters.lymphocyteLeastHematoxylin * negative.hematoxylinOD
  }

  private func isStroma(_ nucleus: Nucleus, _ medians: Medians) -> Bool {
    Double(nucleus.appearance.elongation) > parameters.stromaLeastElongation
      && Double(Self.width(nucleus)) < parameters.stromaLargestWidth * medians.width
  }

  private func isBlurred(_ nucleus: Nucleus, _ medians: Medians) -> Bool {
    guard let negative = medians.negative else { return false }
    let look = nucleus.appearance
    return Double(look.contrast) < parameters.blurLargestContrast * negative.contrast
      && Double(nucleus.hematoxylinOD) < parameters.blurLargestHematoxylin * negative.hematoxylinOD
      && Double(look.edgeSharpness) < parameters.blurLargestSharpness * medians.edgeSharpness
  }

  /// Short axis of the ellipse of the nucleus' area and elongation, in µm.
  private static func width(_ nucleus: Nucleus) -> Float {
    2 * (nucleus.areaSquareMicrons / (.pi * nucleus.appearance.elongation)).squareRoot()
  }
}
