import Raster
import TestSupport
import Testing

@Suite struct AreaAveragerTests {
  /// Mean over the covered area by the definition, unit by unit of 1/256 pixel along each axis.
  private func mean(
    _ image: RGBImage, _ x: AreaAxis, _ y: AreaAxis, column: Int, row: Int, channel: Int
  ) -> Int? {
    let unit = AreaAxis.unitsPerPixel
    func overlap(_ pixel: Int, _ low: Int, _ high: Int) -> Int {
      max(0, min(high, (pixel + 1) * unit) - max(low, pixel * unit))
    }
    var sum = 0
    var weight = 0
    for py in 0..<image.height {
      let down = overlap(py, y.edge(row), y.edge(row + 1))
      guard down > 0 else { continue }
      for px in 0..<image.width {
        let part = down * overlap(px, x.edge(column), x.edge(column + 1))
        sum += part * Int(image.samples[3 * (py * image.width + px) + channel])
        weight += part
      }
    }
    return weight == 0 ? nil : (sum + weight / 2) / weight
  }

  private func average(
    _ image: RGBImage, _ x: AreaAxis, _ y: AreaAxis, _ rect: PixelRect,
    background: RGBColor = .white
  ) -> RGBImage {
    var samples = [UInt8](repeating: 7, count: 3 * rect.area)
    samples.withUnsafeMutableBufferPointer { target in
      image.samples.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        AreaAverager().average(
          from, of: image.bounds, x: x, y: y, to: rect, into: to, rowBytes: 3 * rect.width,
          background: background)
      }
    }
    return RGBImage(width: rect.width, height: rect.height, samples: samples)
  }

  private func noise(_ width: Int, _ height: Int, seed: UInt64) -> RGBImage {
    var generator = SeededGenerator(seed: seed)
    return RGBImage(
      width: width, height: height,
      samples: (0..<(3 * width * height)).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  @Test(arguments: [1, 1.5, 1.978, 2, 2.0037, 3, 4.31, 7.77, 16, 0.5, 0.37])
  func `every sample is the mean of what it covers, also across the border`(step: Double) {
    let image = noise(43, 29, seed: UInt64(step * 100))
    let x = AreaAxis(step: step)
    let y = AreaAxis(step: step * 1.13)
    let gray = RGBColor(red: 1, green: 2, blue: 3)
    let rect = PixelRect(
      x: -2, y: -1, width: Int(43 / step) + 5, height: Int(29 / step / 1.13) + 4)
    let found = average(image, x, y, rect, background: gray)
    for row in 0..<rect.height {
      for column in 0..<rect.width {
        for channel in 0..<3 {
          let expected = mean(
            image, x, y, column: rect.x + column, row: rect.y + row, channel: channel)
          #expect(
            Int(found.samples[3 * (row * rect.width + column) + channel])
              == expected ?? (channel + 1), "step \(step) at \(column), \(row)")
        }
      }
    }
  }

  @Test func `the real-valued mean differs by the quantized edges only`() {
    let image = noise(200, 1, seed: 3)
    let axis = AreaAxis(step: 2.7183)
    let found = average(
      image, axis, AreaAxis(step: 1), PixelRect(x: 0, y: 0, width: 73, height: 1))
    for i in 0..<73 {
      var sum = 0.0
      for pixel in 0..<200 {
        let low = max(Double(i) * axis.step, Double(pixel))
        let high = min(Double(i + 1) * axis.step, Double(pixel + 1))
        sum += max(0, high - low) * Double(image.samples[3 * pixel])
      }
      #expect(abs(Double(found.samples[3 * i]) - sum / axis.step) < 1.3)
    }
  }

  @Test func `extreme steps stay exact`() {
    let white = RGBImage(width: 9000, height: 2)
    let axis = AreaAxis(step: 4096)
    let found = average(
      white, axis, AreaAxis(step: 1), PixelRect(x: 0, y: 0, width: 3, height: 2))
    #expect(found == RGBImage(width: 3, height: 2))
  }

  @Test func `parts agree with the whole`() {
    let image = noise(90, 70, seed: 8)
    let x = AreaAxis(step: 3.3)
    let y = AreaAxis(step: 2.2)
    let whole = average(image, x, y, PixelRect(x: 0, y: 0, width: 28, height: 32))
    let rect = PixelRect(x: 11, y: 9, width: 8, height: 13)
    let columns = x.sourceRange(rect.x..<rect.maxX)
    let rows = y.sourceRange(rect.y..<rect.maxY)
    let source = PixelRect(
      x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count
    ).intersection(image.bounds)
    let crop = image.cropped(to: source)
    var samples = [UInt8](repeating: 0, count: 3 * rect.area)
    samples.withUnsafeMutableBufferPointer { target in
      crop.samples.withUnsafeBufferPointer { pixels in
        guard let from = pixels.baseAddress, let to = target.baseAddress else { return }
        AreaAverager().average(
          from, of: source, x: x, y: y, to: rect, into: to, rowBytes: 3 * rect.width,
          background: .white)
      }
    }
    #expect(
      RGBImage(width: rect.width, height: rect.height, samples: samples) == whole.cropped(to: rect))
  }

  @Test func `grid pixels that lie wholly on the source are counted`() {
    #expect(AreaAxis(step: 4).gridCount(sourceCount: 741) == 185)
    #expect(AreaAxis(step: 1).gridCount(sourceCount: 741) == 741)
    #expect(AreaAxis(step: 0.5).gridCount(sourceCount: 10) == 20)
    #expect(AreaAxis(step: 100).gridCount(sourceCount: 10) == 1)
  }
}
