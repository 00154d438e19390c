extension Grader {
  /// All flags of the case, each once, in the order of ``GradeFlag/allCases``.
  func flags(_ conclusion: Conclusion) -> [GradeFlag] {
    var found = Set(ki67Flags + mitosisFlags + caseFlags)
    if conclusion.outcome != .refused, let scheme {
      found.formUnion(schemeFlags(scheme))
      if isGradedByIndices { found.formUnion(cutoffFlags(scheme)) }
      if data.differentiation.level == .poor { found.formUnion(carcinomaFlags(scheme)) }
    }
    if conclusion.category == nil && conclusion.outcome == .notAssigned && mitosisGrade == .g3 {
      found.insert(.mitosesAboveCarcinoidRange)
    }
    return GradeFlag.allCases.filter(found.contains)
  }

  private var ki67Flags: [GradeFlag] {
    guard let ki67 else { return [] }
    guard let counts = ki67.counts else { return [.countsNotGiven] }
    return counts.total < 500 ? [.fewerThan500Cells] : []
  }

  private var mitosisFlags: [GradeFlag] {
    guard let mitoses = data.mitoses else { return [] }
    switch mitoses.form {
    case .rate: return [.mitoticAreaNotStated]
    case .fieldsOfUnknownSize: return [.hpfAreaAssumed]
    case .area, .fields:
      // A biopsy rarely holds 10 mm² of tumor; the flag for small specimens covers it.
      let isSmall = [.biopsy, .cytology].contains(data.specimen?.kind)
      let isBelow = mitoses.areaSquareMillimeters.map { $0 < Fraction(10) } ?? false
      return isBelow && !isSmall ? [.mitoticAreaBelow10] : []
    }
  }

  private var caseFlags: [GradeFlag] {
    var found: [GradeFlag] = []
    if data.site == nil { found.append(.siteMissing) }
    if data.site?.code == "liver" { found.append(.siteOftenMetastatic) }
    if data.differentiation.level == .unknown { found.append(.differentiationUnknown) }
    if data.differentiation.level == .mixed { found.append(.minenComponentsApart) }
    if components.contains(where: { $0.percentOfTumor.map { $0 < Fraction(30) } ?? false }) {
      found.append(.minenComponentBelow30)
    }
    if let specimen = data.specimen {
      if specimen.isMetastasis { found.append(.metastaticSite) }
      if specimen.isPostTherapy { found.append(.postTherapy) }
      if [.biopsy, .cytology].contains(specimen.kind) { found.append(.smallSpecimen) }
    }
    return found
  }

  private func schemeFlags(_ scheme: GradingScheme) -> [GradeFlag] {
    var found: [GradeFlag] = []
    if scheme.isLegacy { found.append(.legacyScheme) }
    if scheme.isForPancreasOnly, let site = data.site, site.code != "pancreas" {
      found.append(.siteOutsideEdition)
    }
    if ki67 != nil && scheme.ki67Bounds.isEmpty { found.append(.ki67NotUsedByScheme) }
    return found
  }

  /// Flags about indices that decide a grade.
  private func cutoffFlags(_ scheme: GradingScheme) -> [GradeFlag] {
    var found: [GradeFlag] = []
    if ki67 == nil && !scheme.ki67Bounds.isEmpty { found.append(.ki67Missing) }
    if data.mitoses == nil { found.append(.mitosesMissing) }
    if scheme.necrosisGrade != nil && data.necrosis == .unknown { found.append(.necrosisUnknown) }
    if let percent = ki67?.percent {
      found += scheme.gaps.filter { $0.bounds.allSatisfy { $0.isMet(by: percent) } }.map(\.flag)
      if scheme.ki67Cutoffs.contains(where: { Self.isNear(percent, $0) }) {
        found.append(.nearCutoff)
      }
    }
    if let counts = ki67?.counts, scheme.ki67Cutoffs.contains(where: counts.isAmbiguous) {
      found.append(.ciStraddlesCutoff)
    }
    if doIndicesDisagree(scheme) { found.append(.indicesDisagree) }
    if scheme.categories[.g3] == .g3Of2010 && [ki67Grade, mitosisGrade].contains(.g3) {
      found.append(.noNetG3InScheme)
    }
    return found + mitosisCutoffFlags(scheme)
  }

  private func mitosisCutoffFlags(_ scheme: GradingScheme) -> [GradeFlag] {
    guard let mitoses = data.mitoses else { return [] }
    func grade(_ rate: Fraction) -> Grade? { scheme.grade(mitosesPerTwoSquareMillimeters: rate) }
    var found: [GradeFlag] = []
    if mitoses.neighbors.contains(where: { grade($0.perTwoSquareMillimeters) != mitosisGrade }) {
      found.append(.mitosesNearCutoff)
    }
    if let range = mitoses.possibleRange {
      // Only a change that another criterion does not cover changes the grade.
      let floor = [ki67Floor, necrosisGrade].compactMap(\.self).max() ?? .g1
      let low = max(floor, grade(range.low) ?? .g1)
      if low != max(floor, grade(range.high) ?? .g1) { found.append(.hpfRangeChangesGrade) }
    }
    return found
  }

  private func carcinomaFlags(_ scheme: GradingScheme) -> [GradeFlag] {
    var found: [GradeFlag] = []
    let hasLowKi67 = ki67.map { !Threshold.above(20).isMet(by: $0.percent) } ?? false
    if hasLowKi67 { found.append(.necWithLowKi67) }
    let hasLowMitoses = mitosisGrade.map { $0 < .g3 } ?? false
    if hasLowMitoses && (scheme.carcinomaNeedsMitoses || ki67 == nil) {
      found.append(.necWithLowMitoses)
    }
    return found
  }

  private func doIndicesDisagree(_ scheme: GradingScheme) -> Bool {
    guard let ki67Floor, let mitosisGrade else { return false }
    // Where the lowest band of Ki-67 stands for G1 and G2, only G3 against less is a disagreement.
    if scheme.ki67EstablishesLowest { return ki67Floor != mitosisGrade }
    return (ki67Floor == .g3) != (mitosisGrade == .g3)
  }

  private static func isNear(_ percent: Fraction, _ cutoff: Int) -> Bool {
    let margin = GradingScheme.nearness(toCutoff: cutoff)
    return percent + margin >= Fraction(cutoff) && percent <= Fraction(cutoff) + margin
  }
}
