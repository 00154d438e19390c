extension GradeRecord {
  /// The grade in a few words, such as `NET G2`, `NEC, small cell (not graded)`, `not assigned`.
  ///
  /// Never to be printed alone: ``summary`` and ``synopsis`` add what belongs to it.
  public var label: String {
    switch outcome {
    case .assigned:
      if let grade, category?.isCarcinoma == true { return "\(categoryName), \(grade.rawValue)" }
      return categoryName
    case .provisional:
      return category == nil
        ? "\(alternatives.map(\.label).joined(separator: " or ")) (provisional)"
        : "\(categoryName) (provisional)"
    case .notGraded: return category == nil ? "not graded" : "\(categoryName) (not graded)"
    case .notAssigned: return "not assigned"
    case .refused: return "no scheme for this site"
    }
  }

  /// What decided, in words: `Ki-67`, `Ki-67 and mitoses`, `none`.
  public var decidedByText: String {
    decidedBy.isEmpty ? "none" : decidedBy.map(\.name).joined(separator: " and ")
  }

  /// Flag codes joined by semicolons; `none` without any.
  public var flagsText: String {
    flags.isEmpty ? "none" : flags.map(\.rawValue).joined(separator: ";")
  }

  /// The scheme's id and edition; `none` when no scheme applies.
  public var schemeText: String { scheme.map { "\($0.id), \($0.edition)" } ?? "none" }

  /// One line with the grade and all that must stand beside it.
  public var summary: String {
    let because = reason.map { "; \($0)" } ?? ""
    return "\(label)\(because) | decided by: \(decidedByText) | scheme: \(schemeText) | "
      + "flags: \(flagsText)"
  }

  /// The record as named lines for a report or a terminal, in reading order.
  public var synopsis: [(name: String, value: String)] {
    var lines: [(name: String, value: String)] = [("Grade", label)]
    if let reason { lines.append(("Reason", reason)) }
    // A single alternative is what the reason says already.
    if alternatives.count > 1 {
      lines += alternatives.map { ("If \($0.condition)", $0.label) }
    }
    lines.append(("Decided by", decidedByText))
    lines.append(("Scheme", scheme.map { "\($0.id): \($0.title)" } ?? "none"))
    if let scheme {
      lines.append(("Edition", scheme.edition))
      lines.append(("Source", scheme.citation))
    }
    lines.append(("Site", site?.name ?? "not given"))
    lines.append(("Differentiation", differentiationText))
    lines.append(("Ki-67", ki67?.text ?? "not given"))
    lines += ki67?.openCutoffs.map { ("Cut-off \($0.percent) %", $0.text) } ?? []
    lines.append(("Mitoses", mitoses?.text ?? "not given"))
    if let range = mitoses?.range { lines.append(("Possible range", range.text)) }
    lines.append(("Necrosis", necrosis == .unknown ? "not given" : necrosis.rawValue))
    if let specimen { lines.append(("Specimen", specimen.text)) }
    if let gradeProbabilities { lines.append(("Probability", gradeProbabilities.text)) }
    lines +=
      flags.isEmpty
      ? [("Flags", "none")] : flags.map { ("Flag", "\($0.rawValue): \($0.explanation)") }
    lines.append(("Confirmation", confirmation.rawValue))
    return lines + [("Notice", notice)]
  }

  private var categoryName: String { category?.name ?? "" }

  private var differentiationText: String {
    switch differentiation {
    case .well: "well"
    case .poor:
      switch carcinomaType {
      case .smallCell: "poor, small cell"
      case .largeCell: "poor, large cell"
      case nil: "poor"
      }
    case .unknown: "not given"
    case .mixed: "mixed (MiNEN)"
    case .notNeuroendocrine: "not neuroendocrine"
    }
  }
}

extension GradeRecord.Component {
  /// Name with its share of the tumor, such as `NEC component (40 % of the tumor)`.
  public var title: String {
    guard let percentOfTumor else { return name }
    let isWhole = percentOfTumor == percentOfTumor.rounded()
    return "\(name) (\(FixedText.fixed(percentOfTumor, isWhole ? 0 : 1)) % of the tumor)"
  }
}

extension Category {
  /// Whether it is a neuroendocrine carcinoma.
  var isCarcinoma: Bool { [.nec, .necSmallCell, .necLargeCell].contains(self) }
}

extension Ki67Evidence {
  /// The index with counts, interval, region and its grade, in one line.
  public var text: String {
    var parts = ["\(percentText) %"]
    if let positive, let total { parts[0] += " (\(positive)/\(total))" }
    if let wilson { parts.append("95 % interval \(wilson.text) (Wilson)") }
    if let clopperPearson { parts.append("\(clopperPearson.text) (exact)") }
    if region != .unspecified { parts.append("counted in: \(region.rawValue)") }
    if let clone { parts.append("clone \(clone)") }
    if let grade { parts.append("alone \(grade.rawValue)") }
    return parts.joined(separator: "; ")
  }
}

extension Ki67Evidence.OpenCutoff {
  /// What the counts leave open, in one line.
  public var text: String {
    let settled =
      nucleiToSettle.map { "\($0) nuclei in all would settle it, were the index to stay" }
      ?? "no number of nuclei settles an index that stays exactly there"
    return "not settled by the counts: \(FixedText.percent(probabilityBelow)) that the true index "
      + "is below; \(settled)"
  }
}

extension MitosisEvidence {
  /// The rate with the count as given and its grade, in one line.
  public var text: String {
    let alone = (grade?.rawValue ?? category?.name).map { "; alone \($0)" } ?? ""
    let assumed = isAreaAssumed ? ", 10 HPF taken as 2 mm²" : ""
    let asGiven = areaMm2 == nil && !isAreaAssumed ? "" : " (\(given)\(assumed))"
    return "\(perTwoMm2Text) per 2 mm²\(asGiven)\(alone)"
  }
}

extension MitosisEvidence.Range {
  /// The range and the grades at its ends, in one line.
  public var text: String {
    let grades =
      lowGrade.flatMap { low in
        highGrade.map { low == $0 ? "; \(low.rawValue)" : "; \(low.rawValue) to \($0.rawValue)" }
      } ?? ""
    return "\(FixedText.fixed(low, 2)) to \(FixedText.fixed(high, 2)) per 2 mm² for fields of 0.65 "
      + "to 0.44 mm\(grades)"
  }
}

extension ProportionInterval {
  /// Both bounds with two decimals, such as `1.83–4.89`.
  public var text: String {
    "\(FixedText.fixed(lowerPercent, 2))–\(FixedText.fixed(upperPercent, 2))"
  }
}

extension GradeProbabilities {
  /// All three, in percent.
  public var text: String {
    "G1 \(FixedText.percent(g1)), G2 \(FixedText.percent(g2)), G3 \(FixedText.percent(g3))"
  }
}

/// Numbers as text, the same everywhere.
enum FixedText {
  /// A non-negative number below 1e12 with this many decimals.
  static func fixed(_ value: Double, _ places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
    return Fraction(reducing: UInt128((value * scale).rounded()), UInt128(scale))
      .decimalText(places: places)
  }

  /// A probability in percent; neither 0 nor 100 unless it is so.
  static func percent(_ probability: Double) -> String {
    if probability > 0 && probability < 0.001 { return "<0.1 %" }
    if probability < 1 && probability > 0.999 { return ">99.9 %" }
    return "\(fixed(100 * probability, 1)) %"
  }
}
