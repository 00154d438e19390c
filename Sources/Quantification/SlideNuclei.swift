import Nuclei

/// The nuclei of a slide with their tiles, by tile, then y, then x.
///
/// They may be visited any number of times and need not be in memory: those of large slides are made
/// anew from a compact file at each visit.
public struct SlideNuclei: Sequence, Sendable {
  /// Number of nuclei.
  public let count: Int
  private let source: Source

  private enum Source: Sendable {
    case list([TiledNucleus])
    case stored(StoredNuclei, tiles: [TileRun])
  }

  /// Nuclei up to a place that lie in one tile.
  struct TileRun: Sendable {
    var tile: Int
    var end: Int
  }

  /// Makes a sequence of nuclei in memory, in the order given.
  public init(_ nuclei: [TiledNucleus]) {
    count = nuclei.count
    source = .list(nuclei)
  }

  /// Nuclei that are kept elsewhere, tile after tile.
  init(_ nuclei: StoredNuclei, tiles: [TileRun]) {
    count = nuclei.count
    source = .stored(nuclei, tiles: tiles.filter { $0.end > 0 })
  }

  /// The number of nuclei.
  public var underestimatedCount: Int { count }

  /// Why nuclei could not be read back during a visit, which then ended early; nil while all is well.
  var failure: SlideMeasurement.Failure? {
    if case .stored(let nuclei, _) = source { nuclei.store.failure } else { nil }
  }

  /// Starts a visit.
  public func makeIterator() -> Iterator { Iterator(self) }

  /// One visit of the nuclei.
  public struct Iterator: IteratorProtocol {
    private let tiles: [TileRun]
    private var run = 0
    private var place = 0
    private var list: IndexingIterator<[TiledNucleus]>?
    private var stored: StoredNuclei.Iterator?

    fileprivate init(_ nuclei: SlideNuclei) {
      switch nuclei.source {
      case .list(let list):
        self.list = list.makeIterator()
        tiles = []
      case .stored(let stored, let tiles):
        self.stored = stored.makeIterator()
        self.tiles = tiles
      }
    }

    /// The next nucleus, nil at the end.
    public mutating func next() -> TiledNucleus? {
      guard stored != nil else { return list?.next() }
      guard let nucleus = stored?.next() else { return nil }
      while tiles[run].end <= place { run += 1 }
      place += 1
      return TiledNucleus(nucleus: nucleus, tile: tiles[run].tile)
    }
  }
}
