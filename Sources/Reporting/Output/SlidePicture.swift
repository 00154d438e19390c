import Hotspots
import Quantification
import Raster

/// A picture of a slide that was written, and its lighter copy for the report.
struct SlidePicture: Sendable, Equatable, Codable {
  /// What it shows.
  enum Subject: Sendable, Equatable, Codable {
    /// The slide with outlines of its nuclei.
    case overview
    /// What was measured and left out, and the index on a grid.
    case map
    /// A hotspot, plain and with outlines.
    case hotspot(rank: Int, positive: Int, total: Int)
  }

  /// A copy for the report, a JPEG.
  struct Copy: Sendable, Equatable, Codable {
    var file: String
    var width: Int
    var height: Int
    /// Length of the scale bar, nil when there is none or the picture names it itself.
    var scaleBarMicrons: Double?
  }

  var slide: String
  var subject: Subject
  /// Part of the slide that is shown, in full-resolution pixels.
  var rect: PixelRect
  /// File relative to the output folder.
  var file: String
  var copy: Copy

  /// Files it stands for.
  var files: [String] { [file, copy.file] }
}
