import Raster
import SlideIO

/// Renders a slide into a pyramid band by band, in memory that does not grow with its height.
struct PyramidRendering {
  let scene: SyntheticScene
  /// The part of the scene that is the slide.
  let rect: PixelRect
  let workers: Int

  /// Rows that are rendered before they are written.
  static let bandRows = 256
  /// Columns that a worker renders at a time.
  private static let blockColumns = 2048

  /// Bands of a region from top to bottom.
  static func bands(of region: PixelRect) -> [PixelRect] {
    stride(from: region.y, to: region.maxY, by: bandRows).map { y in
      PixelRect(x: region.x, y: y, width: region.width, height: min(bandRows, region.maxY - y))
    }
  }

  /// Renders and writes the whole slide.
  func write(to path: String, _ options: PyramidWriter.Options) throws(ImageFileError) {
    let writer = try PyramidWriter(
      path: path, width: rect.width, height: rect.height, options: options)
    for band in Self.bands(of: rect) { try writer.append(render(band)) }
    try writer.finish()
  }

  /// A band, its blocks side by side.
  private func render(_ band: PixelRect) -> RGBImage {
    let blocks = stride(from: band.x, to: band.maxX, by: Self.blockColumns).map { x in
      PixelRect(
        x: x, y: band.y, width: min(Self.blockColumns, band.maxX - x), height: band.height)
    }
    let parts = concurrentMap(count: blocks.count, workers: workers, makeWorkspace: {}) {
      _, index in
      scene.render(blocks[index])
    }
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * band.area)
    for row in 0..<band.height {
      for part in parts {
        let rowBytes = 3 * part.width
        samples.append(contentsOf: part.samples[(row * rowBytes)..<((row + 1) * rowBytes)])
      }
    }
    return RGBImage(width: band.width, height: band.height, samples: samples)
  }
}
