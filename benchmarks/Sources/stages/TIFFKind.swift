import Foundation
import SlideIO

/// Formats of TIFF that are compared, in tiles of 256 px as slides have them.
enum TIFFKind: String, CaseIterable {
  case raw
  case lzw
  case deflate
  case jpeg

  private var encoding: ImageWriter.TIFFEncoding {
    switch self {
    case .raw: .none
    case .lzw: .lzw
    case .deflate: .deflate
    case .jpeg: .jpeg(quality: 80)
    }
  }

  /// Writes files of this kind with the pixels and pixel sizes of others.
  func write(_ files: [String], into folder: String) throws {
    let place = "\(folder)/\(rawValue)"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    for file in files {
      let decoded = try ImageReader().decode(at: file)
      let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
      try ImageWriter.writeTIFF(
        decoded.image, to: "\(place)/\(name).tif", pixelSize: decoded.info.pixelSize,
        compression: encoding, tileSize: 256)
    }
  }
}
