/// Tells likely non-tumor nuclei by comparing each with the larger nuclei of its slide.
///
/// The default bounds were chosen on annotated images so that most of the nuclei of a kind have no
/// annotated tumor nucleus, see `docs/output.md`.
public struct KindJudgment: Sendable {
  private let reference: KindReference
  private let parameters: TumorParameters

  /// Makes a judgment of the nuclei of a slide.
  public init(reference: KindReference, parameters: TumorParameters) {
    self.reference = reference
    self.parameters = parameters
  }

  /// Sets the kind of every nucleus, and whether it counts.
  public func judge(_ nuclei: inout [Nucleus]) {
    for index in nuclei.indices { judge(&nuclei[index]) }
  }

  /// Sets the kind of a nucleus, and whether it counts.
  public func judge(_ nucleus: inout Nucleus) {
    let kind = kind(of: nucleus)
    nucleus.kind = kind
    nucleus.isCounted = !parameters.exclude.contains(kind)
  }

  /// What a nucleus likely is; the first rule that holds decides.
  ///
  /// Without a value to compare with, a rule never holds.
  public func kind(of nucleus: Nucleus) -> NucleusKind {
    // Positive nuclei are hardly ever lymphocytes or stroma, and DAB hides their hematoxylin.
    if !nucleus.isPositive {
      if isLymphocyte(nucleus) { return .lymphocyte }
      if isStroma(nucleus) { return .stroma }
    }
    if isBelow(
      nucleus.areaSquareMicrons, parameters.debrisLargestArea, of: reference.areaSquareMicrons)
    {
      return .debris
    }
    return !nucleus.isPositive && isOutOfFocus(nucleus) ? .outOfFocus : .tumor
  }

  private func isLymphocyte(_ nucleus: Nucleus) -> Bool {
    guard let hematoxylin = reference.hematoxylinOD else { return false }
    return isBelow(
      nucleus.areaSquareMicrons, parameters.lymphocyteLargestArea, of: reference.areaSquareMicrons)
      && Double(nucleus.appearance.elongation) < parameters.lymphocyteLargestElongation
      && Double(nucleus.hematoxylinOD) > parameters.lymphocyteLeastHematoxylin * hematoxylin
  }

  private func isStroma(_ nucleus: Nucleus) -> Bool {
    Double(nucleus.appearance.elongation) > parameters.stromaLeastElongation
      && isBelow(nucleus.widthMicrons, parameters.stromaLargestWidth, of: reference.widthMicrons)
  }

  private func isOutOfFocus(_ nucleus: Nucleus) -> Bool {
    let look = nucleus.appearance
    return isBelow(look.contrast, parameters.blurLargestContrast, of: reference.contrast)
      && isBelow(
        nucleus.hematoxylinOD, parameters.blurLargestHematoxylin, of: reference.hematoxylinOD)
      && isBelow(look.edgeSharpness, parameters.blurLargestSharpness, of: reference.edgeSharpness)
  }

  private func isBelow(_ value: Float, _ share: Double, of reference: Double?) -> Bool {
    reference.map { Double(value) < share * $0 } ?? false
  }
}
