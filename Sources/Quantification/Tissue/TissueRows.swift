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
    let row = min(tissue.rows - 1, max(0, Int((y / tissue.cellPixels.y).rounded(.down))))
    if let current, current.row == row { return current.spans }
    let side = tissue.cellPixels
    let last = tissue.columns - 1
    let spans = RowSpans(
      (0...last).filter { column in
        tissue.value(column: column, row: row).map(counts) ?? false
          && isReadable((SIMD2(Double(column), Double(row)) + 0.5) * side)
      }.map { column in
        Double(column) * side.x..<(column == last ? .infinity : Double(column + 1) * side.x)
      })
    current = (row, spans)
    return spans
  }

  private func counts(_ value: TissueClass) -> Bool {
    value != .glass && !tissue.excluded.contains(value)
  }
}
