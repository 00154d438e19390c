extension Grader {
  /// The grade by Ki-67 alone; `nil` where Ki-67 alone gives none.
  var ki67Grade: Grade? {
    guard let scheme, let grade = ki67Floor else { return nil }
    return grade == .g1 && !scheme.ki67EstablishesLowest ? nil : grade
  }

  /// The lowest grade that Ki-67 leaves possible.
  var ki67Floor: Grade? {
    ki67.flatMap { scheme?.grade(ki67Percent: $0.percent) }
  }

  /// The grade by mitoses alone.
  var mitosisGrade: Grade? {
    data.mitoses.flatMap {
      scheme?.grade(mitosesPerTwoSquareMillimeters: $0.perTwoSquareMillimeters)
    }
  }

  /// The grade by necrosis alone; `nil` unless it is present and counts.
  var necrosisGrade: Grade? { data.necrosis == .present ? scheme?.necrosisGrade : nil }

  /// A well differentiated tumor, or one whose differentiation is not known: the highest decides.
  func tumor(_ scheme: GradingScheme) -> Conclusion {
    let byCriterion: [(Criterion, Grade?)] = [
      (.ki67, ki67Grade), (.mitoses, mitosisGrade), (.necrosis, necrosisGrade),
    ]
    guard let grade = byCriterion.compactMap(\.1).max() else {
      return Conclusion(outcome: .notAssigned, reason: missing(scheme))
    }
    let deciding = byCriterion.filter { $0.1 == grade }.map(\.0)
    var conclusion = named(grade, scheme)
    conclusion.decidedBy = conclusion.outcome == .notAssigned ? [] : deciding
    return conclusion
  }

  private func named(_ grade: Grade, _ scheme: GradingScheme) -> Conclusion {
    let isKnown = data.differentiation.level == .well
    if grade == .g3 && !isKnown && scheme.carcinomaGrade == nil { return highGrade(scheme) }
    guard let category = scheme.categories[grade] else {
      return Conclusion(
        outcome: .notAssigned,
        reason: "more than 10 mitoses per 2 mm² lie outside the carcinoids of \(scheme.id); large "
          + "cell neuroendocrine carcinoma has to be ruled out by morphology")
    }
    var conditions: [String] = []
    if !isKnown && grade != .g3 { conditions.append("well differentiated") }
    if grade == .g1 && scheme.necrosisGrade != nil && data.necrosis == .unknown {
      conditions.append("without necrosis")
    }
    return Conclusion(
      outcome: conditions.isEmpty ? .assigned : .provisional,
      grade: scheme.isNumbered ? grade : nil, category: category,
      alternatives: alternatives(category, grade, conditions, scheme),
      reason: conditions.isEmpty
        ? nil : "holds if the tumor is \(conditions.joined(separator: " and "))")
  }

  private func alternatives(
    _ category: Category, _ grade: Grade, _ conditions: [String], _ scheme: GradingScheme
  ) -> [GradeRecord.Alternative] {
    guard !conditions.isEmpty else { return [] }
    var found = [
      GradeRecord.Alternative(
        condition: conditions.joined(separator: " and "), label: category.name)
    ]
    if conditions.contains("without necrosis"), let raised = scheme.necrosisGrade,
      let name = scheme.categories[raised]?.name
    {
      let others = conditions.filter { $0 != "without necrosis" } + ["with necrosis"]
      found.append(
        GradeRecord.Alternative(condition: others.joined(separator: " and "), label: name))
    }
    return found
  }

  /// High indices and no differentiation: what it is cannot be told from numbers.
  private func highGrade(_ scheme: GradingScheme) -> Conclusion {
    let well = scheme.categories[.g3]?.name ?? "outside the range of carcinoids"
    return Conclusion(
      outcome: .provisional,
      alternatives: [
        GradeRecord.Alternative(condition: "well differentiated", label: well),
        GradeRecord.Alternative(
          condition: "poorly differentiated", label: Category.nec.name),
      ],
      reason: "high grade, but differentiation was not stated: \(well) if well differentiated, "
        + "NEC if poorly differentiated")
  }

  private func missing(_ scheme: GradingScheme) -> String {
    if ki67 == nil && data.mitoses == nil {
      return scheme.ki67Bounds.isEmpty
        ? "no mitotic count was given, and necrosis alone does not settle it"
        : "neither Ki-67 nor mitoses were given"
    }
    return "\(scheme.id) needs the mitotic count: Ki-67 "
      + (scheme.ki67Bounds.isEmpty
        ? "does not classify there"
        : "up to 20 % does not tell G1 from G2 there")
  }
}
