import Grading

extension GradingParameters {
  /// Lines of the section `grading`.
  package static var profileParameters: [ProfileParameter<Self>] {
    [
      .choice(
        "index", \.index,
        "The index that makes the grade: that of the hotspot, that of the hotspot adjusted for the "
          + "choice of the hottest region, or that of all nuclei."),
      .number(
        "sensitivity", \.errors.sensitivity, 0.5...1, unit: "share",
        "Share of positive nuclei that are called positive, measured on annotated images."),
      .number(
        "sensitivity_deviation", \.errors.sensitivityDeviation, 0...0.2, unit: "share",
        "Standard deviation of the sensitivity between laboratories."),
      .number(
        "false_positive_rate", \.errors.falsePositiveRate, 0...0.2, unit: "share",
        "Share of negative nuclei that are called positive, measured on annotated images."),
      .number(
        "false_positive_rate_deviation", \.errors.falsePositiveRateDeviation, 0...0.1,
        unit: "share", "Standard deviation of the false-positive rate between laboratories."),
    ]
  }
}
