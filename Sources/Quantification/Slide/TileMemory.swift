import Raster

/// How a run's memory bound is shared between the tiles of a slide that are decoded whole and its
/// workers.
package struct TileMemory: Sendable {
  /// A tile before it is decoded.
  package struct Tile: Sendable {
    /// Where its pixels lie.
    package var place: PixelRect
    /// Bytes that the fastest way to decode it needs beside them.
    package var workBytes: Int
    /// Those of them that no slower way does without.
    package var leastWorkBytes: Int

    /// Makes one from its parts.
    package init(place: PixelRect, workBytes: Int, leastWorkBytes: Int = 0) {
      self.place = place
      self.workBytes = workBytes
      self.leastWorkBytes = leastWorkBytes
    }

    /// Bytes of the decoded tile.
    var bytes: Int { 3 * place.area }
    /// Whether many rows of units touch it.
    var isTall: Bool { place.height > TileMemory.unitRows }
  }

  /// Bytes of tiles, with all that decoding them needs.
  package let limitBytes: Int
  /// Bytes of decoded tiles that are kept.
  package let capacityBytes: Int

  private let memoryLimitBytes: Int
  private let allBytes: Int
  private let largestBytes: Int
  private let workBytes: Int
  private let leastWorkBytes: Int

  /// Height in pixels of a unit of work with its margins at 0.25 µm per pixel, about: few rows of units
  /// touch a tile that is no taller, so that it may well be decoded for each of them.
  private static let unitRows = 2304

  /// Shares memory out; tiles that are too large to be decoded take none.
  ///
  /// - Parameters:
  ///   - tiles: the tiles of a slide.
  ///   - memoryLimitBytes: the run's bound.
  ///   - reservedBytes: the part of it that is not for tiles.
  package init(_ tiles: [Tile], memoryLimitBytes: Int, reservedBytes: Int) {
    let limit = memoryLimitBytes - reservedBytes
    let decoded = tiles.filter {
      Self.canDecode(pixels: $0.place.area, leastWorkBytes: $0.leastWorkBytes, limitBytes: limit)
    }
    let largest = decoded.map(\.bytes).max() ?? 0
    let share = min(memoryLimitBytes / 5 * 3, limit)
    let wanted = max(memoryLimitBytes / 4, Self.bandBytes(decoded))
    self.memoryLimitBytes = memoryLimitBytes
    limitBytes = limit
    allBytes = decoded.reduce(0) { $0 + $1.bytes }
    largestBytes = largest
    workBytes = decoded.map(\.workBytes).max() ?? 0
    leastWorkBytes = decoded.map(\.leastWorkBytes).max() ?? 0
    capacityBytes = max(largest, min(share, wanted))
  }

  /// Whether a tile is decoded at all; no product is taken of sizes that a header merely claims.
  private static func canDecode(pixels: Int, leastWorkBytes: Int, limitBytes: Int) -> Bool {
    pixels <= limitBytes / 3 && leastWorkBytes <= limitBytes - 3 * pixels
  }

  /// Whether a tile is decoded, and not refused as too large.
  func canDecode(pixels: Int, leastWorkBytes: Int) -> Bool {
    Self.canDecode(pixels: pixels, leastWorkBytes: leastWorkBytes, limitBytes: limitBytes)
  }

  /// Most bytes of tiles that a row of units touches, of rows that touch a tall one: low tiles beside
  /// it would make it be given up.
  private static func bandBytes(_ tiles: [Tile]) -> Int {
    let ended = tiles.sorted { $0.place.maxY < $1.place.maxY }
    var (bytes, tall, most, gone) = (0, 0, 0, 0)
    for tile in tiles.sorted(by: { $0.place.y < $1.place.y }) {
      bytes += tile.bytes
      tall += tile.isTall ? 1 : 0
      // The band ends with the first row of this tile, which itself is never gone.
      while ended[gone].place.maxY <= tile.place.y + 1 - unitRows {
        bytes -= ended[gone].bytes
        tall -= ended[gone].isTall ? 1 : 0
        gone += 1
      }
      if tall > 0 { most = max(most, bytes) }
    }
    return most
  }

  /// Workers whose memory the bound allows, at least one.
  ///
  /// - Parameter workers: most that are wanted.
  /// - Returns: their number.
  package func workers(atMost workers: Int) -> Int {
    let left = memoryLimitBytes - SlideSource.sharedBytes
    guard allBytes > capacityBytes || allBytes > limitBytes - leastWorkBytes else {
      // All are decoded before units are measured, and stay.
      return min(workers, max(1, (left - allBytes) / SlideSource.workerBytes))
    }
    let most = min(workers, max(1, capacityBytes / largestBytes))
    return (1...max(1, most)).last { count in
      // While one decodes a tile, the others may use tiles that are no longer kept.
      let tiles = capacityBytes + (count - 1) * largestBytes
      let work = min(limitBytes - capacityBytes, count * workBytes)
      return tiles + work + count * SlideSource.workerBytes <= left
    } ?? 1
  }
}
