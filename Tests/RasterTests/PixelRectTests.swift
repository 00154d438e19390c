import Raster
import TestSupport
import Testing

@Suite struct PixelRectTests {
  @Test func `intersection and union agree with counting pixels`() {
    var random = SeededGenerator(seed: 3)
    func rect() -> PixelRect {
      PixelRect(
        x: Int.random(in: 0..<8, using: &random), y: Int.random(in: 0..<8, using: &random),
        width: Int.random(in: 1..<6, using: &random), height: Int.random(in: 1..<6, using: &random))
    }
    for _ in 0..<200 {
      let a = rect()
      let b = rect()
      func holds(_ r: PixelRect, _ x: Int, _ y: Int) -> Bool {
        r.contains(PixelRect(x: x, y: y, width: 1, height: 1))
      }
      let common = a.intersection(b)
      let both = a.union(b)
      for y in 0..<16 {
        for x in 0..<16 {
          #expect(holds(common, x, y) == (holds(a, x, y) && holds(b, x, y)))
          if holds(a, x, y) || holds(b, x, y) { #expect(holds(both, x, y)) }
        }
      }
    }
  }

  @Test func `a crop holds the pixels of its place`() {
    var image = RGBImage(width: 5, height: 4)
    image[3, 2] = RGBColor(red: 1, green: 2, blue: 3)
    let crop = image.cropped(to: PixelRect(x: 2, y: 1, width: 3, height: 3))
    #expect(crop[1, 1] == RGBColor(red: 1, green: 2, blue: 3))
    #expect(crop[0, 0] == .white)
  }
}
