/// What of level lines lies on tissue that counts.
struct TissueRows {
  private let tissue: SlideTissue
  private var current: (row: Int, spans: RowSpans)?

  /// Prepares questions about the parts of a slide.
  init(_ tissue: SlideTissue) { self.tissue = tissue }

  /// Whether a place (full-resolution pixels) lies on tissue that counts.
  func contains(_ place: SIMD2<Double>) -> Bool {
    tissue.value(at: place).map(counts) ?? false
  }

  /// Stretches of tissue at a height in full-resolution pixels; the last cell of a row goes on.
  mutating func spans(atY y: Double) -> RowSpans {
    let row = tissue.cell(at: SIMD2(tissue.origin.x, y)).y
    if let current, current.row == row { return current.spans }
    let last = tissue.columns - 1
    func left(_ column: Int) -> Double { tissue.corner(column: column, row: row).x }
    let spans = RowSpans(
      (0...last).filter { column in
        tissue.value(column: column, row: row).map(counts) ?? false
      }.map { left($0)..<($0 == last ? .infinity : left($0 + 1)) })
    current = (row, spans)
    return spans
  }

  private func counts(_ value: TissueClass) -> Bool {
    value != .glass && !tissue.excluded.contains(value)
  }
}
