import Nuclei

extension NucleusCounts {
  /// Ki-67 index in percent; nil without nuclei.
  var indexPercent: Double? {
    total > 0 ? 100 * Double(positive) / Double(total) : nil
  }

  /// 95 % Wilson interval of the index in percent; nil without nuclei.
  var wilsonPercent: (low: Double, high: Double)? {
    guard total > 0 else { return nil }
    let n = Double(total), p = Double(positive) / n, z = 1.959963984540054
    let center = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
    return (100 * max(0, center - half), 100 * min(1, center + half))
  }

  /// Index for people: "2.80 %", or "–" without nuclei.
  var indexText: String {
    indexPercent.map { "\(DecimalText.text($0, places: 2)) %" } ?? "–"
  }

  /// Interval for people: "1.68–4.64 %"; nil without nuclei.
  var intervalText: String? {
    wilsonPercent.map {
      "\(DecimalText.text($0.low, places: 2))–\(DecimalText.text($0.high, places: 2)) %"
    }
  }

  /// Counts for people: "14 of 500".
  var countsText: String { "\(positive) of \(total)" }
}
