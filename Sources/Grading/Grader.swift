/// Takes one case to its grade.
struct Grader {
  let data: CaseData
  let ki67: Ki67Measurement?
  let components: [TumorComponent]

  /// What was concluded, before it is written down with its evidence.
  struct Conclusion {
    var outcome: GradeRecord.Outcome
    var grade: Grade?
    var category: Category?
    var alternatives: [GradeRecord.Alternative] = []
    var decidedBy: [Criterion] = []
    var reason: String?
  }

  /// The scheme: the one named, else the current one for the site.
  var scheme: GradingScheme? {
    data.scheme ?? data.site.flatMap { GradingScheme.current(for: $0.family) }
  }

  /// Whether the indices are turned into grades: a NET, or not known to be otherwise.
  var isGradedByIndices: Bool {
    [.well, .unknown].contains(data.differentiation.level) && refusal == nil
  }

  func record() -> GradeRecord {
    let conclusion = concluded()
    let applied = conclusion.outcome == .refused ? nil : scheme
    let isNumbered = isGradedByIndices && applied?.isNumbered == true
    return GradeRecord(
      outcome: conclusion.outcome, grade: conclusion.grade, category: conclusion.category,
      alternatives: conclusion.alternatives, decidedBy: conclusion.decidedBy,
      reason: conclusion.reason, scheme: applied.map(SchemeReference.init),
      site: data.site.map(SiteReference.init), differentiation: data.differentiation.level,
      carcinomaType: data.differentiation.carcinomaType, necrosis: data.necrosis,
      specimen: data.specimen,
      ki67: ki67.map {
        Ki67Evidence(
          $0, grade: isNumbered ? ki67Grade : nil,
          cutoffs: isGradedByIndices ? applied?.ki67Cutoffs ?? [] : [])
      },
      mitoses: data.mitoses.map {
        MitosisEvidence($0, scheme: applied, isGraded: isGradedByIndices)
      },
      gradeProbabilities: probabilities(conclusion), flags: flags(conclusion),
      components: conclusion.outcome == .refused ? [] : componentRecords,
      confirmation: .unconfirmed, notice: GradeRecord.statement)
  }

  /// Why no scheme applies to the site; `nil` when one may.
  private var refusal: String? {
    guard let site = data.site else { return nil }
    if let reason = site.refusal { return "\(site.name): \(reason)" }
    guard let named = data.scheme, site.family != .unknownPrimary, named.family != site.family
    else { return nil }
    let current = GradingScheme.current(for: site.family).map { "; for \(site.name) use \($0.id)" }
    return "\(named.id) is for \(named.family.name), not for \(site.name)\(current ?? "")"
  }

  func concluded() -> Conclusion {
    if let refusal { return Conclusion(outcome: .refused, reason: refusal) }
    guard let scheme else {
      let finding = data.site == nil ? "no primary site was given" : "the primary site is unknown"
      return Conclusion(
        outcome: .notAssigned,
        reason: "\(finding), and the site decides the scheme; give the site or name a scheme")
    }
    switch data.differentiation.level {
    case .mixed: return mixed()
    case .notNeuroendocrine:
      return Conclusion(
        outcome: .notGraded,
        reason: "the component is not neuroendocrine and is graded by the rules for its own type")
    case .poor: return carcinoma(scheme)
    case .well, .unknown: return tumor(scheme)
    }
  }

  private func mixed() -> Conclusion {
    let reason =
      components.isEmpty
      ? "a mixed neoplasm (MiNEN) has no grade as a whole; give each component with its own "
        + "differentiation, Ki-67 and mitoses"
      : "a mixed neoplasm (MiNEN) has no grade as a whole; each component is graded on its own"
    return Conclusion(outcome: .notGraded, reason: reason)
  }

  private func carcinoma(_ scheme: GradingScheme) -> Conclusion {
    let category = Category.carcinoma(data.differentiation.carcinomaType)
    if let grade = scheme.carcinomaGrade {
      return Conclusion(
        outcome: .assigned, grade: grade, category: category, decidedBy: [.differentiation])
    }
    return Conclusion(
      outcome: .notGraded, category: category, decidedBy: [.differentiation],
      reason:
        "neuroendocrine carcinomas are high grade by definition and are not graded by \(scheme.id)")
  }

  private var componentRecords: [GradeRecord.Component] {
    guard data.differentiation.level == .mixed else { return [] }
    return components.map {
      GradeRecord.Component(
        name: $0.name, percentOfTumor: $0.percentOfTumor?.doubleValue,
        record: $0.data.grade(ki67: $0.ki67))
    }
  }

  /// Probability of each grade; nil without counts and where Ki-67 does not classify.
  func probabilities(
    _ conclusion: Conclusion, errors: PositivityErrors? = nil
  ) -> GradeProbabilities? {
    let isDecided = [.assigned, .provisional].contains(conclusion.outcome)
    guard isDecided, isGradedByIndices, let scheme, let counts = ki67?.counts,
      scheme.ki67EstablishesLowest || mitosisGrade != nil
    else { return nil }
    let floor = [mitosisGrade, necrosisGrade].compactMap(\.self).max() ?? .g1
    return GradeProbabilities(counts, scheme: scheme, floor: floor, errors: errors)
  }
}
