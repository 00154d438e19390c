import CPNG
import Glibc

/// Reads PNG: every color type, depth and interlacing through libpng, the commonest directly.
///
/// Of 16-bit samples the upper 8 bits are taken, as in the reference pictures of PngSuite; no gamma
/// is applied; transparency is laid over a backdrop after the reduction to 8 bits.
struct PNGDecoder: ~Copyable {
  private let file: UnsafeMutablePointer<FILE>
  private let path: String
  private let byteCount: Int
  private let header: ki67_png_header

  /// Reads the header of an open file.
  init(_ input: borrowing InputFile) throws(ImageFileError) {
    path = input.path
    byteCount = input.byteCount
    let descriptor = try input.duplicatedDescriptor()
    guard let file = fdopen(descriptor, "rb") else {
      close(descriptor)
      throw .unreadable(path: input.path, reason: "no stream could be opened")
    }
    var header = ki67_png_header()
    var report = ki67_png_report()
    let isRead = ki67_png_read_header(file, &header, &report) == 1
    guard isRead else {
      let said = PNGReport(report)
      fclose(file)
      throw .damaged(path: input.path, detail: "libpng says \"\(said.error)\" in the header")
    }
    self.file = file
    self.header = header
  }

  deinit { fclose(file) }

  /// What the header says.
  var info: ImageInfo {
    let size = PixelSizeRules.png(
      x: header.phys_x, y: header.phys_y, isMeter: header.phys_unit == 1,
      isPresent: header.has_phys == 1)
    var info = ImageInfo(
      path: path, format: .png, width: Int(header.width), height: Int(header.height),
      pixelSize: size.pixelSize, pixelSizeNote: size.note, encoding: encoding, pageCount: 1,
      byteCount: byteCount)
    // Of what a header claims no product is taken that may be too large for an integer.
    if info.width * info.height < 1 << 50 { info.workBytes = direct?.neededBytes ?? 0 }
    return info
  }

  /// The decoder of ordinary files, nil for a header that is not ordinary.
  private var direct: PNGDirectDecoder? {
    guard header.bit_depth == 8, header.is_interlaced == 0, header.has_transparency == 0,
      let colors = PNGDirectDecoder.Colors(rawValue: header.color_type)
    else { return nil }
    return PNGDirectDecoder(
      width: Int(header.width), height: Int(header.height), colors: colors, byteCount: byteCount)
  }

  private var encoding: String {
    let color =
      switch header.color_type {
      case 0: header.has_transparency == 1 ? "gray with a transparent value" : "gray"
      case 2: header.has_transparency == 1 ? "RGB with a transparent color" : "RGB"
      case 3: header.has_transparency == 1 ? "palette with alpha" : "palette"
      case 4: "gray with alpha"
      default: "RGBA"
      }
    return "\(header.bit_depth)-bit \(color), Deflate"
      + (header.is_interlaced == 1 ? ", interlaced" : "")
  }

  /// Refuses sizes that the file cannot hold or that need more memory than allowed.
  func checkSize(memoryLimitBytes: Int) throws(ImageFileError) {
    let width = Int(header.width)
    let height = Int(header.height)
    let samples = [0: 1, 2: 3, 3: 1, 4: 2][header.color_type] ?? 4
    // Width and height are below 2^31 and a pixel takes at most 64 bits: no overflow in 64 bits,
    // except in the product by height, which is done in floating point.
    let rowBytes = (width * samples * Int(header.bit_depth) + 7) / 8
    guard Double(rowBytes) * Double(height) <= CompressionRatio.deflate * Double(byteCount) else {
      throw .implausibleSize(path: path, width: width, height: height, byteCount: byteCount)
    }
    let needed = 3.0 * Double(width) * Double(height) + 8.0 * Double(width) + 65_536
    guard needed <= Double(memoryLimitBytes) else {
      throw .tooLarge(
        path: path, width: width, height: height,
        neededBytes: Int(min(needed, 9e18)), limitBytes: memoryLimitBytes)
    }
  }

  /// Decodes the pixels into `3 * width * height` bytes.
  ///
  /// - Parameters:
  ///   - samples: the bytes.
  ///   - memoryLimitBytes: what decoding may hold at once; with less than the direct way needs, libpng
  ///     decodes row by row, whatever this says.
  ///   - isDirect: whether ordinary files are decoded without libpng, which gives the same.
  ///   - backdrop: what pixels that are not opaque are laid over.
  /// - Returns: libpng's warnings, and remarks on pixels that may not be as they were meant.
  /// - Throws: `ImageFileError` when the file is damaged or can no longer be read.
  func decode(
    into samples: inout [UInt8], memoryLimitBytes: Int, isDirect: Bool = true,
    backdrop: Backdrop = .white
  ) throws(ImageFileError) -> [String] {
    precondition(samples.count == 3 * Int(header.width) * Int(header.height))
    // The direct way knows white only.
    if isDirect, backdrop == .white, let direct,
      samples.count + direct.neededBytes <= memoryLimitBytes,
      let translucent = direct.decode(fileno(file), into: &samples)
    {
      return remarks(on: samples, translucent: translucent, backdrop)
    }
    guard fseek(file, 0, SEEK_SET) == 0 else {
      throw .unreadable(path: path, reason: systemMessage(errno))
    }
    var report = ki67_png_report()
    let isRead = samples.withUnsafeMutableBufferPointer {
      ki67_png_decode(
        file, $0.baseAddress, header.width, header.height, backdrop.rawValue, &report) == 1
    }
    let said = PNGReport(report)
    guard isRead else {
      let pass = header.is_interlaced == 1 ? " of pass \(said.pass + 1) of 7" : ""
      throw .damaged(
        path: path, detail: "libpng says \"\(said.error)\" after \(said.rowsDone) rows\(pass)")
    }
    return said.warnings + remarks(on: samples, translucent: said.translucent, backdrop)
  }

  private func remarks(
    on samples: [UInt8], translucent: Int, _ backdrop: Backdrop
  ) -> [String] {
    let remarks = [
      PixelRemark.translucency(translucent, of: samples.count / 3, over: backdrop),
      header.bit_depth == 16 ? PixelRemark.unusedBits(samples) : nil,
    ]
    return remarks.compactMap { $0 }
  }
}

/// Largest factor by which a compression can shrink data: a header that claims more is wrong.
enum CompressionRatio {
  /// A match of 258 bytes takes at least 2 bits.
  static let deflate = 1032.0
  /// Two bytes stand for at most 128.
  static let packBits = 64.0
  /// Codes have at least 9 bits, and none stands for more bytes than the table has entries.
  static let lzw = 4096.0 * 8 / 9
}
