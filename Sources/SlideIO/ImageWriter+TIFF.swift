import CTIFF
import Glibc
import Raster

extension ImageWriter {
  /// How the pixels of a TIFF are compressed.
  public enum TIFFEncoding: Sendable, Equatable {
    /// Not at all.
    case none
    /// LZW with horizontal differencing, lossless.
    case lzw
    /// Deflate with horizontal differencing, lossless.
    case deflate
    /// JPEG with colors at half resolution, as scanners write it; changes the pixels.
    case jpeg(quality: Int)
  }

  /// Writes a TIFF; BigTIFF when it could pass 4 GB.
  ///
  /// - Parameters:
  ///   - image: at least 1 x 1 pixels, as it is to be seen.
  ///   - path: name of the file; an existing file is replaced.
  ///   - pixelSize: goes into the resolution tags, in pixels per centimeter.
  ///   - compression: of the pixels.
  ///   - tileSize: width and height of tiles, a multiple of 16, or nil for strips.
  ///   - orientation: how the pixels are turned in the file, which a tag states.
  /// - Throws: `ImageFileError.diskFull` or `.unwritable`.
  public static func writeTIFF(
    _ image: RGBImage, to path: String, pixelSize: PixelSize? = nil,
    compression: TIFFEncoding = .deflate, tileSize: Int? = nil,
    orientation: Orientation = .topLeft
  ) throws(ImageFileError) {
    precondition(tileSize.map { $0 > 0 && $0 % 16 == 0 } ?? true)
    try checkSize(image, path: path)
    let file = try AtomicFile(path: path)
    let output = TIFFOutput(descriptor: fileno(file.stream))
    let messages = TIFFMessages()
    let writer = TIFFWriter(
      image: orientation.stored(image), orientation: orientation, compression: compression,
      tileSize: tileSize,
      pixelSize: orientation.swapsAxes ? pixelSize?.swapped : pixelSize)
    let isWritten = writer.write(to: output, messages)
    let said = messages.takeFailure()
    guard isWritten, said == nil, output.failureCode == 0 else {
      file.discard()
      throw output.failureCode != 0
        ? AtomicFile.failure(path, output.failureCode)
        : .unwritable(path: path, reason: said ?? "libtiff failed")
    }
    try file.commit()
  }
}

extension Orientation {
  /// The image as it is stored in this orientation.
  func stored(_ image: RGBImage) -> RGBImage {
    guard self != .topLeft else { return image }
    // Quarter turns undo each other; the other six undo themselves.
    let inverse: Orientation =
      self == .rightTop ? .leftBottom : self == .leftBottom ? .rightTop : self
    var samples = [UInt8](repeating: 0, count: image.samples.count)
    inverse.place(image.samples, width: image.width, height: image.height, into: &samples)
    return RGBImage(
      width: swapsAxes ? image.height : image.width, height: swapsAxes ? image.width : image.height,
      samples: samples)
  }
}

/// Writes one directory with one image.
private struct TIFFWriter {
  /// Pixels as they are stored.
  let image: RGBImage
  let orientation: Orientation
  let compression: ImageWriter.TIFFEncoding
  let tileSize: Int?
  let pixelSize: PixelSize?

  func write(to output: TIFFOutput, _ messages: TIFFMessages) -> Bool {
    guard let options = TIFFOpenOptionsAlloc() else { return false }
    defer { TIFFOpenOptionsFree(options) }
    messages.install(in: options)
    let isBig = image.samples.count > 3 << 30
    guard let tiff = output.open("image", isBig: isBig, options) else { return false }
    defer { withExtendedLifetime((output, messages)) { TIFFClose(tiff) } }
    setTags(tiff)
    return (tileSize.map { writeTiles(tiff, size: $0) } ?? writeStrips(tiff))
      && TIFFWriteDirectory(tiff) == 1
  }

  private func set(_ tiff: OpaquePointer, _ tag: Int32, _ value: CVarArg) {
    withVaList([value]) { _ = TIFFVSetField(tiff, UInt32(tag), $0) }
  }

  private func setTags(_ tiff: OpaquePointer) {
    set(tiff, TIFFTAG_IMAGEWIDTH, Int32(image.width))
    set(tiff, TIFFTAG_IMAGELENGTH, Int32(image.height))
    set(tiff, TIFFTAG_BITSPERSAMPLE, Int32(8))
    set(tiff, TIFFTAG_SAMPLESPERPIXEL, Int32(3))
    set(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG)
    set(tiff, TIFFTAG_ORIENTATION, Int32(orientation.rawValue))
    setCompression(tiff)
    if let tileSize {
      set(tiff, TIFFTAG_TILEWIDTH, Int32(tileSize))
      set(tiff, TIFFTAG_TILELENGTH, Int32(tileSize))
    } else {
      set(tiff, TIFFTAG_ROWSPERSTRIP, Int32(rowsPerStrip))
    }
    if let pixelSize {
      set(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_CENTIMETER)
      set(tiff, TIFFTAG_XRESOLUTION, 10_000 / pixelSize.xMicrons)
      set(tiff, TIFFTAG_YRESOLUTION, 10_000 / pixelSize.yMicrons)
    }
  }

  private func setCompression(_ tiff: OpaquePointer) {
    switch compression {
    case .none:
      set(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE)
    case .lzw:
      set(tiff, TIFFTAG_COMPRESSION, COMPRESSION_LZW)
      set(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL)
    case .deflate:
      set(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE)
      set(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL)
    case .jpeg(let quality):
      set(tiff, TIFFTAG_COMPRESSION, COMPRESSION_JPEG)
      set(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_YCBCR)
      set(tiff, TIFFTAG_JPEGQUALITY, Int32(max(1, min(100, quality))))
      set(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB)
      return
    }
    set(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB)
  }

  /// About 64 KiB, in multiples of 16 rows as JPEG needs them.
  private var rowsPerStrip: Int { max(1, 65_536 / (3 * image.width) / 16) * 16 }

  private func writeStrips(_ tiff: OpaquePointer) -> Bool {
    let rowBytes = 3 * image.width
    return image.samples.withUnsafeBytes { samples in
      for (strip, first) in stride(from: 0, to: image.height, by: rowsPerStrip).enumerated() {
        let end = min(image.height, first + rowsPerStrip)
        // libtiff wants a mutable buffer, but only differencing changes it; hence the copy.
        var rows = Array(samples[(first * rowBytes)..<(end * rowBytes)])
        let count = tmsize_t(rows.count)
        guard TIFFWriteEncodedStrip(tiff, UInt32(strip), &rows, count) == count else {
          return false
        }
      }
      return true
    }
  }

  /// Tiles at the right and lower border are filled by repeating the last pixel.
  private func writeTiles(_ tiff: OpaquePointer, size: Int) -> Bool {
    var tile = [UInt8](repeating: 0, count: 3 * size * size)
    let count = tmsize_t(tile.count)
    var index: UInt32 = 0
    for top in stride(from: 0, to: image.height, by: size) {
      for left in stride(from: 0, to: image.width, by: size) {
        for y in 0..<size {
          let row = min(top + y, image.height - 1) * image.width
          for x in 0..<size {
            let from = 3 * (row + min(left + x, image.width - 1))
            let to = 3 * (y * size + x)
            for c in 0..<3 { tile[to + c] = image.samples[from + c] }
          }
        }
        guard TIFFWriteEncodedTile(tiff, index, &tile, count) == count else { return false }
        index += 1
      }
    }
    return true
  }
}
