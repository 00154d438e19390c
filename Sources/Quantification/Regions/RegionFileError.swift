/// Why a file with regions of interest cannot be used.
public enum RegionFileError: Error, Sendable, Equatable {
  /// The operating system refused or failed to read.
  case unreadable(path: String, reason: String)
  /// More bytes than are read of a region file.
  case tooLarge(path: String, byteCount: Int, limit: Int)
  /// The content is neither annotations nor a picture; `found` says what it looks like.
  case unknownFormat(path: String, found: String, remedy: String)
  /// Broken JSON, XML, or an unexpected value; `place` is a line, or a line and a byte.
  case malformed(path: String, place: String, found: String, expected: String)
  /// An outline has more corners than are handled.
  case tooManyCorners(path: String, limit: Int)
  /// Objects are nested deeper than any annotation is.
  case tooDeep(path: String, place: String, limit: Int)
  /// Document types and entities are never read.
  case hasDocumentType(path: String)
  /// The file holds no region; `notes` say what it holds instead.
  case noRegions(path: String, notes: [String])
  /// No region says what is measured: all have classes that are ignored.
  case noUsableClass(path: String, classes: [String])
  /// Every region lies beside the slide.
  case outsideSlide(path: String, bounds: String, slideWidth: Int, slideHeight: Int)
  /// Exclusions, or empty outlines, leave no part of the slide.
  case nothingLeft(path: String)
}

extension RegionFileError: CustomStringConvertible {
  /// File, what was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "region file \(path) cannot be read: \(reason)"
    case .tooLarge(let path, let byteCount, let limit):
      "region file \(path) has \(byteCount) bytes, more than the \(limit) that are read; export "
        + "annotations only, without detections, or raise --memory"
    case .unknownFormat(let path, let found, let remedy):
      "region file \(path) is \(found); expected GeoJSON of QuPath, XML of ImageScope or ASAP, or a "
        + "mask (PNG or TIFF); \(remedy)"
    case .malformed(let path, let place, let found, let expected):
      "region file \(path), \(place): found \(found), expected \(expected); export it again"
    case .tooManyCorners(let path, let limit):
      "region file \(path) has more than \(limit) corners; simplify its outlines, or give a mask"
    case .tooDeep(let path, let place, let limit):
      "region file \(path), \(place): more than \(limit) levels inside each other; expected "
        + "annotations; export it again"
    case .hasDocumentType(let path):
      "region file \(path) declares a document type or entities, which annotations do not need and "
        + "which are never read; remove the declaration, or export it again"
    default:
      contentDescription
    }
  }

  private var contentDescription: String {
    switch self {
    case .noRegions(let path, let notes):
      "region file \(path) holds no region\(notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")"
        + "; expected at least one closed outline; draw one, or leave the file out"
    case .noUsableClass(let path, let classes):
      "region file \(path) holds regions of the classes \(Self.quoted(classes)) only, which the "
        + "profile ignores; name them under regions: include or exclude"
    case .outsideSlide(let path, let bounds, let width, let height):
      "region file \(path): its regions span \(bounds), all outside of the slide of \(width) x "
        + "\(height) pixels; expected full-resolution pixels of this slide; check that file and "
        + "slide belong together"
    case .nothingLeft(let path):
      "region file \(path) leaves nothing to measure: its regions have no area on the slide, or "
        + "excluded ones cover them; correct the outlines or the classes"
    default: ""
    }
  }

  private static func quoted(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
