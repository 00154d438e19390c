/// Rows of nuclei that were fetched, least recently used ones given up first.
struct NucleusRowCache {
  /// Nuclei that are kept, about; they take 17 bytes each.
  private static let mostNuclei = 1_000_000

  private var rows: [NucleusIndex.Row?]
  private var lastUses: [Int]
  private var held = 0
  private var clock = 0

  /// Makes an empty cache for a number of rows.
  init(count: Int) {
    rows = [NucleusIndex.Row?](repeating: nil, count: count)
    lastUses = [Int](repeating: 0, count: count)
  }

  /// A row, nil when it is not at hand.
  mutating func row(_ index: Int) -> NucleusIndex.Row? {
    clock += 1
    lastUses[index] = clock
    return rows[index]
  }

  /// Keeps a row that was just asked for.
  mutating func keep(_ row: NucleusIndex.Row, at index: Int) {
    rows[index] = row
    held += row.positions.count
    while held > Self.mostNuclei {
      let others = rows.indices.filter { $0 != index && rows[$0]?.positions.isEmpty == false }
      guard let oldest = others.min(by: { lastUses[$0] < lastUses[$1] }) else { return }
      held -= rows[oldest]?.positions.count ?? 0
      rows[oldest] = nil
    }
  }
}
