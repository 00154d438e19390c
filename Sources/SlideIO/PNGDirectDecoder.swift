import CDeflate
import CKernels
import Glibc
import Raster

/// Decodes the common PNG, 8-bit gray, RGB, RGBA and palettes, not interlaced and without transparent
/// colors, several times as fast as libpng.
///
/// Everything is checked that libpng checks: the order of chunks, their checksums, and the checksum
/// of the pixels. Whatever is not as it should be, or only unusual, is left to libpng, which then says
/// what is wrong, or reads it: a picture decoded here equals libpng's, which has no complaint.
struct PNGDirectDecoder {
  /// What samples mean, numbered as in IHDR.
  enum Colors: UInt8 {
    case gray = 0
    case rgb = 2
    case palette = 3
    case rgba = 6

    /// Samples of a pixel.
    var channels: Int {
      switch self {
      case .gray, .palette: 1
      case .rgb: 3
      case .rgba: 4
      }
    }
  }

  private let width: Int
  private let height: Int
  private let colors: Colors
  private let byteCount: Int
  private let instructions: InstructionSet

  /// Makes a decoder for a file with an ordinary header.
  ///
  /// - Parameters:
  ///   - width: width in pixels.
  ///   - height: height in pixels.
  ///   - colors: what samples mean.
  ///   - byteCount: size of the file.
  ///   - instructions: an available set.
  init(
    width: Int, height: Int, colors: Colors, byteCount: Int, instructions: InstructionSet = .best
  ) {
    self.width = width
    self.height = height
    self.colors = colors
    self.byteCount = byteCount
    self.instructions = instructions
  }

  private var rowBytes: Int { colors.channels * width }

  /// Bytes of rows with their filters, as they are compressed.
  private var filteredBytes: Int { (rowBytes + 1) * height }

  /// Bytes of the pixels before they are made RGB.
  private var pixelBytes: Int { colors == .rgb ? 0 : rowBytes * height }

  /// Bytes that decoding needs beside the image.
  var neededBytes: Int { byteCount + filteredBytes + pixelBytes + rowBytes + 2 * KI67_PADDING }

  /// Decodes a file into `3 * width * height` bytes.
  ///
  /// - Returns: how many pixels are not opaque; nil when the file is left to libpng, and then the
  ///   bytes are undefined.
  func decode(_ descriptor: Int32, into samples: inout [UInt8]) -> Int? {
    let file = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
    defer { file.deallocate() }
    var palette: [UInt8] = []
    guard read(descriptor, into: file), let stream = compressedPixels(in: file, &palette)
    else { return nil }
    let filtered = UnsafeMutablePointer<UInt8>.allocate(
      capacity: filteredBytes + 2 * KI67_PADDING + rowBytes)
    defer { filtered.deallocate() }
    let zeros = filtered + filteredBytes
    zeros.initialize(repeating: 0, count: 2 * KI67_PADDING + rowBytes)
    guard inflate(stream, into: filtered) else { return nil }
    return samples.withUnsafeMutableBufferPointer { samples -> Int? in
      guard let rgb = samples.baseAddress else { return nil }
      guard colors != .rgb else {
        return unfilter(filtered, zeros: zeros + KI67_PADDING, to: rgb) ? 0 : nil
      }
      let pixels = UnsafeMutablePointer<UInt8>.allocate(capacity: pixelBytes)
      defer { pixels.deallocate() }
      guard unfilter(filtered, zeros: zeros + KI67_PADDING, to: pixels) else { return nil }
      return writeColors(of: pixels, palette: palette, to: rgb)
    }
  }

  private func unfilter(
    _ filtered: UnsafePointer<UInt8>, zeros: UnsafePointer<UInt8>,
    to pixels: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    ki67_png_unfilter(
      instructions.kernels, filtered, zeros, width, height, colors.channels, pixels) == 1
  }

  /// Returns how many pixels are not opaque, nil when one has no color.
  private func writeColors(
    of pixels: UnsafePointer<UInt8>, palette: [UInt8], to rgb: UnsafeMutablePointer<UInt8>
  ) -> Int? {
    let count = width * height
    switch colors {
    case .gray: ki67_rgb_of_gray(pixels, count, rgb)
    case .palette:
      guard ki67_rgb_of_palette(pixels, count, palette, palette.count / 3, rgb) == 1 else {
        return nil
      }
    case .rgb: rgb.update(from: pixels, count: 3 * count)
    case .rgba: return Int(ki67_rgb_of_rgba(pixels, count, rgb))
    }
    return 0
  }

  private func read(_ descriptor: Int32, into file: UnsafeMutableRawBufferPointer) -> Bool {
    var filled = 0
    while filled < byteCount {
      let got = pread(
        descriptor, file.baseAddress?.advanced(by: filled), byteCount - filled, off_t(filled))
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { return false }
      filled += got
    }
    return true
  }

  /// The contents of all IDAT chunks, moved together at the start of the file's bytes; nil when
  /// any chunk is unusual.
  private func compressedPixels(
    in file: UnsafeMutableRawBufferPointer, _ palette: inout [UInt8]
  ) -> UnsafeRawBufferPointer? {
    var chunks = PNGChunks(file)
    guard let header = chunks.next(), header.name == PNGChunks.name("IHDR"),
      isExpected(header.content)
    else { return nil }
    var end = 0
    var hasSize = false
    var (hasPixels, isBehindPixels) = (false, false)
    while let chunk = chunks.next() {
      switch chunk.name {
      case PNGChunks.name("IDAT"):
        guard !isBehindPixels else { return nil }
        hasPixels = true
        // Towards the start of the file, over chunks that were looked at.
        UnsafeMutableRawBufferPointer(rebasing: file[end..<(end + chunk.content.count)])
          .copyMemory(from: chunk.content)
        end += chunk.content.count
      case PNGChunks.name("IEND"):
        guard chunk.content.isEmpty, palette.isEmpty == (colors != .palette) else { return nil }
        return UnsafeRawBufferPointer(rebasing: file[..<end])
      case PNGChunks.name("pHYs"):
        guard !hasSize, !hasPixels, chunk.content.count == 9 else { return nil }
        hasSize = true
      case PNGChunks.name("PLTE"):
        guard colors == .palette, palette.isEmpty, !hasPixels, chunk.content.count % 3 == 0,
          chunk.content.count <= 768
        else { return nil }
        palette = Array(chunk.content)
      default:
        guard PNGChunks.descriptive.contains(chunk.name) else { return nil }
        isBehindPixels = hasPixels
      }
    }
    return nil
  }

  /// Whether the header is the one that was read before: the file may have changed.
  private func isExpected(_ header: UnsafeRawBufferPointer) -> Bool {
    guard header.count == 13 else { return false }
    func number(_ place: Int) -> Int {
      Int(UInt32(bigEndian: header.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
    }
    return number(0) == width && number(4) == height && header[8] == 8
      && header[9] == colors.rawValue && header[10] == 0 && header[11] == 0 && header[12] == 0
  }

  /// Whether the stream holds exactly the rows, and ends with them.
  private func inflate(
    _ stream: UnsafeRawBufferPointer, into filtered: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    // zlib refuses to look farther back than a header says, libdeflate does not.
    guard let first = stream.first, first >> 4 == 7 || filteredBytes <= 256 << (first >> 4),
      let decompressor = libdeflate_alloc_decompressor()
    else { return false }
    defer { libdeflate_free_decompressor(decompressor) }
    var taken = 0
    var made = 0
    let result = libdeflate_zlib_decompress_ex(
      decompressor, stream.baseAddress, stream.count, filtered, filteredBytes, &taken, &made)
    return result == LIBDEFLATE_SUCCESS && taken == stream.count && made == filteredBytes
  }
}
