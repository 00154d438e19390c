import CTIFF

/// Kinds of slides that are read through OpenSlide, told by content.
///
/// OpenSlide is asked only about these: it is spared files that cannot be slides.
enum VendorKind: String, Equatable {
  case aperioJPEG2000 = "an Aperio slide with JPEG 2000 tiles"
  case hamamatsuNDPI = "a Hamamatsu NDPI slide"
  case hamamatsuVMS = "a Hamamatsu VMS slide"
  case hamamatsuVMU = "a Hamamatsu VMU slide"
  case leica = "a Leica SCN slide"
  case ventana = "a Ventana slide"
  case trestle = "a Trestle slide"
  case philips = "a Philips TIFF slide"
  case mirax = "a 3DHISTECH MIRAX slide"
  case sakura = "a Sakura slide"
  case dicom = "a DICOM file"
  case zeiss = "a Zeiss CZI slide"

  /// Name with its article.
  var name: String { rawValue }
  /// Whether OpenSlide 3 does not know it.
  var needsVersion4: Bool { self == .dicom || self == .zeiss }

  /// Recognizes a file that is no TIFF, by its first bytes; a MIRAX slide begins as a JPEG, so its name
  /// counts as well.
  init?(path: String, start: [UInt8]) {
    let text = String(decoding: start, as: UTF8.self)
    let name = path.lowercased()
    if start.dropFirst(128).starts(with: Array("DICM".utf8)) {
      self = .dicom
    } else if text.hasPrefix("ZISRAWFILE") {
      self = .zeiss
    } else if start.starts(with: [0xFF, 0xD8, 0xFF]) && name.hasSuffix(".mrxs") {
      self = .mirax
    } else if text.hasPrefix("SQLite format 3") && name.hasSuffix(".svslide") {
      self = .sakura
    } else if text.hasPrefix("[Virtual Microscope Specimen]") {
      self = .hamamatsuVMS
    } else if text.hasPrefix("[Uncompressed Virtual Microscope Specimen]") {
      self = .hamamatsuVMU
    } else {
      return nil
    }
  }

  /// Number of the tag that Hamamatsu's files are known by.
  private static let ndpiTag = 65420

  /// Recognizes an NDPI file by a tag of its first directory. Above 4 GiB it is no valid TIFF: the place
  /// of the directory has 64 bits.
  init?(ndpi file: borrowing InputFile) {
    guard let header = try? file.prefix(12), header.count == 12,
      header.starts(with: [0x49, 0x49, 0x2A, 0])
    else { return nil }
    for size in file.byteCount > Int(UInt32.max) ? [4, 8] : [4] {
      let offset = header[4..<(4 + size)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      if TIFFRawDirectory.short(Self.ndpiTag, at: offset, in: file) != nil {
        self = .hamamatsuNDPI
        return
      }
    }
    return nil
  }

  /// Recognizes the first directory of a TIFF file.
  init?(tiff handle: borrowing TIFFHandle, description: String) {
    let software = handle.text(TIFFTAG_SOFTWARE) ?? ""
    if description.contains("www.leica-microsystems.com/scn/") {
      self = .leica
    } else if handle.packet(TIFFTAG_XMLPACKET)?.contains("iScan") == true {
      self = .ventana
    } else if software.hasPrefix("MedScan") {
      self = .trestle
    } else if software.hasPrefix("Philips") && description.contains("DPUfsImport") {
      self = .philips
    } else {
      return nil
    }
  }
}
