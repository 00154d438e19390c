import Raster
import SlideIO

/// Pixels of a slide for pictures, read from its source.
struct SlidePixels: SlidePixelReading {
  let source: SlideSource
  let tissue: SlideTissue?

  var width: Int { Int((Double(source.map.canvas.width) * source.downsample).rounded()) }
  var height: Int { Int((Double(source.map.canvas.height) * source.downsample).rounded()) }

  func image(of rect: PixelRect, downsample: Int) throws -> RGBImage {
    precondition(downsample >= 1)
    let reader = CanvasReader(source)
    if let image = try reduced(rect, downsample: downsample, reader: reader) { return image }
    let width = (rect.width + downsample - 1) / downsample
    let height = (rect.height + downsample - 1) / downsample
    var result = RGBImage(width: width, height: height)
    let canvas = source.map.canvas
    // Rows are taken in bands, so that an overview of a large slide needs little memory.
    let bandRows = max(1, 4_000_000 / max(1, rect.width))
    for top in stride(from: 0, to: height, by: max(1, bandRows / downsample)) {
      let rows = top..<min(height, top + max(1, bandRows / downsample))
      let band = PixelRect(
        x: rect.x, y: rect.y + rows.lowerBound * downsample, width: rect.width,
        height: min(rows.count * downsample, rect.height - rows.lowerBound * downsample))
      let part = covered(canvasRect(band).intersection(canvas), block: downsample, from: rect.x)
      guard !part.isEmpty else { continue }
      average(
        try reader.covered(part), part: part, band: band, block: downsample,
        firstRow: rows.lowerBound,
        into: &result)
    }
    return result
  }

  /// The same from a coarser level of a slide file; nil when there is none or its grid differs.
  private func reduced(
    _ rect: PixelRect, downsample: Int, reader: CanvasReader
  ) throws -> RGBImage? {
    guard downsample > 1, source.downsample == 1, let file = source.file,
      let entry = source.map.entries.first, entry.rect.x == 0, entry.rect.y == 0,
      rect.x % downsample == 0, rect.y % downsample == 0,
      let grid = file.grid(downsample: Double(downsample))
    else { return nil }
    let part = PixelRect(
      x: rect.x / downsample, y: rect.y / downsample,
      width: (rect.width + downsample - 1) / downsample,
      height: (rect.height + downsample - 1) / downsample)
    return try reader.region(part, on: grid)
  }

  /// The columns of a band in which tiles lie, in whole blocks; the picture is white elsewhere.
  private func covered(_ band: PixelRect, block: Int, from left: Int) -> PixelRect {
    let map = source.map
    let tiles = map.indices(touching: band).map { map.entries[$0].rect.intersection(band) }
    guard let first = tiles.first else {
      return PixelRect(x: band.x, y: band.y, width: 0, height: 0)
    }
    // Pixels of reduced files do not end with blocks.
    guard source.downsample == 1 else { return band }
    let bounds = tiles.dropFirst().reduce(first) { $0.union($1) }
    let start = left + (bounds.x - left) / block * block
    let end = min(band.maxX, left + (bounds.maxX - left + block - 1) / block * block)
    return PixelRect(x: start, y: band.y, width: end - start, height: band.height)
  }

  private func canvasRect(_ rect: PixelRect) -> PixelRect {
    let d = source.downsample
    let left = Int(Double(rect.x) / d)
    let top = Int(Double(rect.y) / d)
    return PixelRect(
      x: left, y: top, width: max(1, Int((Double(rect.maxX) / d).rounded(.up)) - left),
      height: max(1, Int((Double(rect.maxY) / d).rounded(.up)) - top))
  }

  /// Averages blocks of full-resolution pixels; each stands for the canvas pixel that covers it.
  private func average(
    _ image: RGBImage, part: PixelRect, band: PixelRect, block: Int, firstRow: Int,
    into result: inout RGBImage
  ) {
    let d = source.downsample
    if d == 1 {
      // Parts begin with a block of their band.
      result.paste(image.averaged(by: block), x: (part.x - band.x) / block, y: firstRow)
      return
    }
    // Pixels of a reduced file cover several full-resolution ones, which need not be visited singly.
    let step = max(1, min(block, Int(d)))
    for y in stride(from: 0, to: band.height, by: block) {
      for x in stride(from: 0, to: band.width, by: block) {
        var sums = SIMD3<Int>()
        var count = 0
        for v in stride(from: y, to: min(y + block, band.height), by: step) {
          let row = Int(Double(band.y + v) / d) - part.y
          guard (0..<part.height).contains(row) else { continue }
          for u in stride(from: x, to: min(x + block, band.width), by: step) {
            let column = Int(Double(band.x + u) / d) - part.x
            guard (0..<part.width).contains(column) else { continue }
            let i = 3 * (row * part.width + column)
            sums &+= SIMD3(
              Int(image.samples[i]), Int(image.samples[i + 1]), Int(image.samples[i + 2]))
            count += 1
          }
        }
        guard count > 0 else { continue }
        let half = SIMD3(repeating: count / 2)
        let mean = (sums &+ half) / SIMD3(repeating: count)
        result[x / block, firstRow + y / block] = RGBColor(
          red: UInt8(mean.x), green: UInt8(mean.y), blue: UInt8(mean.z))
      }
    }
  }
}
