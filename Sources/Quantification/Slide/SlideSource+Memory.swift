import SlideIO

/// Memory of tiles that are decoded whole.
extension SlideSource {
  /// Bounds of so little are kept for tiles alone.
  private static let leastTileBytes = 128 << 20

  /// Part of a run's bound that measuring a slide takes beside its tiles.
  static func measuringBytes(memoryLimitBytes: Int) -> Int {
    min(sharedBytes + workerBytes, max(0, memoryLimitBytes - leastTileBytes))
  }

  /// What is known of tiles before they are decoded.
  static func tiles(
    of map: TileMap, infos: [Result<TileDescription, TileFailure>]
  ) -> [TileMemory.Tile] {
    map.entries.map { entry in
      let info = try? infos[entry.tile].get()
      return TileMemory.Tile(
        place: entry.rect, workBytes: info?.workBytes ?? 0,
        leastWorkBytes: info?.leastWorkBytes ?? 0)
    }
  }

  /// What decoding a tile takes; nothing for one that is refused.
  func cost(ofTile tile: Int) -> TileCache.Cost {
    guard let info = try? tileInfos[tile].get(),
      tileMemory.canDecode(
        pixels: info.width * info.height, leastWorkBytes: info.leastWorkBytes)
    else { return TileCache.Cost(bytes: 0, workBytes: 0) }
    return TileCache.Cost(
      bytes: 3 * info.width * info.height, workBytes: info.workBytes,
      leastWorkBytes: info.leastWorkBytes)
  }

  /// The error of an image that is too large for what measuring leaves of the run's bound, as one of
  /// that bound: what is to be given holds both.
  static func withMeasuring(_ error: ImageFileError, limitBytes: Int) -> ImageFileError {
    guard case .tooLarge(let path, let width, let height, let needed, _) = error else {
      return error
    }
    return .tooLarge(
      path: path, width: width, height: height,
      neededBytes: min(needed, 1 << 60) + sharedBytes + workerBytes, limitBytes: limitBytes)
  }
}
