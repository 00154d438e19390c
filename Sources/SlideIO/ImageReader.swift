import Raster

/// Reads images of every supported format, recognized by content.
///
/// A reader is a value without state and may be used from any number of threads.
public struct ImageReader: Sendable {
  /// Largest number of bytes that decoding one image may hold at once.
  public var memoryLimitBytes: Int

  /// Largest number of bytes that decoding may hold at once where a slower way needs fewer.
  package var fastLimitBytes = Int.max

  /// Whether ordinary PNG files are decoded without libpng; the pixels are the same.
  package var decodesDirectly = true

  /// What pixels that are not opaque are laid over: white for slides, black for masks, of which what
  /// is not painted is not meant.
  package var backdrop = Backdrop.white

  /// Makes a reader with a memory bound, by default 1 GiB.
  public init(memoryLimitBytes: Int = 1 << 30) {
    self.memoryLimitBytes = memoryLimitBytes
  }

  /// Tells by the first bytes whether a file is an image that can be read.
  ///
  /// - Throws: `ImageFileError`, `.notAnImage` when it is anything else.
  public func format(at path: String) throws(ImageFileError) -> ImageFormat {
    switch FileSignature(try InputFile(path: path).prefix(FileSignature.length)) {
    case .png: .png
    case .tiff: .tiff
    case .other(let found): throw .notAnImage(path: path, found: found)
    }
  }

  /// Describes a file without decoding its pixels.
  public func info(at path: String) throws(ImageFileError) -> ImageInfo {
    let file = try InputFile(path: path)
    switch FileSignature(try file.prefix(FileSignature.length)) {
    case .png: return try PNGDecoder(file).info
    case .tiff: return try TIFFDecoder(file, memoryLimitBytes: memoryLimitBytes).info
    case .other(let found): throw .notAnImage(path: path, found: found)
    }
  }

  /// Decodes a file into 8-bit RGB, with orientation applied and alpha laid over white.
  ///
  /// Warnings say how much of an image is not opaque, and that further pages were not looked at.
  public func decode(at path: String) throws(ImageFileError) -> DecodedImage {
    var image = RGBImage(width: 0, height: 0, samples: [])
    let description = try decode(at: path, into: &image)
    return DecodedImage(info: description.info, image: image, warnings: description.warnings)
  }

  /// Decodes a file into an image whose memory is used again when it suffices.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - image: replaced by the decoded image, and left empty when an error is thrown.
  /// - Returns: the description of the file, and what the decoder complained about.
  /// - Throws: `ImageFileError` for everything that is not a whole, supported image.
  public func decode(
    at path: String, into image: inout RGBImage
  ) throws(ImageFileError) -> (info: ImageInfo, warnings: [String]) {
    var samples = image.samples
    image = RGBImage(width: 0, height: 0, samples: [])
    let file = try InputFile(path: path)
    switch FileSignature(try file.prefix(FileSignature.length)) {
    case .png:
      let decoder = try PNGDecoder(file)
      try decoder.checkSize(memoryLimitBytes: memoryLimitBytes)
      let info = decoder.info
      samples.resize(to: 3 * info.width * info.height)
      let warnings = try decoder.decode(
        into: &samples, memoryLimitBytes: min(memoryLimitBytes, fastLimitBytes),
        isDirect: decodesDirectly, backdrop: backdrop)
      image = RGBImage(width: info.width, height: info.height, samples: samples)
      return (info, warnings)
    case .tiff:
      let decoder = try TIFFDecoder(file, memoryLimitBytes: memoryLimitBytes)
      let info = decoder.info
      var warnings = try decoder.decode(
        into: &samples, memoryLimitBytes: memoryLimitBytes, backdrop: backdrop)
      if info.pageCount > 1, let scan = try? TIFFSlideScan(file, memoryLimitBytes: memoryLimitBytes)
      {
        warnings += scan.parts.pageWarnings(
          beside: decoder.directoryOffset, width: info.width, height: info.height)
      }
      image = RGBImage(width: info.width, height: info.height, samples: samples)
      return (info, warnings)
    case .other(let found): throw .notAnImage(path: path, found: found)
    }
  }
}

extension [UInt8] {
  /// Changes the number of elements, of which new ones may be anything, and keeps the memory when it
  /// suffices.
  mutating func resize(to count: Int) {
    if count < self.count {
      removeLast(self.count - count)
    } else if count > capacity {
      self = [UInt8](unsafeUninitializedCapacity: count) { _, filled in filled = count }
    } else {
      append(contentsOf: repeatElement(0, count: count - self.count))
    }
  }
}
