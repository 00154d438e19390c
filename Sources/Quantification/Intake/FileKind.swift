import Foundation
import SlideIO

/// What stands behind a path, links followed.
package enum FileKind: Sendable, Equatable {
  case file
  case folder
  case other

  /// The kind, nil when there is nothing or it cannot be reached.
  package static func of(_ path: String) -> FileKind? { try? reached(path) }

  /// The kind of what stands there.
  ///
  /// - Throws: why it cannot be reached.
  static func reached(_ path: String) throws(POSIXError) -> FileKind {
    // Not by `URL`, which asks five times for as many attributes.
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file
    default: return .other
    }
  }
}

/// Images that are recognized by their first bytes, without decoding.
enum ImageSignature {
  /// Extensions that promise an image this program reads, if need be through OpenSlide.
  ///
  /// DICOM files are told by their content: `dcm` names pictures of any kind.
  static let imageExtensions: Set<String> = [
    "png", "tif", "tiff", "svs", "btf", "tf2", "tf8", "ndpi", "scn", "bif", "mrxs", "vms", "vmu",
    "svslide", "czi",
  ]

  /// Whether the file is an image by its first bytes, or a part of a DICOM slide.
  static func isImageOrSlide(_ path: String) -> Bool {
    isImage(path) || DICOMInstance(path: path) != nil
  }

  /// Whether the file begins like PNG or TIFF (classic or BigTIFF, both byte orders).
  static func isImage(_ path: String) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: 8) else { return false }
    let bytes = [UInt8](data)
    return signatures.contains { bytes.starts(with: $0) }
  }

  private static let signatures: [[UInt8]] = [
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
    [0x49, 0x49, 0x2A, 0x00], [0x4D, 0x4D, 0x00, 0x2A],
    [0x49, 0x49, 0x2B, 0x00], [0x4D, 0x4D, 0x00, 0x2B],
  ]
}
