/// How much the tumor resembles normal neuroendocrine tissue, as the pathologist saw it.
///
/// Always an input: it cannot be told from Ki-67, and a NEC is never inferred from a high index.
public struct Differentiation: Sendable, Hashable {
  /// The level.
  public enum Level: String, Codable, Sendable, Hashable, CaseIterable {
    /// Well differentiated: a neuroendocrine tumor (NET, carcinoid).
    case well
    /// Poorly differentiated: a neuroendocrine carcinoma (NEC).
    case poor
    /// Not stated.
    case unknown
    /// Mixed neuroendocrine–non-neuroendocrine neoplasm (MiNEN): components graded apart.
    case mixed
    /// The component of a MiNEN that is not neuroendocrine.
    case notNeuroendocrine = "not_neuroendocrine"
  }

  /// The cell type of a poorly differentiated carcinoma.
  public enum CarcinomaType: String, Codable, Sendable, Hashable, CaseIterable {
    case smallCell = "small_cell"
    case largeCell = "large_cell"
  }

  /// The level.
  public let level: Level
  /// The cell type; only with ``Level/poor``.
  public let carcinomaType: CarcinomaType?

  /// A differentiation; the cell type is kept for poorly differentiated carcinomas only.
  public init(_ level: Level, carcinomaType: CarcinomaType? = nil) {
    self.level = level
    self.carcinomaType = level == .poor ? carcinomaType : nil
  }

  /// Reads `well`, `poorly differentiated`, `NEC`, `small cell`, `LCNEC`, `MiNEN`, `unknown`, …
  ///
  /// Empty text is ``Level/unknown``.
  /// - Throws: ``CaseDataError`` for anything else, also for contradictions such as well
  ///   differentiated small cell, since the grade hangs on it.
  public static func parse(_ text: String) throws(CaseDataError) -> Differentiation {
    if PlainText.isNothing(text) { return Differentiation(.unknown) }
    let words = PlainText.words(text).filter { !fillers.contains($0) }
    let levels = Set(words.compactMap { levelWords[$0] })
    let types = Set(words.compactMap { typeWords[$0] })
    let isUnderstood = words.allSatisfy { levelWords[$0] != nil || typeWords[$0] != nil }
    let level = levels.first ?? (types.isEmpty ? nil : .poor)
    guard isUnderstood, levels.count <= 1, types.count <= 1, let level,
      level == .poor || types.isEmpty
    else {
      throw CaseDataError(
        field: .differentiation, found: text,
        expected: "well, poor (optionally with small cell or large cell), MiNEN, or unknown; "
          + "neuroendocrine neoplasms have no moderate differentiation")
    }
    return Differentiation(level, carcinomaType: types.first)
  }

  private static let fillers: Set<Substring> = [
    "differentiated", "differentiation", "diff", "neuroendocrine", "carcinoma", "type", "nos",
    "tumor", "tumour", "neoplasm", "cell", "component",
  ]

  private static let levelWords: [Substring: Level] = [
    "well": .well, "wd": .well, "wdnet": .well, "net": .well, "carcinoid": .well,
    "typical": .well, "atypical": .well,
    "poor": .poor, "poorly": .poor, "pd": .poor, "pdnec": .poor, "nec": .poor, "scnec": .poor,
    "lcnec": .poor, "sclc": .poor, "smallcell": .poor, "largecell": .poor,
    "minen": .mixed, "manec": .mixed, "mixed": .mixed,
    "adenocarcinoma": .notNeuroendocrine, "squamous": .notNeuroendocrine,
    "non": .notNeuroendocrine,
  ]

  private static let typeWords: [Substring: CarcinomaType] = [
    "small": .smallCell, "sc": .smallCell, "scnec": .smallCell, "sclc": .smallCell,
    "smallcell": .smallCell,
    "large": .largeCell, "lc": .largeCell, "lcnec": .largeCell, "largecell": .largeCell,
  ]
}
