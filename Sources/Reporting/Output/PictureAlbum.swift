import Foundation

/// Turns written pictures into what the report shows: inside the page, or as links when they are
/// too many for one page to open quickly.
struct PictureAlbum {
  /// Most cases whose pictures go into the page.
  static let mostCasesInside = 50
  /// Most bytes of pictures that go into the page.
  static let mostBytesInside = 24 << 20

  /// Whether pictures stay outside the page.
  let isLinked: Bool
  /// Pictures by slide name.
  let pictures: [String: [ReportPicture]]

  /// Reads what goes into the page; a picture that cannot be read is linked.
  init(folder: String, pictures: [String: [SlidePicture]], caseCount: Int) {
    let shown = pictures.mapValues(Self.shown)
    let files = shown.values.joined().map { "\(folder)/\($0.copy.file)" }
    let isLinked =
      caseCount > Self.mostCasesInside
      || files.reduce(0) { $0 + Self.byteCount(of: $1) } > Self.mostBytesInside
    self.isLinked = isLinked && !files.isEmpty
    self.pictures = shown.mapValues { list in
      list.map { Self.picture($0, folder: folder, isLinked: isLinked) }
    }
  }

  /// Pictures without those that show the whole slide once more, as the hotspot of a small one does.
  private static func shown(_ pictures: [SlidePicture]) -> [SlidePicture] {
    let whole = pictures.first { $0.subject == .overview }?.rect
    return pictures.filter { picture in
      if case .hotspot = picture.subject { return picture.rect != whole }
      return true
    }
  }

  private static func byteCount(of path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.size] as? Int ?? 0
  }

  private static func picture(_ picture: SlidePicture, folder: String, isLinked: Bool)
    -> ReportPicture
  {
    var source = relativeAddress(picture.copy.file)
    if !isLinked, let data = FileManager.default.contents(atPath: "\(folder)/\(picture.copy.file)")
    {
      source = "data:image/jpeg;base64,\(data.base64EncodedString())"
    }
    let (alternative, caption) = words(for: picture)
    return ReportPicture(
      source: source, full: relativeAddress(picture.file), alternative: alternative,
      caption: caption, scaleBar: picture.copy.scaleBarMicrons.map(length),
      isMap: picture.subject == .map,
      width: picture.copy.width, height: picture.copy.height)
  }

  private static func words(for picture: SlidePicture) -> (alternative: String, caption: String) {
    switch picture.subject {
    case .overview:
      (
        "Slide \(picture.slide) with positive and negative nuclei outlined and hotspots ringed",
        "Whole slide."
      )
    case .map:
      (
        "Map of slide \(picture.slide): tissue, what was left out, Ki-67 index on a grid, hotspots",
        "Map of the slide: what was measured and left out, and where the index is high."
      )
    case .hotspot(let rank, let positive, let total):
      (
        "Hotspot \(rank) of slide \(picture.slide), plain and with positive and negative nuclei outlined",
        "Hotspot \(rank), plain and outlined: \(positive) of \(total) tumor nuclei positive."
      )
    }
  }

  /// Length in µm, from 1000 µm on in mm.
  private static func length(_ microns: Double) -> String {
    microns < 1000
      ? "\(DecimalText.text(microns, places: 0)) µm"
      : "\(DecimalText.text(microns / 1000, places: 0)) mm"
  }

  /// A path as a relative web address: everything but letters, digits and `-._~/` is encoded.
  static func relativeAddress(_ path: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.append(byte)
      default:
        result += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
