import Hotspots
import Quantification

/// A picture of a slide that was written, and its lighter copy for the report.
struct SlidePicture: Sendable, Equatable, Codable {
  /// What it shows.
  enum Subject: Sendable, Equatable, Codable {
    case overview
    case hotspot(rank: Int, positive: Int, total: Int)
  }

  var slide: String
  var subject: Subject
  /// File relative to the output folder.
  var file: String
  /// The copy for the report, a JPEG.
  var reportFile: String
  /// What the copy shows.
  var reportView: OverlayView

  /// Files it stands for.
  var files: [String] { [file, reportFile] }
}
