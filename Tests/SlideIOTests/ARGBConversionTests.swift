import Raster
import SlideIO
import Testing

@Suite struct ARGBConversionTests {
  private func convert(_ pixels: [UInt32], over background: RGBColor) -> [UInt8] {
    var target = [UInt8](repeating: 0, count: 3 * pixels.count)
    target.withUnsafeMutableBufferPointer { target in
      pixels.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        ARGBConversion(background: background).convert(from, count: pixels.count, into: to)
      }
    }
    return target
  }

  @Test func `opaque pixels are copied, clear ones are the background`() {
    let pixels: [UInt32] = [0xFF10_2030, 0, 0xFF00_FF00]
    let background = RGBColor(red: 240, green: 241, blue: 242)
    #expect(convert(pixels, over: background) == [0x10, 0x20, 0x30, 240, 241, 242, 0, 255, 0])
  }

  @Test func `every alpha, value and background is mixed as real numbers are`() {
    for background in [0, 1, 128, 243, 255] as [UInt8] {
      for alpha in 0...255 {
        let values = Array(stride(from: 0, through: alpha, by: 3))
        let pixels = values.map { UInt32(alpha << 24 | $0 << 16 | (alpha - $0) << 8 | $0) }
        let found = convert(
          pixels, over: RGBColor(red: background, green: background, blue: background))
        for (index, value) in values.enumerated() {
          for (channel, color) in [value, alpha - value, value].enumerated() {
            let exact = Double(color) + Double(255 - alpha) * Double(background) / 255
            #expect(abs(Double(found[3 * index + channel]) - exact) <= 0.5 + 1e-9)
          }
        }
      }
    }
  }
}
