import Foundation
import Quantification
import Raster
import SlideIO
import Testing

/// Tiles that several workers want.
@Suite struct TileCacheTests {
  private static let tile = RGBImage(width: 10, height: 10)
  private static let cost = TileCache.Cost(bytes: 300, workBytes: 300)

  /// Counts what several threads do at once.
  private struct Tally {
    var asked = 0
    var decoded = 0
    var failed = 0
    var running = 0
    var mostRunning = 0
  }

  /// Runs something on threads of its own, whose number that of processors does not limit; false when
  /// they do not end.
  private func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Bool {
    let ended = DispatchSemaphore(value: 0)
    for index in 0..<count {
      Thread.detachNewThread {
        body(index)
        ended.signal()
      }
    }
    return (0..<count).allSatisfy { _ in ended.wait(timeout: .now() + 60) == .success }
  }

  /// How many tiles of a list are decoded when one after the other is wanted, and which.
  private func decoded(_ tiles: [Int], _ cache: TileCache) throws -> [Int] {
    var decoded: [Int] = []
    for tile in tiles {
      let image = try cache.image(tile: tile, cost: Self.cost) { _ in
        decoded.append(tile)
        return Self.tile
      }
      #expect(image == Self.tile)
    }
    return decoded
  }

  @Test func `workers that want one tile at once share one decoder`() {
    for _ in 0..<20 {
      let cache = TileCache(capacityBytes: 1000, limitBytes: 10_000)
      let tally = Guarded(Tally())
      let isDone = onThreads(4) { _ in
        tally.withLock { $0.asked += 1 }
        let image = try? cache.image(tile: 7, cost: Self.cost) { _ in
          while tally.withLock({ $0.asked }) < 4 { Thread.sleep(forTimeInterval: 0.001) }
          tally.withLock { $0.decoded += 1 }
          return Self.tile
        }
        if image != Self.tile { tally.withLock { $0.failed += 1 } }
      }
      #expect(isDone)
      #expect(tally.withLock { $0.decoded } == 1 && tally.withLock { $0.failed } == 0)
    }
  }

  @Test func `who waits for a decoder that fails tries it himself`() {
    let cache = TileCache(capacityBytes: 1000, limitBytes: 10_000)
    let tally = Guarded(Tally())
    let isDone = onThreads(4) { _ in
      tally.withLock { $0.asked += 1 }
      let image = try? cache.image(tile: 7, cost: Self.cost) {
        _ throws(ImageFileError) -> RGBImage in
        while tally.withLock({ $0.asked }) < 4 { Thread.sleep(forTimeInterval: 0.001) }
        let number = tally.withLock { tally in
          tally.decoded += 1
          return tally.decoded
        }
        if number == 1 { throw .empty(path: "tile.png") }
        return Self.tile
      }
      if image == nil { tally.withLock { $0.failed += 1 } }
    }
    #expect(isDone)
    #expect(tally.withLock { $0.decoded } == 2 && tally.withLock { $0.failed } == 1)
  }

  @Test func `an error leaves the tile to be decoded again`() throws {
    let cache = TileCache(capacityBytes: 1000, limitBytes: 10_000)
    for _ in 0..<2 {
      #expect(throws: ImageFileError.empty(path: "tile.png")) {
        try cache.image(tile: 0, cost: Self.cost) { _ throws(ImageFileError) -> RGBImage in
          throw .empty(path: "tile.png")
        }
      }
    }
    #expect(try decoded([0, 0], cache) == [0])
  }

  @Test func `the tile used last is kept whatever its size`() throws {
    let cache = TileCache(capacityBytes: 100, limitBytes: 100)
    #expect(try decoded([0, 0, 0, 1, 1, 0], cache) == [0, 1, 0])
  }

  @Test func `of more tiles than are kept the least recently used go first`() throws {
    let cache = TileCache(capacityBytes: 600, limitBytes: 10_000)
    #expect(try decoded([0, 1, 0, 2, 0, 2, 1, 0, 2], cache) == [0, 1, 2, 1, 0, 2])
  }

  @Test func `a decoder may hold what tiles in memory leave`() throws {
    let cache = TileCache(capacityBytes: 1000, limitBytes: 1000)
    var held: [Int] = []
    for tile in 0..<4 {
      _ = try cache.image(tile: tile, cost: Self.cost) { bytes in
        held.append(bytes)
        return Self.tile
      }
    }
    #expect(held == [600, 600, 400, 400])
  }

  @Test func `tiles are given up for what decoding cannot do without`() throws {
    let cache = TileCache(capacityBytes: 1000, limitBytes: 1000)
    let cost = TileCache.Cost(bytes: 300, workBytes: 500, leastWorkBytes: 500)
    var held: [Int] = []
    for tile in [0, 1, 1, 0] {
      _ = try cache.image(tile: tile, cost: cost) { bytes in
        held.append(bytes)
        return Self.tile
      }
    }
    #expect(held == [800, 800, 800])
    // Its memory was for the time of decoding only: tiles that need none stay beside the last.
    #expect(try decoded([2, 3, 2, 0], cache) == [2, 3])
  }

  @Test(arguments: [(limit: 1000, most: 1), (limit: 1200, most: 2), (limit: 10_000, most: 4)])
  func `as many tiles are decoded at once as memory allows`(limit: Int, most: Int) {
    let cache = TileCache(capacityBytes: 10_000, limitBytes: limit)
    let tally = Guarded(Tally())
    let isDone = onThreads(4) { tile in
      _ = try? cache.image(tile: tile, cost: Self.cost) { _ in
        tally.withLock { tally in
          tally.running += 1
          tally.mostRunning = max(tally.mostRunning, tally.running)
        }
        // The first wait for each other, as long as they may be as many.
        while tally.withLock({ $0.mostRunning }) < most { Thread.sleep(forTimeInterval: 0.001) }
        Thread.sleep(forTimeInterval: 0.01)
        tally.withLock { $0.running -= 1 }
        return Self.tile
      }
    }
    #expect(isDone)
    #expect(tally.withLock { $0.mostRunning } == most)
  }
}
