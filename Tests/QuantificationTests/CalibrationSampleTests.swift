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
}
