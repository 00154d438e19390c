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

  /// Appends several texts in one cell, separated by semicolons.
  mutating func list(_ texts: [String]) {
    text(texts.joined(separator: ";"))
  }
}
