/// A DICOM file that is a part of a whole slide: one level, label or overview of it.
///
/// OpenSlide opens any part as the whole slide, and finds the others in the same folder by their
/// series. So files of one folder and one series are one slide.
public struct DICOMInstance: Sendable, Equatable {
  /// Series Instance UID, nil when it stands too far from the start of the file.
  public let series: String?

  /// SOP class of whole slide microscopy (DICOM PS3.4, B.5).
  private static let wholeSlide = "1.2.840.10008.5.1.4.1.1.77.1.6"
  /// Bytes that are read at first, and at most: the series stands before all that is long.
  private static let prefixes = [1 << 14, 1 << 20]

  /// Reads the header of a file; nil when it is no part of a whole slide, or cannot be read.
  public init?(path: String) {
    guard let file = try? InputFile(path: path),
      let start = try? file.prefix(DICOMHeader.startLength), DICOMHeader(start) != nil
    else { return nil }
    for length in Self.prefixes {
      guard let bytes = try? file.prefix(length), let header = DICOMHeader(bytes),
        header.sopClass == Self.wholeSlide
      else { return nil }
      if header.series != nil || !header.isCut || length == Self.prefixes.last {
        series = header.series
        return
      }
    }
    return nil
  }
}

/// The first elements of a DICOM file (PS3.5, 7.1, and PS3.10, 7.1), as far as they tell what the
/// file belongs to.
struct DICOMHeader {
  /// Media Storage SOP Class UID, nil when missing.
  private(set) var sopClass: String?
  /// Series Instance UID, nil when missing.
  private(set) var series: String?
  /// Whether the bytes end before the place of the series.
  private(set) var isCut = true

  private static let preamble = 128
  /// Bytes that tell whether it is a DICOM file.
  static let startLength = preamble + 4
  private static let implicitVR = "1.2.840.10008.1.2"
  /// Encodings other than little endian without compression of the whole.
  private static let unread = ["1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"]
  /// Value representations with lengths of 32 bits.
  private static let long: Set<String> = [
    "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV",
  ]
  private static let undefinedLength = 0xFFFF_FFFF

  private enum Tag {
    static let sopClass = 0x0002_0002
    static let transferSyntax = 0x0002_0010
    static let series = 0x0020_000E
    static let item = 0xFFFE_E000
    static let itemEnd = 0xFFFE_E00D
    static let sequenceEnd = 0xFFFE_E0DD
    /// The last tag of the file meta information, which always states value representations.
    static let lastOfMeta = 0x0002_FFFF
  }

  /// An element before its value.
  private struct Element {
    var tag: Int
    var length: Int
    var valueStart: Int
  }

  /// Reads the elements of a file's first bytes; nil when they are no DICOM file's.
  init?(_ bytes: [UInt8]) {
    guard bytes.dropFirst(Self.preamble).starts(with: Array("DICM".utf8)) else { return nil }
    var place = Self.startLength
    var isImplicit = false
    // Sequences and items that end with a mark of their own.
    var depth = 0
    while let element = Self.element(in: bytes, at: place, isImplicit: isImplicit) {
      place = element.valueStart
      switch element.tag {
      case Tag.itemEnd, Tag.sequenceEnd: depth -= 1
      case _ where element.length == Self.undefinedLength: depth += 1
      case _ where depth > 0: place += element.length
      default:
        let text = Self.text(bytes, element)
        place += element.length
        if element.tag == Tag.sopClass { sopClass = text }
        if element.tag == Tag.series { series = text }
        if element.tag == Tag.transferSyntax { isImplicit = text == Self.implicitVR }
        if element.tag == Tag.transferSyntax, Self.unread.contains(text ?? "") { return }
      }
      let isMark = element.tag >= Tag.item
      guard depth >= 0, depth > 0 || isMark || element.tag < Tag.series else { break }
    }
    isCut = place + 12 > bytes.count
  }

  private static func element(in bytes: [UInt8], at place: Int, isImplicit: Bool) -> Element? {
    guard place + 8 <= bytes.count else { return nil }
    let tag = number(bytes, place, 2) << 16 | number(bytes, place + 2, 2)
    let isMark = tag >> 16 == Tag.item >> 16
    if isMark || (isImplicit && tag > Tag.lastOfMeta) {
      return Element(tag: tag, length: number(bytes, place + 4, 4), valueStart: place + 8)
    }
    let representation = String(decoding: bytes[(place + 4)..<(place + 6)], as: UTF8.self)
    guard long.contains(representation) else {
      return Element(tag: tag, length: number(bytes, place + 6, 2), valueStart: place + 8)
    }
    guard place + 12 <= bytes.count else { return nil }
    return Element(tag: tag, length: number(bytes, place + 8, 4), valueStart: place + 12)
  }

  private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }

  /// The value without its padding; nil when it is cut off or empty.
  private static func text(_ bytes: [UInt8], _ element: Element) -> String? {
    let end = element.valueStart + element.length
    guard element.length > 0, element.length <= 64, end <= bytes.count else { return nil }
    let value = bytes[element.valueStart..<end].prefix { $0 != 0 && $0 != 0x20 }
    return String(decoding: value, as: UTF8.self)
  }
}
