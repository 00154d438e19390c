import CDeflate
import CKernels
import Glibc
import Raster

/// Decodes the commonest PNG, 8-bit RGB without interlacing and transparency, several times as fast
/// as libpng.
///
/// Everything is checked that libpng checks: the order of chunks, their checksums, and the checksum
/// of the pixels. Whatever is not as it should be, or only unusual, is left to libpng, which then says
/// what is wrong, or reads it: a picture decoded here equals libpng's, which has no complaint.
struct PNGDirectDecoder {
  private let width: Int
  private let height: Int
  private let byteCount: Int
  private let instructions: InstructionSet

  /// Makes a decoder for a file with an ordinary header.
  ///
  /// - Parameters:
  ///   - width: width in pixels.
  ///   - height: height in pixels.
  ///   - byteCount: size of the file.
  ///   - instructions: an available set.
  init(width: Int, height: Int, byteCount: Int, instructions: InstructionSet = .best) {
    self.width = width
    self.height = height
    self.byteCount = byteCount
    self.instructions = instructions
  }

  /// Bytes of rows with their filters, as they are compressed.
  private var filteredBytes: Int { (3 * width + 1) * height }

  /// Bytes that decoding needs beside the image.
  var neededBytes: Int { byteCount + filteredBytes + 3 * width + 2 * KI67_PADDING }

  /// Decodes a file into `3 * width * height` bytes.
  ///
  /// - Returns: whether that was done; if not, the bytes are undefined.
  func decode(_ descriptor: Int32, into samples: inout [UInt8]) -> Bool {
    let file = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
    defer { file.deallocate() }
    guard read(descriptor, into: file), let stream = compressedPixels(in: file)
    else { return false }
    let rowBytes = 3 * width + KI67_PADDING
    let filtered = UnsafeMutablePointer<UInt8>.allocate(
      capacity: filteredBytes + KI67_PADDING + rowBytes)
    defer { filtered.deallocate() }
    let zeros = filtered + filteredBytes
    zeros.initialize(repeating: 0, count: KI67_PADDING + rowBytes)
    guard inflate(stream, into: filtered) else { return false }
    return samples.withUnsafeMutableBufferPointer {
      ki67_png_unfilter(
        instructions.kernels, filtered, zeros + KI67_PADDING, width, height, $0.baseAddress) == 1
    }
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
    in file: UnsafeMutableRawBufferPointer
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
        return chunk.content.isEmpty ? UnsafeRawBufferPointer(rebasing: file[..<end]) : nil
      case PNGChunks.name("pHYs"):
        guard !hasSize, !hasPixels, chunk.content.count == 9 else { return nil }
        hasSize = true
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
    return number(0) == width && number(4) == height && header[8] == 8 && header[9] == 2
      && header[10] == 0 && header[11] == 0 && header[12] == 0
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
