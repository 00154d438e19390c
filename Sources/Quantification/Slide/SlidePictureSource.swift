import Raster
import SlideIO

/// Pixels of a slide whose files are still there, for looking at it after a run.
public struct SlidePictureSource: Sendable {
  private let pixels: SlidePixels
  private let shares: Int

  /// Opens the files of a slide; nil when any of them cannot be read.
  ///
  /// - Parameters:
  ///   - input: the slide as it was measured.
  ///   - memoryLimitBytes: bound of the memory for decoded pixels of all slides that are open.
  ///   - shares: how many these may be; each has an equal share.
  public init?(_ input: SlideInput, memoryLimitBytes: Int, shares: Int = 1) {
    let source = SlideSource(input, memoryLimitBytes: memoryLimitBytes / shares)
    guard source.tileInfos.allSatisfy({ (try? $0.get()) != nil }), !source.tileInfos.isEmpty else {
      return nil
    }
    pixels = SlidePixels(source: source, tissue: nil)
    self.shares = shares
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
  /// - Throws: `ImageFileError` when a file can no longer be read, or is too large.
  public func image(of rect: PixelRect, downsample: Int) throws -> RGBImage {
    do {
      return try pixels.image(of: rect, downsample: downsample)
    } catch let error as ImageFileError {
      throw error.ofWholeBound(shares: shares)
    }
  }
}
