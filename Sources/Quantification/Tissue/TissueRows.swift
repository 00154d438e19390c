/// What of level lines lies on tissue that counts.
struct TissueRows {
  private let tissue: SlideTissue
  private let isReadable: (SIMD2<Double>) -> Bool
  private var current: (row: Int, spans: RowSpans)?

  /// Prepares questions.
  ///
  /// - Parameters:
  ///   - tissue: what the parts of the slide are.
  ///   - isReadable: whether a place (full-resolution pixels) could be read.
  init(_ tissue: SlideTissue, isReadable: @escaping (SIMD2<Double>) -> Bool) {
    self.tissue = tissue
    self.isReadable = isReadable
  }

  /// Whether a place (full-resolution pixels) lies on tissue that counts.
  func contains(_ place: SIMD2<Double>) -> Bool {
    tissue.value(at: place).map(counts) ?? false && isReadable(place)
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
          && isReadable(tissue.middle(column: column, row: row))
      }.map { left($0)..<($0 == last ? .infinity : left($0 + 1)) })
    current = (row, spans)
    return spans
  }

  private func counts(_ value: TissueClass) -> Bool {
    value != .glass && !tissue.excluded.contains(value)
  }
}
