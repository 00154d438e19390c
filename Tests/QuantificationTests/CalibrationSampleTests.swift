import Quantification
import Raster
import Testing

@Suite struct CalibrationSampleTests {
  @Test func `small canvases are looked at whole`() {
    let canvas = PixelRect(x: 0, y: 0, width: 8000, height: 4000)
    #expect(CalibrationSample(canvas: canvas).squares == [canvas])
  }

  @Test(arguments: [(8001, 4000), (40_000, 30_000), (200_000, 90_000), (3_000_000, 11)])
  func `squares of large canvases lie apart, inside, and all over`(width: Int, height: Int) {
    let canvas = PixelRect(x: 0, y: 0, width: width, height: height)
    let squares = CalibrationSample(canvas: canvas).squares
    #expect((100...170).contains(squares.count))
    for (index, square) in squares.enumerated() {
      #expect(!square.isEmpty && canvas.contains(square))
      #expect(squares.dropFirst(index + 1).allSatisfy { $0.intersection(square).isEmpty })
    }
    // Every quarter along the longer side holds a quarter of the squares.
    let counts = (0..<4).map { part in
      squares.count { ($0.x + $0.width / 2) * 4 / width == part }
    }
    #expect(counts.allSatisfy { $0 >= squares.count / 5 }, "\(counts)")
    #expect(squares.reduce(0) { $0 + $1.area } <= CalibrationSample.wholePixels * 3 / 2)
  }

  private func sample(of tiles: [PixelRect]) -> CalibrationSample {
    CalibrationSample(
      TileMap(tiles.enumerated().map { TileMap.Entry(tile: $0.offset, rect: $0.element) }))
  }

  /// Tiles of a size that fill rectangles.
  private func cut(_ areas: [PixelRect], side: Int) -> [PixelRect] {
    areas.flatMap { area in
      stride(from: area.y, to: area.maxY, by: side).flatMap { y in
        stride(from: area.x, to: area.maxX, by: side).map { x in
          PixelRect(x: x, y: y, width: side, height: side).intersection(area)
        }
      }
    }
  }

  /// Fields of 24, 12 and 0.3 megapixels, far from each other.
  private let fields = [
    PixelRect(x: 1000, y: 2000, width: 6000, height: 4000),
    PixelRect(x: 90_000, y: 3000, width: 3000, height: 4000),
    PixelRect(x: 50_000, y: 70_001, width: 600, height: 500),
  ]

  @Test func `squares of fields follow from their pixels, not from how they are cut or lie`() {
    let squares = sample(of: fields).squares
    for side in [700, 1024] {
      let tiles = cut(fields, side: side)
      #expect(sample(of: tiles).squares == squares)
      #expect(sample(of: tiles.reversed()).squares == squares)
      let moved = tiles.map {
        PixelRect(x: $0.x + 777, y: $0.y + 12_345, width: $0.width, height: $0.height)
      }
      #expect(
        sample(of: moved).squares
          == squares.map {
            PixelRect(x: $0.x + 777, y: $0.y + 12_345, width: $0.width, height: $0.height)
          })
    }
  }

  @Test func `squares of fields lie apart and hold of each as much as it has pixels`() {
    let squares = sample(of: fields).squares
    #expect((90...122).contains(squares.count))
    for (index, square) in squares.enumerated() {
      #expect(squares.dropFirst(index + 1).allSatisfy { $0.intersection(square).isEmpty })
    }
    let held = fields.map { field in
      squares.reduce(0) { $0 + $1.intersection(field).area }
    }
    let all = held.reduce(0, +)
    #expect(all > CalibrationSample.wholePixels * 3 / 4)
    for (field, pixels) in zip(fields, held) {
      let share = Double(field.area) / Double(fields.reduce(0) { $0 + $1.area })
      // Where two runs meet in one square it is taken once, so that some of a hundred squares are
      // missing here or there.
      #expect(abs(Double(pixels) / Double(all) - share) < 0.04, "\(held)")
    }
  }

  @Test(arguments: [32_100_000, 39_900_000, 1_000_000_007])
  func `of a run of pixels any may be taken`(area: Int) {
    var places: [Double] = []
    for run in 0..<CalibrationSample.runs {
      let pixels = CalibrationSample.pixels(ofRun: run, in: area)
      let taken = CalibrationSample.pixel(ofRun: run, in: area)
      #expect(pixels.contains(taken))
      places.append(Double(taken - pixels.lowerBound) / Double(pixels.count))
    }
    #expect((0..<10).allSatisfy { tenth in places.contains { Int($0 * 10) == tenth } }, "\(places)")
  }

  @Test func `tiles that fill their canvas have the sample of the canvas, few pixels all of them`()
  {
    let canvas = PixelRect(x: 0, y: 0, width: 9000, height: 5000)
    #expect(
      sample(of: cut([canvas], side: 1000)).squares
        == CalibrationSample(canvas: canvas).squares)
    let few = [
      PixelRect(x: 20_000, y: 30_000, width: 1024, height: 1024),
      PixelRect(x: 60_000, y: 10_000, width: 1024, height: 1024),
    ]
    #expect(
      sample(of: few).squares
        == [PixelRect(x: 20_000, y: 10_000, width: 41_024, height: 21_024)])
  }
}
