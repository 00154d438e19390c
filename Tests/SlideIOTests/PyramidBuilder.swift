import Raster

extension TIFFBuilder {
  /// An uncompressed RGB image in tiles or strips.
  ///
  /// - Parameters:
  ///   - image: its pixels.
  ///   - tile: width and height of tiles; nil for strips.
  ///   - rows: rows of a strip.
  ///   - isPlanar: whether red, green and blue are stored apart.
  ///   - isBigTIFF: whether places in the file have 64 bits.
  init(
    _ image: RGBImage, tile: Int? = nil, rows: Int = 7, isPlanar: Bool = false,
    isBigTIFF: Bool = false
  ) {
    self.init(
      width: image.width, height: image.height, bits: [8, 8, 8], photometric: 2, data: [],
      isBigTIFF: isBigTIFF)
    if isPlanar { tags[284] = .short([2]) }
    if let tile {
      tags[278] = nil
      tags[322] = .short([tile])
      tags[323] = .short([tile])
    } else {
      tags[278] = .long([rows])
    }
    let channels = isPlanar ? [[0], [1], [2]] : [[0, 1, 2]]
    chunks = channels.flatMap { Self.chunks(image, tile: tile, rows: rows, channels: $0) }
  }

  private static func chunks(
    _ image: RGBImage, tile: Int?, rows: Int, channels: [Int]
  ) -> [[UInt8]] {
    var chunks: [[UInt8]] = []
    let (width, height) = (tile ?? image.width, tile ?? rows)
    for top in stride(from: 0, to: image.height, by: height) {
      for left in stride(from: 0, to: image.width, by: width) {
        var chunk: [UInt8] = []
        for y in top..<(top + height) where tile != nil || y < image.height {
          for x in left..<(left + width) {
            let isInside = x < image.width && y < image.height
            for channel in channels {
              chunk.append(
                isInside ? image.samples[3 * (y * image.width + x) + channel] : 99)
            }
          }
        }
        chunks.append(chunk)
      }
    }
    return chunks
  }

  /// The same with an ImageDescription.
  func described(_ text: String) -> TIFFBuilder {
    var copy = self
    copy.tags[270] = .ascii(text)
    return copy
  }

  /// The same with a NewSubfileType.
  func kind(_ value: Int) -> TIFFBuilder {
    var copy = self
    copy.tags[254] = .long([value])
    return copy
  }
}
