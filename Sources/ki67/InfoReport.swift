import Foundation
import SlideIO

/// What `ki67 info` says about one file.
struct InfoReport {
  /// Path as given.
  var path: String
  /// What the header says, nil when not even that could be read.
  var info: ImageInfo?
  /// What it is as a slide, nil when it cannot be read as one.
  var slide: SlideDescription?
  /// Names of further files of the same slide.
  var otherFiles: [String] = []
  /// What the decoder complained about.
  var warnings: [String] = []
  /// Why the file cannot be measured, nil when it can.
  var problem: String?

  /// A few lines for people.
  var text: String {
    var lines = [path]
    if let slide {
      lines.append("  format      \(formatName), \(slide.encoding)")
      if slide.isPyramid { lines.append("  vendor      \(slide.vendor), read by \(slide.reader)") }
      let size = "\(slide.width) x \(slide.height) pixels"
      lines.append("  size        \(size), \(slide.byteCount) bytes")
      lines.append("  pixel size  \(Self.text(slide.pixelSize, slide.pixelSizeNote))")
      if let last = otherFiles.last {
        let count = otherFiles.count == 1 ? "1 more file" : "\(otherFiles.count) more files"
        let names = otherFiles.count <= 2 ? otherFiles.joined(separator: ", ") : "to \(last)"
        lines.append("  with        \(count) of the same slide, \(names)")
      }
      lines += levelLines(slide)
      lines += pictureLines(slide)
    } else if let info {
      lines.append("  format      \(info.format.rawValue), \(info.encoding)")
      lines.append("  size        \(info.width) x \(info.height) pixels, \(info.byteCount) bytes")
      lines.append("  pixel size  \(Self.text(info.pixelSize, info.pixelSizeNote))")
    }
    lines += warnings.map { "  warning     \($0)" }
    lines.append("  readable    " + (problem.map { "no: \($0)" } ?? "yes"))
    return lines.joined(separator: "\n")
  }

  private var formatName: String { info?.format.rawValue ?? "slide" }

  private func levelLines(_ slide: SlideDescription) -> [String] {
    guard slide.levels.count > 1 else { return [] }
    return slide.levels.enumerated().map { index, level in
      let tiles =
        level.isTiled
        ? "tiles \(level.tileWidth) x \(level.tileHeight)" : "strips of \(level.tileHeight) rows"
      let downsample = (level.downsample * 1000).rounded() / 1000
      return "  level \(index)     \(level.width) x \(level.height), downsample \(downsample),"
        + " \(tiles), \(level.compression)"
    }
  }

  /// Pictures beside the slide by name; of pages, which a stack has many of, only the first few.
  private func pictureLines(_ slide: SlideDescription) -> [String] {
    let shown = 8
    let images = slide.associatedImages
    let lines = images.prefix(shown).map {
      "  beside it   \($0.name), \($0.width) x \($0.height) pixels"
    }
    return images.count > shown ? lines + ["  beside it   \(images.count - shown) more"] : lines
  }

  private static func text(_ size: PixelSize?, _ note: String?) -> String {
    guard let size else { return "unknown" + (note.map { ": \($0)" } ?? ": the file states none") }
    return "\(size.words), from \(size.source.rawValue)" + (note.map { " (\($0))" } ?? "")
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
    let vendor: String?
    let reader: String?
    let width: Int?
    let height: Int?
    let levels: [Level]?
    let associated: [Picture]?
    let encoding: String?
    let pages: Int?
    let bytes: Int?
    let otherFiles: [String]?
    let mppX: Double?
    let mppY: Double?
    let mppSource: String?
    let mppNote: String?

    init(_ report: InfoReport) {
      let (info, slide) = (report.info, report.slide)
      let size = slide.map { $0.pixelSize } ?? info?.pixelSize
      path = report.path
      readable = report.problem == nil
      error = report.problem
      warnings = report.warnings
      format = slide.map { _ in report.formatName } ?? info?.format.rawValue
      vendor = slide?.vendor
      reader = slide.map { "\($0.reader)" }
      width = slide?.width ?? info?.width
      height = slide?.height ?? info?.height
      levels = slide?.levels.map(Level.init)
      associated = slide?.associatedImages.map(Picture.init)
      encoding = slide?.encoding ?? info?.encoding
      pages = info?.pageCount
      bytes = slide?.byteCount ?? info?.byteCount
      otherFiles = report.otherFiles.isEmpty ? nil : report.otherFiles
      mppX = size?.xMicrons
      mppY = size?.yMicrons
      mppSource = size?.source.rawValue
      mppNote = slide.map { $0.pixelSizeNote } ?? info?.pixelSizeNote
    }

    enum CodingKeys: String, CodingKey {
      case path, readable, error, warnings, format, vendor, reader, width, height, levels
      case associated, encoding, pages, bytes
      case otherFiles = "other_files"
      case mppX = "mpp_x"
      case mppY = "mpp_y"
      case mppSource = "mpp_source"
      case mppNote = "mpp_note"
    }
  }

  /// A level in JSON.
  private struct Level: Encodable {
    let width: Int
    let height: Int
    let downsample: Double
    let tileWidth: Int
    let tileHeight: Int
    let tiled: Bool
    let compression: String

    init(_ level: SlideLevel) {
      width = level.width
      height = level.height
      downsample = level.downsample
      tileWidth = level.tileWidth
      tileHeight = level.tileHeight
      tiled = level.isTiled
      compression = level.compression
    }

    enum CodingKeys: String, CodingKey {
      case width, height, downsample, tiled, compression
      case tileWidth = "tile_width"
      case tileHeight = "tile_height"
    }
  }

  /// A picture beside the slide in JSON.
  private struct Picture: Encodable {
    let name: String
    let width: Int
    let height: Int

    init(_ image: AssociatedImage) {
      name = image.name
      width = image.width
      height = image.height
    }
  }
}
