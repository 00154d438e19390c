import CTIFF
import Glibc
import Raster

/// One level of a pyramid that is being written: a TIFF file of its own, of which level 0 becomes
/// the slide and the others are copied into it.
final class PyramidLevelWriter {
  let width: Int
  let height: Int
  private let path: String
  private let options: PyramidWriter.Options
  private let description: String
  private let isReduced: Bool
  private let file: LevelFile
  private let output: TIFFOutput
  private let messages = TIFFMessages()
  /// libtiff's own, open until `close`.
  private let tiff: OpaquePointer
  private var isClosed = false
  /// The rows of the tiles that are being filled.
  private let rows: SampleBuffer<UInt8>
  private let tile: SampleBuffer<UInt8>
  private let averages = SampleBuffer<UInt8>()
  private let averager = AreaAverager()
  private var filledRows = 0
  private var writtenRows = 0

  init(
    path: String, width: Int, height: Int, options: PyramidWriter.Options, description: String,
    isReduced: Bool, isBig: Bool
  ) throws(ImageFileError) {
    self.path = path
    self.width = width
    self.height = height
    self.options = options
    self.description = description
    self.isReduced = isReduced
    file = try LevelFile(path: path, isNameless: isReduced)
    output = TIFFOutput(descriptor: file.descriptor)
    guard let settings = TIFFOpenOptionsAlloc() else {
      throw .unwritable(path: path, reason: "libtiff could not be started")
    }
    defer { TIFFOpenOptionsFree(settings) }
    messages.install(in: settings)
    guard let tiff = output.open("slide", isBig: isBig, settings) else {
      throw .unwritable(path: path, reason: messages.takeFailure() ?? "libtiff failed")
    }
    self.tiff = tiff
    rows = SampleBuffer(capacity: 3 * width * options.tileSize)
    tile = SampleBuffer(capacity: 3 * options.tileSize * options.tileSize)
    setTags(of: self, in: tiff)
  }

  deinit { close() }

  private func close() {
    guard !isClosed else { return }
    isClosed = true
    withExtendedLifetime((output, messages, file)) { TIFFClose(tiff) }
  }

  /// Whether all rows have been written.
  var isComplete: Bool { writtenRows == height }
  /// Whether the tiles in hand are full, or reach the lower border.
  var isTileRowComplete: Bool {
    filledRows == options.tileSize || writtenRows + filledRows == height
  }

  /// Takes rows until the tiles are full.
  ///
  /// - Returns: how many were taken.
  func take(_ samples: UnsafePointer<UInt8>, rows count: Int) -> Int {
    precondition(writtenRows + filledRows < height, "more rows than the slide has")
    let taken = min(count, options.tileSize - filledRows, height - writtenRows - filledRows)
    (rows.base + 3 * width * filledRows).update(from: samples, count: 3 * width * taken)
    filledRows += taken
    return taken
  }

  /// The rows in hand, averaged for the next level; rows that fill no pixel of it are dropped.
  func reduced(
    by factor: Int, to next: PyramidLevelWriter
  ) -> (samples: UnsafePointer<UInt8>, rows: Int) {
    let count = min(filledRows / factor, next.height - writtenRows / factor)
    let target = averages.reserve(max(1, 3 * next.width * count))
    let axis = AreaAxis(step: Double(factor))
    averager.average(
      rows.base, of: PixelRect(x: 0, y: 0, width: width, height: filledRows), x: axis, y: axis,
      to: PixelRect(x: 0, y: 0, width: next.width, height: count), into: target,
      rowBytes: 3 * next.width, background: .white)
    return (UnsafePointer(target), count)
  }

  /// Compresses and writes the tiles in hand; beyond the border the last pixel is repeated.
  func writeTileRow() throws(ImageFileError) {
    let size = options.tileSize
    let across = (width + size - 1) / size
    let bytes = tmsize_t(3 * size * size)
    for column in 0..<across {
      fillTile(column)
      let index = writtenRows / size * across + column
      guard TIFFWriteEncodedTile(tiff, UInt32(index), tile.base, bytes) == bytes else {
        throw failure()
      }
    }
    writtenRows += filledRows
    filledRows = 0
  }

  private func fillTile(_ column: Int) {
    let size = options.tileSize
    let left = column * size
    let count = min(size, width - left)
    for y in 0..<size {
      let from = rows.base + 3 * (min(y, filledRows - 1) * width + left)
      let to = tile.base + 3 * y * size
      to.update(from: from, count: 3 * count)
      for x in count..<max(count, size) {
        for channel in 0..<3 { to[3 * x + channel] = to[3 * count - 3 + channel] }
      }
    }
  }

  /// Ends the directory, so that another can follow.
  func endDirectory() throws(ImageFileError) {
    guard TIFFWriteDirectory(tiff) == 1 else { throw failure() }
    try check()
  }

  /// Copies the level behind what another has written, tile by tile as they are compressed.
  func copy(into slide: PyramidLevelWriter) throws(ImageFileError) {
    // Puts the tables of JPEG and the last tile in place.
    guard TIFFFlushData(tiff) == 1 else { throw failure() }
    try check()
    slide.setTags(of: self, in: slide.tiff)
    copyTables(to: slide.tiff)
    for index in 0..<TIFFNumberOfTiles(tiff) {
      let offset = Int(TIFFGetStrileOffset(tiff, index))
      let count = Int(TIFFGetStrileByteCount(tiff, index))
      guard var bytes = output.bytes(from: offset, count: count),
        TIFFWriteRawTile(slide.tiff, index, &bytes, tmsize_t(count)) == tmsize_t(count)
      else { throw slide.failure() }
    }
    try slide.endDirectory()
  }

  /// Gives the file its name.
  func commit() throws(ImageFileError) {
    close()
    try check()
    try file.commit()
  }

  /// Messages of libtiff or failed writes that no return value told of.
  private func check() throws(ImageFileError) {
    if output.failureCode != 0 { throw failure() }
  }

  private func failure() -> ImageFileError {
    output.failureCode != 0
      ? AtomicFile.failure(path, output.failureCode)
      : .unwritable(path: path, reason: messages.takeFailure() ?? "libtiff failed")
  }
}

// MARK: - Tags

extension PyramidLevelWriter {
  private func set(_ tiff: OpaquePointer, _ tag: Int32, _ values: CVarArg...) {
    withVaList(values) { _ = TIFFVSetField(tiff, UInt32(tag), $0) }
  }

  /// Describes a level in the directory that is being written.
  private func setTags(of level: PyramidLevelWriter, in tiff: OpaquePointer) {
    set(tiff, TIFFTAG_SUBFILETYPE, level.isReduced ? FILETYPE_REDUCEDIMAGE : 0)
    set(tiff, TIFFTAG_IMAGEWIDTH, Int32(level.width))
    set(tiff, TIFFTAG_IMAGELENGTH, Int32(level.height))
    set(tiff, TIFFTAG_BITSPERSAMPLE, Int32(8))
    set(tiff, TIFFTAG_SAMPLESPERPIXEL, Int32(3))
    set(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG)
    set(tiff, TIFFTAG_TILEWIDTH, Int32(options.tileSize))
    set(tiff, TIFFTAG_TILELENGTH, Int32(options.tileSize))
    level.description.withCString { set(tiff, TIFFTAG_IMAGEDESCRIPTION, $0) }
    if let size = options.pixelSize {
      let factor = level.isReduced ? Double(self.width) / Double(level.width) : 1
      set(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_CENTIMETER)
      set(tiff, TIFFTAG_XRESOLUTION, 10_000 / (size.xMicrons * factor))
      set(tiff, TIFFTAG_YRESOLUTION, 10_000 / (size.yMicrons * factor))
    }
    setCompression(tiff)
  }

  private func setCompression(_ tiff: OpaquePointer) {
    switch options.compression {
    case .none: set(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE)
    case .lzw: set(tiff, TIFFTAG_COMPRESSION, COMPRESSION_LZW)
    case .deflate: set(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE)
    case .jpeg(let quality):
      set(tiff, TIFFTAG_COMPRESSION, COMPRESSION_JPEG)
      set(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_YCBCR)
      set(tiff, TIFFTAG_YCBCRSUBSAMPLING, Int32(2), Int32(2))
      set(tiff, TIFFTAG_JPEGQUALITY, Int32(max(1, min(100, quality))))
      set(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB)
      return
    }
    set(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB)
    if options.compression != .none { set(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL) }
  }

  /// Tiles of JPEG are copied without their tables, which stand in a tag.
  private func copyTables(to target: OpaquePointer) {
    guard case .jpeg = options.compression else { return }
    var count: UInt32 = 0
    var tables: UnsafeMutablePointer<UInt8>?
    let isThere = withUnsafeMutablePointer(to: &count) { count in
      withUnsafeMutablePointer(to: &tables) { tables in
        withVaList([count, tables]) { TIFFVGetField(tiff, UInt32(TIFFTAG_JPEGTABLES), $0) == 1 }
      }
    }
    if isThere, let tables { set(target, TIFFTAG_JPEGTABLES, count, tables) }
    var range: [Float] = [0, 255, 128, 255, 128, 255]
    range.withUnsafeMutableBufferPointer { range in
      if let base = range.baseAddress { set(target, TIFFTAG_REFERENCEBLACKWHITE, base) }
    }
  }
}

/// Holds a file that cannot be copied, and removes it unless it is given its name.
private final class LevelFile {
  private var file: AtomicFile?
  let descriptor: Int32

  init(path: String, isNameless: Bool) throws(ImageFileError) {
    let file = try AtomicFile(path: path)
    descriptor = fileno(file.stream)
    // What has no name is gone when it is closed, whatever happens to the program.
    if isNameless { unlink(file.temporaryPath) }
    self.file = consume file
  }

  deinit { if let file = file.take() { file.discard() } }

  func commit() throws(ImageFileError) {
    if let file = file.take() { try file.commit() }
  }
}
