import Nuclei

extension CSVTable {
  /// Columns of an index with its counts; `prefix` is empty or ends in an underscore.
  static func indexColumns(prefix: String = "") -> [String] {
    ["positive", "total", "index_percent", "ci_low", "ci_high"].map { prefix + $0 }
  }

  /// Appends counts, index and its 95 % Wilson interval in percent; nil appends empty cells.
  mutating func index(_ counts: NucleusCounts?) {
    integer(counts?.positive)
    integer(counts?.total)
    decimal(counts?.indexPercent, places: 4)
    let interval = counts?.wilsonPercent
    decimal(interval?.low, places: 4)
    decimal(interval?.high, places: 4)
  }

  /// Columns of the intensity classes, of the index by probability, and of the kinds.
  static let censusColumns =
    [
      "positive_1plus", "positive_2plus", "positive_3plus", "expected_positive",
      "expected_index_percent", "excluded",
    ] + NucleusKind.allCases.map { "kind_\($0.rawValue)" }

  /// Appends the cells of `censusColumns`; nil appends empty cells.
  mutating func census(_ census: NucleusCensus?) {
    integer(census?.weak)
    integer(census?.moderate)
    integer(census?.strong)
    decimal(census?.expectedPositive, places: 2)
    decimal(census?.expectedIndexPercent, places: 4)
    integer(census?.excluded)
    for kind in NucleusKind.allCases { integer(census?.count(of: kind)) }
  }

  /// Appends several texts in one cell, separated by semicolons.
  mutating func list(_ texts: [String]) {
    text(texts.joined(separator: ";"))
  }
}
