import Quantification
import Raster
import TestSupport
import Testing

@Suite struct BlockMeanTests {
  @Test func `means of blocks are those that each pixel adds to`() {
    var random = SeededGenerator(seed: 8)
    for _ in 0..<300 {
      let image = RGBImage(
        width: Int.random(in: 1...25, using: &random),
        height: Int.random(in: 1...25, using: &random), filledWith: .white)
      var noisy = image
      for i in noisy.samples.indices {
        noisy.samples[i] = UInt8.random(in: 0...255, using: &random)
      }
      let block = Int.random(in: 1...6, using: &random)
      let place = SIMD2(
        Int.random(in: 0...9, using: &random), Int.random(in: 0...9, using: &random))
      let firstRow = Int.random(in: 0...3, using: &random)
      let size = SIMD2(
        (place.x + image.width + block - 1) / block,
        firstRow + (place.y + image.height + block - 1) / block)
      var filled = RGBImage(width: size.x, height: size.y)
      filled.fill(withBlocks: block, of: noisy, at: place, firstRow: firstRow)
      for y in 0..<size.y {
        for x in 0..<size.x {
          let mean = mean(of: noisy, block: block, place: place, x: x, y: y - firstRow)
          #expect(filled[x, y] == mean ?? .white)
        }
      }
      if block == 1 {
        var copied = RGBImage(width: size.x, height: size.y)
        copied.copy(noisy, x: place.x, y: firstRow + place.y)
        #expect(copied == filled)
      }
    }
  }

  private func mean(
    of image: RGBImage, block: Int, place: SIMD2<Int>, x: Int, y: Int
  ) -> RGBColor? {
    var sum = SIMD3<Int>()
    var count = 0
    for v in 0..<image.height where (v + place.y) / block == y {
      for u in 0..<image.width where (u + place.x) / block == x {
        let color = image[u, v]
        sum &+= SIMD3(Int(color.red), Int(color.green), Int(color.blue))
        count += 1
      }
    }
    guard count > 0 else { return nil }
    func rounded(_ channel: Int) -> UInt8 { UInt8((sum[channel] + count / 2) / count) }
    return RGBColor(red: rounded(0), green: rounded(1), blue: rounded(2))
  }
}
