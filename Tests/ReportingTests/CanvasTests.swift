import Raster
import Reporting
import TestSupport
import Testing

@Suite struct CanvasTests {
  private let red = RGBColor(red: 255, green: 0, blue: 0)

  /// Distance of a point from a segment, by search along it.
  private func distance(_ p: SIMD2<Double>, _ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    let along = b - a
    let length = (along * along).sum()
    let share = length > 0 ? min(max(((p - a) * along).sum() / length, 0), 1) : 0
    let offset = p - (a + along * share)
    return (offset * offset).sum().squareRoot()
  }

  @Test func `equals coverage by distance, pixel by pixel`() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<60 {
      let size = 24
      let points = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        SIMD2(
          Double.random(in: -20...44, using: &random), Double.random(in: -20...44, using: &random))
      }
      let width = Double.random(in: 0.3...7, using: &random)
      let closed = Bool.random(using: &random)
      var canvas = Canvas(RGBImage(width: size, height: size))
      canvas.stroke(points, closed: closed, width: width, color: red)
      var segments = zip(points, points.dropFirst()).map { ($0, $1) }
      if closed || segments.isEmpty { segments.append((points[points.count - 1], points[0])) }
      for y in 0..<size {
        for x in 0..<size {
          let center = SIMD2(Double(x) + 0.5, Double(y) + 0.5)
          let nearest = segments.map { distance(center, $0.0, $0.1) }.min() ?? .infinity
          let covered = min(max(width / 2 + 0.5 - nearest, 0), 1) * min(width, 1)
          let green = Double(canvas.image[x, y].green)
          #expect(abs(green - 255 * (1 - covered)) <= 1.5)
          #expect(canvas.image[x, y].red == 255)
        }
      }
    }
  }

  @Test func `a path that crosses itself is blended once`() {
    let cross = [SIMD2(2.0, 2.0), SIMD2(18, 18), SIMD2(18, 2), SIMD2(2, 18)]
    var canvas = Canvas(RGBImage(width: 20, height: 20))
    canvas.stroke(cross, closed: true, width: 3, color: red, opacity: 0.5)
    #expect(canvas.image[10, 10].green == 127 || canvas.image[10, 10].green == 128)
  }

  @Test func `without opacity and outside the picture nothing changes`() {
    let blank = RGBImage(width: 20, height: 10)
    var canvas = Canvas(blank)
    canvas.stroke([SIMD2(5, 5), SIMD2(15, 5)], closed: false, width: 3, color: red, opacity: 0)
    canvas.stroke([SIMD2(-50, -50), SIMD2(-40, 60)], closed: true, width: 5, color: red)
    canvas.fillDisc(center: SIMD2(1e9, -1e9), radius: 4, color: red)
    canvas.fillDisc(center: SIMD2(.nan, 3), radius: 4, color: red)
    canvas.fill(PixelRect(x: 30, y: 0, width: 5, height: 5), color: red)
    canvas.stroke([], closed: true, width: 3, color: red)
    #expect(canvas.image == blank)
  }

  @Test func `an edge and a line at once are the edge, and then the line`() {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<200 {
      let points = (0..<Int.random(in: 1...9, using: &random)).map { _ in
        SIMD2(
          Double.random(in: -9...39, using: &random), Double.random(in: -9...39, using: &random))
      }
      func pen() -> Canvas.Pen {
        Canvas.Pen(
          width: Double.random(in: 0.3...6, using: &random),
          color: RGBColor(
            red: UInt8.random(in: 0...255, using: &random), green: 7,
            blue: UInt8.random(in: 0...255, using: &random)),
          opacity: Double.random(in: 0...1, using: &random))
      }
      let (line, edge) = (pen(), pen())
      var (together, apart) = (
        Canvas(RGBImage(width: 30, height: 30)), Canvas(RGBImage(width: 30, height: 30))
      )
      together.stroke(points, closed: true, line, edge: edge)
      apart.stroke(points, closed: true, edge)
      apart.stroke(points, closed: true, line)
      #expect(together.image == apart.image)
    }
  }

  @Test func `a drawing does not depend on what was drawn elsewhere before`() {
    var once = Canvas(RGBImage(width: 40, height: 40))
    once.fillDisc(center: SIMD2(30, 30), radius: 4, color: red)
    var twice = Canvas(RGBImage(width: 40, height: 40))
    twice.fillDisc(center: SIMD2(10, 10), radius: 4, color: red)
    twice.fillDisc(center: SIMD2(30, 30), radius: 4, color: red)
    let part = PixelRect(x: 20, y: 20, width: 20, height: 20)
    #expect(once.image.cropped(to: part) == twice.image.cropped(to: part))
  }
}
