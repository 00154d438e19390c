import CTIFF
import Raster

/// Decodes the tiles and strips of a TIFF slide, each level through a handle of its own that is opened
/// when the level is first read.
final class TIFFTileDecoder: TileDecoder {
  private let slide: SlideDescription
  private let memoryLimitBytes: Int
  private var levels: [TIFFLevelReader?]

  init(_ slide: SlideDescription, memoryLimitBytes: Int) {
    self.slide = slide
    self.memoryLimitBytes = memoryLimitBytes
    levels = [TIFFLevelReader?](repeating: nil, count: slide.levels.count)
  }

  func decodeTile(
    level: Int, row: Int, column: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(ImageFileError) -> PixelTraits {
    let reader = try reader(level)
    if slide.vendor == "aperio" && reader.isMissing(row: row, column: column) {
      target.initializeMemory(as: UInt8.self, repeating: 255)
      return []
    }
    do throws(ImageFileError) {
      return try reader.decode(row: row, column: column, into: target)
    } catch .damaged(let path, let detail) {
      throw .damagedTile(
        path: path, level: level, area: slide.levels[level].tileArea(row: row, column: column),
        detail: detail)
    }
  }

  func associatedImage(_ image: AssociatedImage) throws(ImageFileError) -> DecodedPixels {
    let decoder = try TIFFDecoder(
      InputFile(path: slide.path), directoryOffset: image.directoryOffset,
      memoryLimitBytes: memoryLimitBytes)
    var samples: [UInt8] = []
    _ = try decoder.decode(into: &samples, memoryLimitBytes: memoryLimitBytes)
    return DecodedPixels(width: image.width, height: image.height, samples: samples)
  }

  private func reader(_ level: Int) throws(ImageFileError) -> TIFFLevelReader {
    if let reader = levels[level] { return reader }
    let reader = try TIFFLevelReader(
      slide.levels[level], path: slide.path, memoryLimitBytes: memoryLimitBytes)
    levels[level] = reader
    return reader
  }
}

/// An open level of a TIFF slide.
private final class TIFFLevelReader {
  private let decoder: TIFFDecoder
  private let plan: TIFFDecodingPlan
  private let deflate: DeflateChunkReader?
  private let scratch: TIFFChunkScratch?
  /// What was met so far among 16-bit samples.
  private var upperBits: PixelTraits = []

  init(_ level: SlideLevel, path: String, memoryLimitBytes: Int) throws(ImageFileError) {
    let decoder = try TIFFDecoder(
      InputFile(path: path), directoryOffset: level.storage.directoryOffset,
      memoryLimitBytes: memoryLimitBytes)
    let layout = decoder.layout
    guard layout.width == level.storedWidth, layout.height == level.storedHeight,
      layout.chunkWidth == level.tileWidth, layout.chunkHeight == level.tileHeight
    else {
      throw .damaged(path: path, detail: "the file has changed since it was first read")
    }
    plan = try TIFFDecodingPlan(chunksOf: decoder, memoryLimitBytes: memoryLimitBytes)
    deflate = decoder.chunkReader()
    scratch = plan.conversion == nil ? nil : TIFFChunkScratch(layout, plan)
    decoder.handle.messages.isDecoding = true
    self.decoder = decoder
  }

  /// Whether the file lists a tile without any bytes.
  func isMissing(row: Int, column: Int) -> Bool {
    let index = row * decoder.layout.chunksAcross + column
    return decoder.layout.isTiled
      && TIFFGetStrileByteCount(decoder.handle.tiff, UInt32(index)) == 0
  }

  /// Refuses chunks that the file lists with too few bytes: of uncompressed ones libtiff would take
  /// whatever follows in the file.
  private func checkStored(row: Int, column: Int) throws(ImageFileError) {
    let layout = decoder.layout
    let isUncompressed = layout.compression.code == Int(COMPRESSION_NONE)
    let rows =
      layout.isTiled ? layout.chunkHeight : decoder.chunkArea(row: row, column: column).height
    let needed = isUncompressed ? plan.chunkBytes / layout.chunkHeight * rows : 1
    for plane in 0..<layout.planes {
      let index = (plane * layout.chunksDown + row) * layout.chunksAcross + column
      let stored = TIFFGetStrileByteCount(decoder.handle.tiff, UInt32(index))
      guard stored >= UInt64(needed) else {
        let kind = layout.isTiled ? "tile" : "strip"
        throw .damaged(
          path: decoder.path,
          detail: stored == 0
            ? "\(kind) \(index + 1) is missing"
            : "\(stored) of \(needed) bytes are stored in \(kind) \(index + 1)")
      }
    }
  }

  /// Decodes one chunk, and says what is worth a remark among its pixels.
  func decode(
    row: Int, column: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(ImageFileError) -> PixelTraits {
    let layout = decoder.layout
    let rowBytes = 3 * layout.chunkWidth
    try checkStored(row: row, column: column)
    if let conversion = plan.conversion, let scratch {
      guard let base = target.assumingMemoryBound(to: UInt8.self).baseAddress else {
        return []
      }
      let translucent = try decoder.convertChunk(
        row: row, column: column, conversion, deflate, scratch, into: base, rowBytes: rowBytes)
      noteUpperBits(ofRow: row, column: column, in: UnsafeRawBufferPointer(target))
      return translucent > 0 ? upperBits.union(.translucent) : upperBits
    }
    let rows =
      layout.isTiled ? layout.chunkHeight : decoder.chunkArea(row: row, column: column).height
    try decoder.read(
      row * layout.chunksAcross + column, deflate,
      into: UnsafeMutableRawBufferPointer(rebasing: target[..<(rows * rowBytes)]))
    return []
  }

  /// Looks at the pixels of a chunk whose bytes are the upper ones of 16-bit samples, until one was
  /// bright.
  private func noteUpperBits(ofRow row: Int, column: Int, in target: UnsafeRawBufferPointer) {
    let layout = decoder.layout
    guard layout.showsUpperBits, !upperBits.contains(.bright) else { return }
    let area = decoder.chunkArea(row: row, column: column)
    for y in 0..<area.height {
      let start = 3 * y * layout.chunkWidth
      let line = UnsafeRawBufferPointer(rebasing: target[start..<(start + 3 * area.width)])
      upperBits.formUnion(PixelTraits(upperBits: line))
      if upperBits.contains(.bright) { return }
    }
  }
}
