import Agreement

/// Data of published agreement studies.
enum PublishedData {
  /// Peak expiratory flow in l/min by two meters, first readings (Bland & Altman, Lancet
  /// 1986;1:307–310): Mini meter against Wright's.
  static let peakFlow = (
    wright: [
      494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427,
    ] as [Double],
    mini: [
      512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451,
    ] as [Double]
  )

  /// Hypothetical methods A and B (Giavarina, Biochem Med 2015;25:141–151).
  static let giavarina = (
    a: [
      1, 5, 10, 20, 50, 40, 50, 60, 70, 80, 90, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550,
      600, 650, 700, 750, 800, 850, 900, 950, 1000,
    ] as [Double],
    b: [
      8, 16, 30, 24, 39, 54, 40, 68, 72, 62, 122, 80, 181, 259, 275, 380, 320, 434, 479, 587, 626,
      648, 738, 766, 793, 851, 871, 957, 1001, 960,
    ] as [Double]
  )

  /// Six targets, four judges (Shrout & Fleiss, Psychol Bull 1979;86:420–428, table 2).
  static let shroutFleiss: [[Double]] = [
    [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
  ]

  /// Anxiety of 20 subjects by three raters, 1 to 6 (example of the R package irr).
  static let anxiety: [[Int]] = [
    [3, 3, 2], [3, 6, 1], [3, 4, 4], [4, 6, 4], [5, 2, 3], [5, 4, 2], [2, 2, 1], [3, 4, 6],
    [5, 3, 1], [2, 3, 1], [2, 2, 1], [6, 3, 2], [1, 3, 3], [5, 3, 3], [2, 2, 1], [2, 2, 1],
    [1, 1, 3], [2, 3, 3], [4, 3, 2], [3, 4, 2],
  ]

  static func peakFlowPairs() throws -> PairedValues {
    try PairedValues(reference: peakFlow.mini, measured: peakFlow.wright)
  }

  static func giavarinaPairs() throws -> PairedValues {
    try PairedValues(reference: giavarina.b, measured: giavarina.a)
  }
}

/// Whether a figure has the digits of a reference.
func isClose(_ value: Double?, _ expected: Double, within tolerance: Double = 1e-9) -> Bool {
  guard let value else { return false }
  return abs(value - expected) <= tolerance
}
