import Quantification
import Raster
import Testing

/// How memory is shared between decoded tiles and workers.
@Suite struct TileMemoryTests {
  private static let bound = 1 << 30

  /// A grid of equal tiles side by side.
  private func memory(
    _ columns: Int, _ rows: Int, width: Int, height: Int, limit: Int = bound
  ) -> TileMemory {
    let tiles = (0..<rows).flatMap { row in
      (0..<columns).map { column in
        TileMemory.Tile(
          place: PixelRect(
            x: column * width, y: row * height, width: width, height: height),
          workBytes: 5 * width * height)
      }
    }
    return TileMemory(tiles, memoryLimitBytes: limit, reservedBytes: 208 << 20)
  }

  @Test func `a single image is kept, and workers have what it leaves`() {
    for (side, workers) in [(1000, 11), (9000, 8), (12_000, 6), (16_000, 2), (16_800, 1)] {
      let memory = memory(1, 1, width: side, height: side)
      #expect(memory.capacityBytes >= 3 * side * side)
      #expect(memory.capacityBytes <= memory.limitBytes)
      #expect(memory.workers(atMost: 64) == workers, "\(side)")
      #expect(memory.workers(atMost: 1) == 1)
    }
  }

  @Test func `tall tiles of a row of units are kept when they fit`() {
    #expect(memory(2, 1, width: 6000, height: 9000).capacityBytes == 324_000_000)
    #expect(memory(2, 1, width: 6000, height: 9000).workers(atMost: 2) == 2)
    // No row of units touches more than two of the four.
    let column = memory(1, 4, width: 4000, height: 6000, limit: 512 << 20)
    #expect(column.capacityBytes == 144_000_000)
  }

  @Test func `tall tiles that do not fit leave the share of others`() {
    let memory = memory(3, 1, width: 9000, height: 9000)
    #expect(memory.capacityBytes == Self.bound / 5 * 3)
    #expect(memory.workers(atMost: 64) == 1)
  }

  @Test func `low tiles need not be kept from one row of units to the next`() {
    let memory = memory(100, 100, width: 1000, height: 1000)
    #expect(memory.capacityBytes == Self.bound / 4)
    #expect(memory.workers(atMost: 2) == 2)
    #expect(memory.workers(atMost: 64) == 7)
  }

  /// A tile of 412 MiB, and beside it, from row `y` on, 8 x 8 tiles of `side` x `side` pixels.
  private func mixed(side: Int, y: Int) -> TileMemory {
    let tall = PixelRect(x: 0, y: 0, width: 12_000, height: 12_000)
    let low = (0..<64).map {
      PixelRect(x: 12_000 + $0 % 8 * side, y: y + $0 / 8 * side, width: side, height: side)
    }
    return TileMemory(
      ([tall] + low).map { TileMemory.Tile(place: $0, workBytes: 0) },
      memoryLimitBytes: Self.bound, reservedBytes: 208 << 20)
  }

  @Test func `a tall tile is kept with the low ones beside it`() {
    // Three rows of tiles of 2000 pixels reach into a row of units, four of tiles of 1000.
    #expect(mixed(side: 2000, y: 0).capacityBytes == Self.bound / 5 * 3)
    #expect(mixed(side: 1000, y: 0).capacityBytes == 432_000_000 + 4 * 8 * 3_000_000)
    #expect(mixed(side: 1000, y: 20_000).capacityBytes == 432_000_000)
  }

  @Test func `tiles that are given up for what decoding needs are not counted on to stay`() {
    /// Three tiles of 86 MiB side by side.
    func workers(leastWorkBytes: Int) -> Int {
      let tiles = (0..<3).map {
        TileMemory.Tile(
          place: PixelRect(x: 6000 * $0, y: 0, width: 6000, height: 5000),
          workBytes: leastWorkBytes, leastWorkBytes: leastWorkBytes)
      }
      return TileMemory(tiles, memoryLimitBytes: Self.bound, reservedBytes: 208 << 20)
        .workers(atMost: 64)
    }
    #expect(workers(leastWorkBytes: 0) == 7)
    #expect(workers(leastWorkBytes: 500 << 20) == 7)
    #expect(workers(leastWorkBytes: 600 << 20) == 1)
    // None of them can be decoded.
    #expect(workers(leastWorkBytes: 800 << 20) == 11)
  }

  @Test func `a tile that is refused takes nothing from others`() {
    let tiles = [100, 30_000, 1 << 30].map {
      TileMemory.Tile(
        place: PixelRect(x: 0, y: 0, width: $0, height: $0), workBytes: 5 * $0 * $0)
    }
    let memory = TileMemory(tiles, memoryLimitBytes: Self.bound, reservedBytes: 208 << 20)
    #expect(memory.capacityBytes == Self.bound / 4)
    #expect(memory.workers(atMost: 64) == 11)
  }

  @Test func `an image that measuring leaves no memory for is refused with the memory to give`()
    throws
  {
    let folder = try TemporaryFolder()
    let path = try folder.image("large.png", width: 7000, height: 6500)
    let slide = SlideInput(
      slide: "large", caseName: "case", tiles: [TileInput(path: path, image: "large.png")])
    let measured = try SyntheticRun.measure([slide], threads: 2, memoryLimitBytes: 256 << 20)
    let result = try #require(measured.result.slides.first)
    #expect(result.status == .failed)
    let error = try #require(result.error)
    // 131 MiB of pixels and 208 MiB of the program and a worker.
    #expect(
      error.hasSuffix(
        "large.png: decoding 7000 x 6500 pixels needs 339 MiB, the limit is 256 MiB; "
          + "give --memory 339MiB or more, or cut the image into tiles."), "\(error)")
  }
}
