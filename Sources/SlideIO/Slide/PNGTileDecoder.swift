import Raster

/// Gives a PNG, which can only be decoded whole, as a slide of one tile.
final class PNGTileDecoder: TileDecoder {
  private let path: String
  private let reader: ImageReader

  init(_ slide: SlideDescription, memoryLimitBytes: Int) {
    path = slide.path
    reader = ImageReader(memoryLimitBytes: memoryLimitBytes)
  }

  func decodeTile(
    level: Int, row: Int, column: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(ImageFileError) -> PixelTraits {
    let image = try reader.decode(at: path).image
    guard image.samples.count == target.count else {
      throw .damaged(path: path, detail: "the file has changed since it was first read")
    }
    image.samples.withUnsafeBytes { target.copyMemory(from: $0) }
    // The reader of whole images, by which PNG are measured, says so itself.
    return []
  }

  func associatedImage(_ image: AssociatedImage) throws(ImageFileError) -> DecodedPixels {
    preconditionFailure("a PNG holds no picture beside its own")
  }
}
