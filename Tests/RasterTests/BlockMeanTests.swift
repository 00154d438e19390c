import Raster
import TestSupport
import Testing

@Suite struct BlockMeanTests {
  private func noise(_ width: Int, _ height: Int, _ random: inout SeededGenerator) -> RGBImage {
    var image = RGBImage(width: width, height: height)
    for i in image.samples.indices { image.samples[i] = UInt8.random(in: 0...255, using: &random) }
    return image
  }

  @Test func `means of blocks are those that each pixel adds to`() {
    var random = SeededGenerator(seed: 8)
    for _ in 0..<300 {
      let (width, height) = (
        Int.random(in: 1...25, using: &random), Int.random(in: 1...25, using: &random)
      )
      let image = noise(width, height, &random)
      let block = Int.random(in: 1...6, using: &random)
      let averaged = image.averaged(by: block)
      #expect(averaged.width == (width + block - 1) / block)
      #expect(averaged.height == (height + block - 1) / block)
      for y in 0..<averaged.height {
        for x in 0..<averaged.width {
          #expect(averaged[x, y] == mean(of: image, block: block, x: x, y: y))
        }
      }
    }
  }

  @Test func `blocks of one pixel are the image`() {
    var random = SeededGenerator(seed: 9)
    let image = noise(13, 7, &random)
    #expect(image.averaged(by: 1) == image)
    #expect(RGBImage(width: 0, height: 0).averaged(by: 3) == RGBImage(width: 0, height: 0))
  }

  @Test func `an image is pasted where it is said, and nothing else changes`() {
    var random = SeededGenerator(seed: 10)
    let (image, canvas) = (noise(5, 4, &random), noise(17, 11, &random))
    for (x, y) in [(0, 0), (12, 7), (3, 6)] {
      var pasted = canvas
      pasted.paste(image, x: x, y: y)
      let place = PixelRect(x: x, y: y, width: 5, height: 4)
      #expect(pasted.cropped(to: place) == image)
      for v in 0..<11 {
        for u in 0..<17 where !place.contains(x: Double(u), y: Double(v)) {
          #expect(pasted[u, v] == canvas[u, v])
        }
      }
    }
  }

  private func mean(of image: RGBImage, block: Int, x: Int, y: Int) -> RGBColor {
    var sum = SIMD3<Int>()
    var count = 0
    for v in 0..<image.height where v / block == y {
      for u in 0..<image.width where u / block == x {
        let color = image[u, v]
        sum &+= SIMD3(Int(color.red), Int(color.green), Int(color.blue))
        count += 1
      }
    }
    func rounded(_ channel: Int) -> UInt8 { UInt8((sum[channel] + count / 2) / count) }
    return RGBColor(red: rounded(0), green: rounded(1), blue: rounded(2))
  }
}
