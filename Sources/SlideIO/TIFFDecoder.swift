import CTIFF
import Raster

/// Reads the first full image of a TIFF file through libtiff.
struct TIFFDecoder: ~Copyable {
  let path: String
  let byteCount: Int
  let handle: TIFFHandle
  let layout: TIFFLayout
  /// Whether a predictor is stated for data that libtiff does not apply it to.
  let hasIgnoredPredictor: Bool
  private let pageCount: Int

  /// Opens a file and chooses its directory: the first that is neither a reduced copy nor a mask,
  /// or else the first of all.
  init(_ input: borrowing InputFile, memoryLimitBytes: Int) throws(ImageFileError) {
    let handle = try TIFFHandle(input, memoryLimitBytes: memoryLimitBytes)
    let pageCount = Int(TIFFNumberOfDirectories(handle.tiff))
    let directory = Self.firstFullImage(handle)
    guard TIFFSetDirectory(handle.tiff, tdir_t(directory)) == 1 else {
      let said = handle.messages.takeLastFailure() ?? "unreadable"
      throw .damaged(
        path: input.path, detail: "libtiff says \"\(said)\" at directory \(directory + 1)")
    }
    try self.init(input, handle, pageCount: pageCount)
  }

  /// Opens a file at a directory whose place is known.
  init(
    _ input: borrowing InputFile, directoryOffset: UInt64, memoryLimitBytes: Int
  ) throws(ImageFileError) {
    let handle = try TIFFHandle(input, memoryLimitBytes: memoryLimitBytes)
    guard TIFFSetSubDirectory(handle.tiff, directoryOffset) == 1 else {
      let said = handle.messages.takeLastFailure() ?? "unreadable"
      throw .damaged(
        path: input.path,
        detail: "libtiff says \"\(said)\" about the directory at byte \(directoryOffset)")
    }
    try self.init(input, handle, pageCount: 1)
  }

  private init(
    _ input: borrowing InputFile, _ handle: consuming TIFFHandle, pageCount: Int
  ) throws(ImageFileError) {
    _ = handle.messages.takeFailure()
    layout = try TIFFLayout(handle, path: input.path)
    hasIgnoredPredictor =
      [Int(COMPRESSION_NONE), Int(COMPRESSION_PACKBITS)].contains(layout.compression.code)
      && (TIFFRawDirectory.short(
        Int(TIFFTAG_PREDICTOR), at: TIFFCurrentDirOffset(handle.tiff), in: input) ?? 1) > 1
    path = input.path
    byteCount = input.byteCount
    self.pageCount = pageCount
    self.handle = handle
  }

  private static func firstFullImage(_ handle: borrowing TIFFHandle) -> Int {
    var index = 0
    repeat {
      let kind = handle.long(TIFFTAG_SUBFILETYPE) ?? 0
      let isReduced = kind & Int(FILETYPE_REDUCEDIMAGE) != 0
      let isMask = kind & Int(FILETYPE_MASK) != 0
      let isOldReduced = handle.shortIfPresent(TIFFTAG_OSUBFILETYPE) == Int(OFILETYPE_REDUCEDIMAGE)
      if !isReduced && !isMask && !isOldReduced { return index }
      index += 1
    } while TIFFReadDirectory(handle.tiff) == 1
    return 0
  }

  /// Place of the directory in the file.
  var directoryOffset: UInt64 { TIFFCurrentDirOffset(handle.tiff) }

  /// What the directory says.
  var info: ImageInfo {
    let swaps = layout.orientation.swapsAxes
    let size = PixelSizeRules.tiff(
      TIFFPixelSizeTags(handle), description: handle.text(TIFFTAG_IMAGEDESCRIPTION),
      swapsAxes: swaps)
    var info = ImageInfo(
      path: path, format: .tiff, width: swaps ? layout.height : layout.width,
      height: swaps ? layout.width : layout.height, pixelSize: size.pixelSize,
      pixelSizeNote: size.note, encoding: layout.words, pageCount: pageCount,
      byteCount: byteCount)
    info.workBytes = TIFFDecodingPlan.workBytes(self)
    info.leastWorkBytes = info.workBytes
    return info
  }

  /// Decodes the pixels into `3 * width * height` bytes, upright.
  ///
  /// - Parameters:
  ///   - samples: the bytes.
  ///   - memoryLimitBytes: what decoding may hold at once.
  ///   - backdrop: what pixels that are not opaque are laid over.
  /// - Returns: libtiff's warnings, and remarks on pixels that may not be as they were meant.
  /// - Throws: `ImageFileError` for everything that is not a whole, supported image.
  func decode(
    into samples: inout [UInt8], memoryLimitBytes: Int, backdrop: Backdrop = .white
  ) throws(ImageFileError) -> [String] {
    let plan = try TIFFDecodingPlan(
      self, memoryLimitBytes: memoryLimitBytes, backdrop: backdrop)
    let size = 3 * layout.width * layout.height
    let translucent: Int
    handle.messages.isDecoding = true
    if layout.orientation == .topLeft {
      samples.resize(to: size)
      translucent = try decodeChunks(plan, into: &samples)
    } else {
      var stored = [UInt8](repeating: 0, count: size)
      translucent = try decodeChunks(plan, into: &stored)
      samples.resize(to: size)
      layout.orientation.place(
        stored, width: layout.width, height: layout.height, into: &samples)
    }
    let remarks = [
      PixelRemark.translucency(translucent, of: size / 3, over: backdrop),
      layout.showsUpperBits ? PixelRemark.unusedBits(samples) : nil,
    ]
    return handle.messages.warnings + remarks.compactMap { $0 }
  }
}
