import CTIFF
import Glibc
import Raster

/// Writes a slide as a tiled pyramid, from top to bottom, in memory that does not grow with its height.
///
/// Full resolution goes straight into the file; every coarser level, averaged from the one before it,
/// waits in a file without a name and is copied behind it at the end. Memory: a row of tiles of each
/// level. The same rows give the same bytes, however they are handed over. The file appears under its
/// name when `finish` returns; a writer that is given up leaves nothing behind.
public final class PyramidWriter {
  /// How the slide is stored.
  public struct Options: Sendable, Equatable {
    /// Width and height of tiles, a multiple of 16.
    public var tileSize = 256
    /// How tiles are compressed.
    public var compression = ImageWriter.TIFFEncoding.jpeg(quality: 80)
    /// Full-resolution pixels of one level per pixel of the next, 2 or more.
    public var levelFactor = 4
    /// Levels are added until both sides are at most this.
    public var smallestLevelSide = 1024
    /// Size of a pixel of the full resolution, nil where the file must not state it.
    public var pixelSize: PixelSize?

    /// Makes the usual options: JPEG tiles of 256 pixels, levels by 4.
    public init() {}
  }

  private let path: String
  private let options: Options
  private var levels: [PyramidLevelWriter] = []
  private var isFinished = false

  /// Starts a file.
  ///
  /// - Parameters:
  ///   - path: name of the file; an existing file is replaced.
  ///   - width: in pixels, 1 or more.
  ///   - height: in pixels, 1 or more.
  ///   - options: how it is stored.
  /// - Throws: `ImageFileError.diskFull` or `.unwritable`.
  public init(
    path: String, width: Int, height: Int, options: Options = Options()
  ) throws(ImageFileError) {
    precondition(options.tileSize > 0 && options.tileSize % 16 == 0)
    precondition(options.levelFactor >= 2 && options.tileSize % options.levelFactor == 0)
    guard width >= 1, height >= 1, max(width, height) <= Int(Int32.max) else {
      throw .unwritable(path: path, reason: "\(width) x \(height) pixels cannot be stored")
    }
    self.path = path
    self.options = options
    var size = (width: width, height: height)
    while true {
      let index = levels.count
      levels.append(
        try PyramidLevelWriter(
          path: path, width: size.width, height: size.height, options: options,
          description: Self.description(
            width: width, height: height, level: index == 0 ? nil : size, options),
          isReduced: index > 0, isBig: Self.needsBigTIFF(width, height, options)))
      guard max(size.width, size.height) > options.smallestLevelSide,
        min(size.width, size.height) >= options.levelFactor
      else { break }
      size = (size.width / options.levelFactor, size.height / options.levelFactor)
    }
  }

  /// Adds the next rows of the full resolution.
  ///
  /// - Parameter rows: of the full width; no more in all than the slide has.
  /// - Throws: `ImageFileError.diskFull` or `.unwritable`.
  public func append(_ rows: RGBImage) throws(ImageFileError) {
    precondition(rows.width == levels[0].width && !isFinished)
    var failure: ImageFileError?
    rows.samples.withUnsafeBufferPointer { samples in
      guard let base = samples.baseAddress else { return }
      do throws(ImageFileError) {
        try append(base, rows: rows.height, level: 0)
      } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Completes the file; all rows must have been added.
  ///
  /// - Throws: `ImageFileError.diskFull` or `.unwritable`.
  public func finish() throws(ImageFileError) {
    precondition(!isFinished && levels.allSatisfy { $0.isComplete })
    isFinished = true
    try levels[0].endDirectory()
    for level in levels.dropFirst() { try level.copy(into: levels[0]) }
    try levels[0].commit()
  }

  private func append(
    _ samples: UnsafePointer<UInt8>, rows: Int, level index: Int
  ) throws(ImageFileError) {
    let level = levels[index]
    var done = 0
    while done < rows {
      let taken = level.take(samples + 3 * done * level.width, rows: rows - done)
      done += taken
      guard level.isTileRowComplete else { continue }
      if index + 1 < levels.count {
        let next = levels[index + 1]
        let (reduced, count) = level.reduced(by: options.levelFactor, to: next)
        if count > 0 { try append(reduced, rows: count, level: index + 1) }
      }
      try level.writeTileRow()
    }
  }

  /// 4 GB hold a slide for sure: raw, or as JPEG at 1.5 bytes a pixel; levels add a third at most.
  private static func needsBigTIFF(_ width: Int, _ height: Int, _ options: Options) -> Bool {
    var bytesPerPixel = 3.0
    if case .jpeg = options.compression { bytesPerPixel = 1.5 }
    return Double(width) * Double(height) * bytesPerPixel * 4 / 3 > 3.9e9
  }

  /// The first line names the family of files by which readers know their way around it.
  private static func description(
    width: Int, height: Int, level: (width: Int, height: Int)?, _ options: Options
  ) -> String {
    let tile = "(\(options.tileSize)x\(options.tileSize))"
    let reduced = level.map { " -> \($0.width)x\($0.height)" } ?? ""
    let codec =
      switch options.compression {
      case .jpeg(let quality): "JPEG/YCC Q=\(quality)"
      case .deflate: "Deflate/RGB"
      case .lzw: "LZW/RGB"
      case .none: "RAW/RGB"
      }
    let size = options.pixelSize.map { "|MPP = \($0.xMicrons)" } ?? ""
    return "Aperio Image Library layout, written by ki67\r\n"
      + "\(width)x\(height) [0,0 \(width)x\(height)] \(tile)\(reduced) \(codec)\(size)"
  }
}
