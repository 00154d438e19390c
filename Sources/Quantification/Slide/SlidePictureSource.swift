import Raster
import SlideIO

/// Pixels of a slide whose files are still there, for looking at it after a run.
public struct SlidePictureSource: Sendable {
  private let pixels: SlidePixels

  /// Opens the files of a slide; nil when any of them cannot be read.
  ///
  /// - Parameters:
  ///   - input: the slide as it was measured.
  ///   - memoryLimitBytes: bound of the memory for decoded pixels.
  public init?(_ input: SlideInput, memoryLimitBytes: Int) {
    let source = SlideSource(input, memoryLimitBytes: memoryLimitBytes)
    guard source.tileInfos.allSatisfy({ (try? $0.get()) != nil }), !source.tileInfos.isEmpty else {
      return nil
    }
    pixels = SlidePixels(source: source, tissue: nil)
  }

  /// Full-resolution width.
  public var width: Int { pixels.width }
  /// Full-resolution height.
  public var height: Int { pixels.height }

  /// Pixels of a part of the slide, averaged over blocks of `downsample` x `downsample`.
  ///
  /// - Parameters:
  ///   - rect: full-resolution pixels, inside the slide.
  ///   - downsample: block size, at least 1.
  /// - Returns: the pixels, white where the slide has none.
  /// - Throws: `ImageFileError` when a file can no longer be read.
  public func image(of rect: PixelRect, downsample: Int) throws -> RGBImage {
    try pixels.image(of: rect, downsample: downsample)
  }
}
