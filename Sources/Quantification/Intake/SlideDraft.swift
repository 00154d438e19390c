import SlideIO

/// A slide whose final name is not settled yet.
struct SlideDraft: Sendable {
  /// What makes it one slide.
  var key: Key
  /// Name it would like.
  var wantedName: String
  /// Put in front of the name when several slides want the same one: folder or case.
  var qualifier: String
  /// Decides between slides that still want the same name: its first file.
  var canonicalPath: PathKey
  /// Case it belongs to by a manifest; nil makes it a case of its own.
  var caseName: String?
  /// Its files; empty when it is left out and only its name is held free.
  var tiles: [TileInput]
  /// Pixel size by a manifest.
  var pixelSize: PixelSize?
  /// Region of interest by a manifest.
  var roi: String?
  /// Profile by a manifest.
  var profile: String?

  /// What makes images one slide.
  enum Key: Sendable, Hashable {
    /// A manifest's case and slide.
    case named(caseName: String?, slide: String)
    /// Tiles of one folder (and case) with the same name.
    case tiles(caseName: String?, folder: PathKey, slide: PathKey)
    /// One file.
    case lone(path: PathKey)
  }
}

/// An input that is left out, and the slide that now lacks it.
struct DraftRejection: Sendable {
  /// Path or manifest line.
  var input: String
  /// Why.
  var error: IntakeError
  /// Slide that lacks it.
  var slide: SlideDraft.Key?
  /// Slide in whose place among the parts of a shared run it is told; nil for that of `slide`.
  var place: SlideDraft.Key?
}

extension [TileInput] {
  /// By row, then column, then name.
  func inSlideOrder() -> [TileInput] {
    sorted { first, second in
      if first.y != second.y { return first.y < second.y }
      if first.x != second.x { return first.x < second.x }
      return NaturalOrder.precedes(first.image, second.image)
    }
  }

  /// The first two tiles at the same place; the tiles must be in slide order.
  func firstClash() -> (TileInput, TileInput)? {
    for (first, second) in zip(self, dropFirst()) where first.x == second.x && first.y == second.y {
      return (first, second)
    }
    return nil
  }
}
