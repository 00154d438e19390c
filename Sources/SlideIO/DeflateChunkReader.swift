import CDeflate
import CTIFF

/// Decodes Deflate strips and tiles with their checksum verified.
///
/// libtiff 4.5 calls data good that are longer than a chunk, without their checksum: of 300 Deflate
/// files with one bit changed it read 34 to wrong pixels. Here none passes.
final class DeflateChunkReader {
  private let decompressor: OpaquePointer
  private let byteCount: Int
  private let isSwapped: Bool
  private let hasPredictor: Bool
  private var stored: [UInt8] = []

  /// Makes a reader for chunks of `layout`, nil when they are not Deflate, or of a rare kind
  /// (reversed bits, floating-point predictor) that is left to libtiff.
  init?(_ handle: borrowing TIFFHandle, _ layout: TIFFLayout, byteCount: Int) {
    guard layout.compression.isDeflate else { return nil }
    let predictor = handle.short(TIFFTAG_PREDICTOR, orElse: 1)
    let bits = layout.bitsPerSample
    guard bits != 24, handle.short(TIFFTAG_FILLORDER, orElse: 1) == Int(FILLORDER_MSB2LSB),
      predictor == 1 || (predictor == 2 && (bits == 8 || bits == 16)),
      let decompressor = libdeflate_alloc_decompressor()
    else { return nil }
    self.decompressor = decompressor
    self.byteCount = byteCount
    isSwapped = TIFFIsByteSwapped(handle.tiff) != 0 && [16, 32, 64].contains(bits)
    hasPredictor = predictor == 2
  }

  deinit { libdeflate_free_decompressor(decompressor) }

  /// Decodes one chunk whole into `buffer`.
  ///
  /// - Returns: nil, or why it cannot be.
  func read(
    _ index: Int, _ handle: borrowing TIFFHandle, _ layout: TIFFLayout,
    into buffer: UnsafeMutableRawBufferPointer
  ) -> String? {
    let count = TIFFGetStrileByteCount(handle.tiff, UInt32(index))
    guard count > 0, count <= UInt64(byteCount) else { return "\(count) bytes are claimed" }
    stored.resize(to: Int(count))
    let got = stored.withUnsafeMutableBytes { target in
      layout.isTiled
        ? TIFFReadRawTile(handle.tiff, UInt32(index), target.baseAddress, tmsize_t(count))
        : TIFFReadRawStrip(handle.tiff, UInt32(index), target.baseAddress, tmsize_t(count))
    }
    if let said = handle.messages.takeFailure() { return "libtiff says \"\(said)\"" }
    guard got == tmsize_t(count) else { return "the file ends" }
    if let reason = inflate(layout, into: buffer) { return reason }
    if isSwapped { Self.swapBytes(buffer, size: layout.bitsPerSample / 8) }
    if hasPredictor { undoDifferences(buffer, layout) }
    return nil
  }

  private func inflate(
    _ layout: TIFFLayout, into buffer: UnsafeMutableRawBufferPointer
  ) -> String? {
    switch inflate(into: buffer) {
    case (LIBDEFLATE_SUCCESS, buffer.count): return nil
    case (LIBDEFLATE_SUCCESS, let length): return "\(length) of \(buffer.count) bytes came"
    case (LIBDEFLATE_INSUFFICIENT_SPACE, _): return inflateWholeStrip(layout, into: buffer)
    default: return "the Deflate data are damaged"
    }
  }

  /// Some writers fill the last strip with rows below the image.
  private func inflateWholeStrip(
    _ layout: TIFFLayout, into buffer: UnsafeMutableRawBufferPointer
  ) -> String? {
    let tooLong = "the Deflate data are longer than expected, or damaged,"
    let rows = layout.isTiled ? 1 : max(1, min(layout.chunkHeight, layout.height))
    guard !layout.isTiled, let stated = layout.statedRowsPerStrip else { return tooLong }
    let rowBytes = (buffer.count + rows - 1) / rows
    guard stated <= 1 << 16, stated * max(rowBytes, 1) <= 1 << 28 else { return tooLong }
    var whole = [UInt8](repeating: 0, count: stated * storedRowBytes(layout))
    guard whole.count > buffer.count else { return tooLong }
    let result = whole.withUnsafeMutableBytes { inflate(into: $0) }
    guard result.0 == LIBDEFLATE_SUCCESS, result.1 >= buffer.count else { return tooLong }
    whole.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<buffer.count]))
    }
    return nil
  }

  private func storedRowBytes(_ layout: TIFFLayout) -> Int {
    let samples = layout.isPlanar ? 1 : layout.samplesPerPixel
    return (layout.chunkWidth * samples * layout.bitsPerSample + 7) / 8
  }

  private func inflate(
    into buffer: UnsafeMutableRawBufferPointer
  ) -> (libdeflate_result, Int) {
    var length = 0
    let result = stored.withUnsafeBytes { source in
      libdeflate_zlib_decompress(
        decompressor, source.baseAddress, source.count, buffer.baseAddress, buffer.count, &length)
    }
    return (result, length)
  }

  private static func swapBytes(_ buffer: UnsafeMutableRawBufferPointer, size: Int) {
    for start in stride(from: 0, to: buffer.count - size + 1, by: size) {
      for i in 0..<(size / 2) { buffer.swapAt(start + i, start + size - 1 - i) }
    }
  }

  /// Horizontal differencing (TIFF 6.0, section 14): each sample is added to the one before it in
  /// the row, of the same kind.
  private func undoDifferences(_ buffer: UnsafeMutableRawBufferPointer, _ layout: TIFFLayout) {
    let step = layout.isPlanar ? 1 : layout.samplesPerPixel
    let perRow = layout.chunkWidth * step
    if layout.bitsPerSample == 8 && step == 3 {
      Self.accumulateRGB(buffer, perRow: perRow)
    } else if layout.bitsPerSample == 8 {
      Self.accumulate(buffer.assumingMemoryBound(to: UInt8.self), perRow: perRow, step: step)
    } else {
      Self.accumulate(buffer.assumingMemoryBound(to: UInt16.self), perRow: perRow, step: step)
    }
  }

  /// The same for the commonest kind: sums that wait for no memory.
  private static func accumulateRGB(_ buffer: UnsafeMutableRawBufferPointer, perRow: Int) {
    guard let base = buffer.assumingMemoryBound(to: UInt8.self).baseAddress, perRow > 0
    else { return }
    for row in stride(from: 0, to: buffer.count - perRow + 1, by: perRow) {
      var (red, green, blue) = (UInt8(0), UInt8(0), UInt8(0))
      for pixel in stride(from: base + row, to: base + row + perRow, by: 3) {
        red &+= pixel[0]
        green &+= pixel[1]
        blue &+= pixel[2]
        (pixel[0], pixel[1], pixel[2]) = (red, green, blue)
      }
    }
  }

  @inline(__always)
  private static func accumulate<Sample: FixedWidthInteger>(
    _ samples: UnsafeMutableBufferPointer<Sample>, perRow: Int, step: Int
  ) {
    guard perRow > step else { return }
    for row in stride(from: 0, to: samples.count - perRow + 1, by: perRow) {
      for i in (row + step)..<(row + perRow) { samples[i] = samples[i] &+ samples[i - step] }
    }
  }
}
