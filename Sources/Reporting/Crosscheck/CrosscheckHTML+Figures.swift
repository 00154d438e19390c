import Agreement
import Crosscheck
import Foundation

extension CrosscheckHTML {
  /// Figures of the index, each with what it says.
  func indexFigures(_ agreement: IndexAgreement) -> [CrosscheckPage.Fact] {
    var facts: [CrosscheckPage.Fact] = []
    func add(_ name: String, _ value: String, _ detail: String? = nil) {
      facts.append(CrosscheckPage.Fact(name: name, value: value, detail: detail))
    }
    for bland in agreement.blandAltman { facts += limits(bland) }
    add(
      "Mean absolute difference",
      CrosscheckText.number(agreement.meanAbsoluteError, places: 1) + " points")
    add(
      "Within ± 20 % of manual", "\(agreement.close.count) of \(agreement.close.total)",
      CrosscheckText.percent(agreement.close.value, places: 0))
    if let concordance = agreement.concordance {
      add(
        "Concordance (Lin)", CrosscheckText.figure(concordance.coefficient, places: 3),
        "correlation \(CrosscheckText.number(concordance.correlation, places: 3)), accuracy "
          + CrosscheckText.number(concordance.accuracy, places: 3))
    }
    if let icc = agreement.intraclass {
      add("ICC(2,1), agreement", CrosscheckText.figure(icc.agreement, places: 3))
      add("ICC(3,1), consistency", CrosscheckText.figure(icc.consistency, places: 3))
      add("ICC(1,1)", CrosscheckText.figure(icc.oneWay, places: 3))
    }
    if let line = agreement.passingBablok { facts += self.line("Passing–Bablok", line) }
    if let line = agreement.deming { facts += self.line("Deming", line) }
    if let spread = agreement.manualStandardDeviation {
      add(
        "Spread of manual indices", CrosscheckText.number(spread, places: 1) + " points",
        "standard deviation; correlations of a narrow set are low")
    }
    if let bias = agreement.lowBand.biasPoints {
      add(
        "Bias at manual 0 to 5 %",
        CrosscheckText.number(bias, places: 2, signed: true) + " points",
        "\(agreement.lowBand.count) subjects near the cut at 3 %")
    }
    return facts
  }

  private func limits(_ bland: BlandAltman) -> [CrosscheckPage.Fact] {
    let leftOut = bland.leftOut > 0 ? "\(bland.leftOut) subjects at 0 % left out" : nil
    switch bland.scale {
    case .difference:
      return [
        CrosscheckPage.Fact(
          name: "Bias",
          value: CrosscheckText.figure(bland.bias, places: 1, signed: true) + " points"),
        CrosscheckPage.Fact(
          name: "Lower limit of agreement",
          value: CrosscheckText.figure(bland.lowerLimit, places: 1, signed: true)),
        CrosscheckPage.Fact(
          name: "Upper limit of agreement",
          value: CrosscheckText.figure(bland.upperLimit, places: 1, signed: true)),
      ]
    case .logRatio:
      return [
        CrosscheckPage.Fact(
          name: "Measured by manual", value: "× " + ratio(bland.bias.value),
          detail: "limits × \(ratio(bland.lowerLimit.value)) to × "
            + ratio(bland.upperLimit.value) + (leftOut.map { "; \($0)" } ?? ""))
      ]
    case .rootOfMean:
      let at = { (value: Double, mean: Double) in
        CrosscheckText.number(
          bland.difference(value, atMean: mean), places: 1, signed: true)
      }
      return [
        CrosscheckPage.Fact(
          name: "Limits by the root of the index",
          value: "\(at(bland.lowerLimit.value, 3)) to \(at(bland.upperLimit.value, 3)) at 3 %",
          detail: "\(at(bland.lowerLimit.value, 20)) to \(at(bland.upperLimit.value, 20)) at 20 %")
      ]
    }
  }

  private func ratio(_ logarithm: Double) -> String {
    CrosscheckText.number(exp(logarithm), places: 2)
  }

  private func line(_ name: String, _ line: MethodLine) -> [CrosscheckPage.Fact] {
    [
      CrosscheckPage.Fact(
        name: "\(name), slope", value: CrosscheckText.figure(line.slope, places: 3),
        detail: "1 without proportional bias"),
      CrosscheckPage.Fact(
        name: "\(name), intercept",
        value: CrosscheckText.figure(line.intercept, places: 2, signed: true),
        detail: "0 without constant bias"),
    ]
  }

  /// Figures of the grades by Ki-67 alone.
  func gradeFigures(_ agreement: IndexAgreement) -> [CrosscheckPage.Fact] {
    let table = agreement.grades
    var facts = [
      CrosscheckPage.Fact(name: "Same grade", value: "\(table.equal) of \(table.total)"),
      CrosscheckPage.Fact(name: "Measured higher", value: "\(table.higher)"),
      CrosscheckPage.Fact(name: "Measured lower", value: "\(table.lower)"),
    ]
    for (weights, name) in [
      (WeightedKappa.Weights.linear, "Kappa, linear"), (.quadratic, "Kappa, quadratic"),
      (.unweighted, "Kappa, unweighted"),
    ] {
      let kappa = agreement.kappas[weights]?.kappa
      facts.append(
        CrosscheckPage.Fact(
          name: name,
          value: kappa.map(CrosscheckText.kappa) ?? "–",
          detail: kappa == nil ? "undefined: everything has one grade" : nil))
    }
    return facts
  }

  /// Figures of the nuclei.
  func nucleusFigures(_ counts: NucleusComparisonCounts) -> [CrosscheckPage.Fact] {
    let shown = { (figures: DetectionFigures) in
      figures.f1.map { CrosscheckText.number($0, places: 3) } ?? "–"
    }
    let rates = { (figures: DetectionFigures) in
      "precision \(CrosscheckText.percent(figures.precision)), recall "
        + CrosscheckText.percent(figures.recall)
    }
    let call = counts.positivity
    var facts = [
      CrosscheckPage.Fact(name: "Marked", value: "\(counts.marked)"),
      CrosscheckPage.Fact(name: "Measured", value: "\(counts.measured)"),
      CrosscheckPage.Fact(
        name: "F1, any label", value: shown(counts.detection), detail: rates(counts.detection)),
      CrosscheckPage.Fact(
        name: "F1, positive", value: shown(counts.positives), detail: rates(counts.positives)),
      CrosscheckPage.Fact(
        name: "F1, negative", value: shown(counts.negatives), detail: rates(counts.negatives)),
      CrosscheckPage.Fact(
        name: "Negative called positive", value: share(call.falsePositives),
        detail: "\(call.falsePositives.count) of \(call.falsePositives.total)"),
      CrosscheckPage.Fact(
        name: "Positive called positive", value: share(call.truePositives),
        detail: "\(call.truePositives.count) of \(call.truePositives.total)"),
    ]
    if let expected = call.expectedIndexPercent(atTruePercent: 3),
      let tolerable = call.tolerableFalsePositiveRate(atTruePercent: 3, biasPoints: 0.5)
    {
      facts.append(
        CrosscheckPage.Fact(
          name: "What these calls make of a true 3 %",
          value: CrosscheckText.number(expected, places: 2) + " %",
          detail: "within half a point up to "
            + CrosscheckText.percent(tolerable, places: 2) + " negative called positive"))
    }
    if let low = study.nucleiAtLowIndex?.positivity.falsePositives, low.total > 0 {
      facts.append(
        CrosscheckPage.Fact(
          name: "Negative called positive at manual 0 to 5 %", value: share(low),
          detail: "\(low.count) of \(low.total)"))
    }
    return facts
  }

  private func share(_ proportion: Proportion) -> String {
    guard let interval = proportion.interval else { return "–" }
    return "\(CrosscheckText.percent(proportion.value, places: 2)) "
      + "(\(CrosscheckText.percent(interval.lower, places: 2)) to "
      + "\(CrosscheckText.percent(interval.upper, places: 2)))"
  }
}
