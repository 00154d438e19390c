import Foundation
import Raster
import SlideIO

/// Cuts pictures into whole tiles from their upper left corner; what is left over is not used.
struct TileCut {
  /// Width and height of a tile in pixels.
  var side: Int

  /// Writes the tiles of a file as `NAME-ROW-COLUMN.png`, with its pixel size.
  func write(_ file: String, into folder: String) throws {
    let decoded = try ImageReader().decode(at: file)
    let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for row in 0..<(decoded.image.height / side) {
      for column in 0..<(decoded.image.width / side) {
        try ImageWriter.writePNG(
          decoded.image.cropped(
            to: PixelRect(x: column * side, y: row * side, width: side, height: side)),
          to: "\(folder)/\(name)-\(row)-\(column).png", pixelSize: decoded.info.pixelSize)
      }
    }
  }
}
