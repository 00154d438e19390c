import Nuclei

/// Nuclei that are made from stored candidates whenever they are visited.
struct StoredNuclei: Sequence, Sendable {
  let store: CandidateStore
  let grid: WorkingGrid
  /// Full-resolution pixels per canvas pixel.
  let downsample: Double
  let parameters: PositivityParameters
  /// The cut, nil while it is sought: no nucleus is positive then.
  var positivity: PositivityCalibration? { didSet { kept = nil } }
  /// Tells kinds, nil while what they are compared with is sought.
  var judgment: KindJudgment? { didSet { kept = nil } }
  /// All nuclei, when they are few and were asked to be kept.
  private(set) var kept: [Nucleus]?

  /// Most nuclei that are kept, 4 MB of them.
  private static let mostKept = 1 << 14

  /// Keeps the nuclei as they are judged now for the visits to come, when they are few.
  mutating func keepFew() {
    kept = nil
    if count <= Self.mostKept { kept = Array(self) }
  }

  /// Number of nuclei.
  var count: Int { store.count }

  var underestimatedCount: Int { count }

  /// The nucleus of a candidate, in full-resolution pixels, as far as it can be judged.
  func nucleus(_ candidate: CandidateNucleus) -> Nucleus {
    var nucleus = Nucleus(candidate, on: grid)
    positivity?.call(&nucleus, parameters: parameters)
    judgment?.judge(&nucleus)
    guard downsample != 1 else { return nucleus }
    nucleus.x *= downsample
    nucleus.y *= downsample
    nucleus.outline.center *= downsample
    nucleus.outline.micronsPerPixel /= downsample
    return nucleus
  }

  /// Starts a visit.
  func makeIterator() -> Iterator { Iterator(self) }

  /// One visit of the nuclei.
  struct Iterator: IteratorProtocol {
    private let nuclei: StoredNuclei
    private let kept: [Nucleus]?
    private let count: Int
    private var piece: [CandidateNucleus] = []
    private var place = 0
    private var read = 0

    init(_ nuclei: StoredNuclei) {
      self.nuclei = nuclei
      kept = nuclei.kept
      count = nuclei.count
    }

    mutating func next() -> Nucleus? {
      if let kept {
        guard place < kept.count else { return nil }
        place += 1
        return kept[place - 1]
      }
      if place == piece.count {
        guard read < count else { return nil }
        let end = Swift.min(count, read + CandidateStore.pieceCount)
        piece = nuclei.store.read(read..<end)
        read = end
        place = 0
        // What cannot be read back is a failure of the store, which its owner asks for.
        guard !piece.isEmpty else { return nil }
      }
      place += 1
      return nuclei.nucleus(piece[place - 1])
    }
  }
}
