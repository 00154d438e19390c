import Foundation
import SlideIO

/// What `ki67 info` says about one file.
struct InfoReport {
  /// Path as given.
  var path: String
  /// What the header says, nil when not even that could be read.
  var info: ImageInfo?
  /// What the decoder complained about.
  var warnings: [String] = []
  /// Why the file cannot be measured, nil when it can.
  var problem: ImageFileError?

  /// A few lines for people.
  var text: String {
    var lines = [path]
    if let info {
      lines.append("  format      \(info.format.rawValue), \(info.encoding)")
      lines.append("  size        \(info.width) x \(info.height) pixels, \(info.byteCount) bytes")
      lines.append("  pixel size  \(pixelSizeText(info))")
      if info.pageCount > 1 { lines.append("  pages       \(info.pageCount), the first is read") }
    }
    lines += warnings.map { "  warning     \($0)" }
    lines.append("  readable    " + (problem.map { "no: \($0)" } ?? "yes"))
    return lines.joined(separator: "\n")
  }

  private func pixelSizeText(_ info: ImageInfo) -> String {
    guard let size = info.pixelSize else {
      return "unknown" + (info.pixelSizeNote.map { ": \($0)" } ?? ": the file states none")
    }
    return "\(size.words), from \(size.source.rawValue)"
      + (info.pixelSizeNote.map { " (\($0))" } ?? "")
  }

  /// All reports as a JSON array with sorted keys.
  static func json(_ reports: [InfoReport]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(reports.map(Object.init)) else { return "[]" }
    return String(decoding: data, as: UTF8.self)
  }

  /// The shape of the JSON; absent values are left out.
  private struct Object: Encodable {
    let path: String
    let readable: Bool
    let error: String?
    let warnings: [String]
    let format: String?
    let width: Int?
    let height: Int?
    let encoding: String?
    let pages: Int?
    let bytes: Int?
    let mppX: Double?
    let mppY: Double?
    let mppSource: String?
    let mppNote: String?

    init(_ report: InfoReport) {
      path = report.path
      readable = report.problem == nil
      error = report.problem.map { "\($0)" }
      warnings = report.warnings
      format = report.info?.format.rawValue
      width = report.info?.width
      height = report.info?.height
      encoding = report.info?.encoding
      pages = report.info?.pageCount
      bytes = report.info?.byteCount
      mppX = report.info?.pixelSize?.xMicrons
      mppY = report.info?.pixelSize?.yMicrons
      mppSource = report.info?.pixelSize?.source.rawValue
      mppNote = report.info?.pixelSizeNote
    }

    enum CodingKeys: String, CodingKey {
      case path, readable, error, warnings, format, width, height, encoding, pages, bytes
      case mppX = "mpp_x"
      case mppY = "mpp_y"
      case mppSource = "mpp_source"
      case mppNote = "mpp_note"
    }
  }
}
