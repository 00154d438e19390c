import Agreement
import Crosscheck
import Grading

/// Figures of a study as text, for terminal and page.
public enum CrosscheckText {
  /// What was compared, in a few words.
  static func level(_ level: ComparisonLevel) -> String {
    switch level {
    case .sameNuclei: "the same nuclei, one by one"
    case .sameField: "the same field"
    case .sameCase: "the same case"
    }
  }

  /// What the comparison can and cannot tell.
  static func caution(_ level: ComparisonLevel) -> String {
    switch level {
    case .sameNuclei:
      "Every marked nucleus was looked for among the measured ones, so differences can be followed "
        + "to the nucleus."
    case .sameField:
      "Readers and program looked at the same field, but perhaps not at the same nuclei of it: "
        + "which nuclei differ cannot be told. Marked nuclei would tell."
    case .sameCase:
      "Readers and program looked at the same case, but perhaps at different fields: part of the "
        + "differences is that of the tumor from place to place, not an error of either."
    }
  }

  /// "1.2 (0.3 to 2.1)".
  static func figure(_ estimate: Estimate, places: Int, signed: Bool = false) -> String {
    guard let interval = estimate.interval else {
      return number(estimate.value, places: places, signed: signed)
    }
    return "\(number(estimate.value, places: places, signed: signed)) "
      + "(\(number(interval.lower, places: places, signed: signed)) to "
      + "\(number(interval.upper, places: places, signed: signed)))"
  }

  /// Kappa with its interval, which ends at 1 because no agreement is better.
  static func kappa(_ kappa: Estimate) -> String {
    let interval = kappa.interval.map {
      ConfidenceInterval(lower: $0.lower, upper: min($0.upper, 1))
    }
    return figure(Estimate(value: kappa.value, interval: interval), places: 2)
  }

  /// A number with a real minus sign, and a plus sign when asked for.
  static func number(_ value: Double, places: Int, signed: Bool = false) -> String {
    let text = DecimalText.text(value, places: places)
    if text.hasPrefix("-") { return "−\(text.dropFirst())" }
    let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
    return signed && !isZero ? "+\(text)" : text
  }

  /// A share as percent; a dash when it is undefined.
  static func percent(_ share: Double?, places: Int = 1) -> String {
    share.map { "\(number(100 * $0, places: places)) %" } ?? "–"
  }

  /// An index with its counts.
  static func index(_ value: IndexValue) -> String {
    let percent = "\(number(value.percent, places: 2)) %"
    return value.counts.map { "\(percent) (\($0.positive)/\($0.total))" } ?? percent
  }

  /// Why the calibration is or is not recommended.
  static func verdict(_ calibration: CutCalibration) -> String {
    switch calibration.verdict {
    case .suggested:
      "Suggested: the bias is more than chance, and on subjects left out the error falls. It is "
        + "not applied; save it with --write-profile FILE and measure again."
    case .tooFew:
      "Not judged: it takes at least \(CutCalibration.fewestSubjects) subjects whose nuclei are known, "
        + "here \(calibration.count)."
    case .withinChance: "Not suggested: the bias is within chance, its interval holds 0."
    case .notRemovable:
      "Not suggested: no cut between 0.4 and 2.5 times as far above the negative nuclei removes the "
        + "bias; it has other causes, such as nuclei that were missed or found too many."
    case .noGain: "Not suggested: on subjects left out the error does not fall."
    }
  }

  /// The figures in a few lines for a terminal, each ended by a line feed.
  public static func summary(_ study: CrosscheckStudy) -> String {
    var lines = ["Compared: \(level(study.level)); \(subjects(study.subjects.count))."]
    if let agreement = study.agreement {
      lines += index(agreement)
      lines += grades(agreement)
    }
    if let nuclei = study.nuclei { lines += self.nuclei(nuclei, study.radiusMicrons) }
    if let calibration = study.calibration, study.agreement != nil {
      if calibration.verdict == .tooFew {
        lines.append("Positivity cut. \(verdict(calibration))")
      } else {
        lines.append(
          "Positivity cut × \(number(calibration.factor, places: 2)) would bring the bias from "
            + "\(number(calibration.now.biasPoints, places: 1, signed: true)) to "
            + "\(number(calibration.leftOut.biasPoints, places: 1, signed: true)) points "
            + "(left out one by one). \(verdict(calibration))")
      }
    }
    let missing = study.unpaired.count
    if missing > 0 { lines.append("Not paired: \(missing); see the report.") }
    return lines.flatMap { PlainText.wrapped($0, indent: 0, width: 100) }.map { $0 + "\n" }
      .joined()
  }

  static func subjects(_ count: Int) -> String { count == 1 ? "1 subject" : "\(count) subjects" }

  private static func index(_ agreement: IndexAgreement) -> [String] {
    var lines: [String] = []
    if let bland = agreement.difference {
      lines.append(
        "Index: bias \(figure(bland.bias, places: 1, signed: true)) points, limits of agreement "
          + "\(number(bland.lowerLimit.value, places: 1, signed: true)) to "
          + "\(number(bland.upperLimit.value, places: 1, signed: true)), mean absolute difference "
          + "\(number(agreement.meanAbsoluteError, places: 1)).")
    } else {
      lines.append(
        "Index: difference \(number(agreement.biasPoints, places: 1, signed: true)) points.")
    }
    let close = "\(agreement.close.count) of \(agreement.close.total) within ± 20 % of manual"
    let concordance = agreement.concordance.map {
      "Concordance \(figure($0.coefficient, places: 3)); "
    }
    lines.append("\(concordance ?? "")\(close).")
    return lines
  }

  private static func grades(_ agreement: IndexAgreement) -> [String] {
    let table = agreement.grades
    let kappa = agreement.kappas[.linear].map { "; linear kappa \(Self.kappa($0.kappa))" }
    return [
      "Grade by Ki-67 alone: same in \(table.equal) of \(table.total), higher in "
        + "\(table.higher), lower in \(table.lower)\(kappa ?? "")."
    ]
  }

  private static func nuclei(_ counts: NucleusComparisonCounts, _ radius: Double?) -> [String] {
    let f1 = { (figures: DetectionFigures) in figures.f1.map { number($0, places: 3) } ?? "–" }
    let within = radius.map { " within \(number($0, places: 1)) µm" } ?? ""
    return [
      "Nuclei\(within): F1 \(f1(counts.detection)) (precision "
        + "\(percent(counts.detection.precision)), recall \(percent(counts.detection.recall))); "
        + "F1 positive \(f1(counts.positives)), negative \(f1(counts.negatives)).",
      "Positive call: false positives \(percent(counts.positivity.falsePositives.value, places: 2))"
        + " of negative nuclei, sensitivity \(percent(counts.positivity.truePositives.value)).",
    ]
  }
}

extension IndexAgreement {
  /// Mean difference in percentage points.
  var biasPoints: Double { pairs.differences.reduce(0, +) / Double(pairs.count) }
}
