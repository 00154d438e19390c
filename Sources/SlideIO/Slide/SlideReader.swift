import CTIFF
import Raster

/// Finds out what slide files are, recognized by content.
///
/// PNG and TIFF (also OME-TIFF, BigTIFF, and Aperio SVS with JPEG tiles) are read directly; what scanners
/// write in forms of their own goes through OpenSlide, see `OpenSlideLibrary`. A reader is a value
/// without state and may be used from any number of threads.
public struct SlideReader: Sendable {
  /// Largest number of bytes that one tile or one picture may hold.
  public var memoryLimitBytes: Int

  /// Makes a reader with a memory bound, by default 1 GiB.
  public init(memoryLimitBytes: Int = 1 << 30) {
    self.memoryLimitBytes = memoryLimitBytes
  }

  /// Reads what describes a slide, without its pixels.
  ///
  /// - Throws: `ImageFileError`: `.notAnImage` for other files, `.needsOpenSlide` for slides of
  ///   vendors when OpenSlide is not there or refuses them, `.unsupported` and `.damaged` as
  ///   `ImageReader` does.
  public func describe(_ path: String) throws(ImageFileError) -> SlideDescription {
    let file = try InputFile(path: path)
    let start = try file.prefix(FileSignature.length)
    let signature = FileSignature(start)
    switch signature {
    case .png: return try describePNG(path)
    case .tiff: return try describeTIFF(file)
    case .other(let found):
      guard let kind = VendorKind(path: path, start: start) else {
        throw .notAnImage(path: path, found: found)
      }
      return try OpenSlideDescription.make(
        path: path, kind: kind, byteCount: file.byteCount, tiff: nil)
    }
  }

  private func describePNG(_ path: String) throws(ImageFileError) -> SlideDescription {
    let info = try ImageReader(memoryLimitBytes: memoryLimitBytes).info(at: path)
    let level = SlideLevel(
      width: info.width, height: info.height, downsample: 1, tileWidth: info.width,
      tileHeight: info.height, isTiled: false, compression: "Deflate",
      storage: SlideLevel.Storage())
    return SlideDescription(
      path: path, vendor: "png", reader: .libpng, levels: [level], associatedImages: [],
      pixelSize: info.pixelSize, pixelSizeNote: info.pixelSizeNote, background: .white,
      encoding: info.encoding, byteCount: info.byteCount, warnings: [])
  }

  private func describeTIFF(
    _ file: borrowing InputFile
  ) throws(ImageFileError) -> SlideDescription {
    if let kind = VendorKind(ndpi: file) {
      return try OpenSlideDescription.make(
        path: file.path, kind: kind, byteCount: file.byteCount, tiff: nil)
    }
    let scan = try TIFFSlideScan(file, memoryLimitBytes: memoryLimitBytes)
    guard let kind = scan.vendorKind else {
      return try scan.description(file, memoryLimitBytes: memoryLimitBytes)
    }
    let slide = try OpenSlideDescription.make(
      path: file.path, kind: kind, byteCount: file.byteCount, tiff: scan)
    // What OpenSlide takes for a plain TIFF in spite of its tags is one.
    return slide.vendor == "generic-tiff"
      ? try scan.description(file, memoryLimitBytes: memoryLimitBytes) : slide
  }
}
