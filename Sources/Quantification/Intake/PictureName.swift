/// Names of a slide's pictures, without folder and extension.
///
/// `x-map` may be the map of slide `x` or the overview of a slide `x-map`, so no two slides of a run
/// may be named `x` and as a picture of `x` is.
package enum PictureName {
  /// The map of a slide that has an overview too.
  package static func map(of slide: String) -> String { slide + mapEnd }

  /// A hotspot of a slide.
  package static func hotspot(_ rank: Int, of slide: String) -> String {
    "\(slide)\(hotspotEnd)\(rank)"
  }

  /// The slide whose picture would have this name, by its form alone; nil when it is no such name.
  ///
  /// Any digits count as a hotspot's rank, because how many hotspots there are is not known yet.
  package static func slide(ofPicture name: String) -> String? {
    let bytes = Array(name.utf8)
    let isDigit: (UInt8) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let rank = bytes.reversed().prefix(while: isDigit).count
    let end = rank == 0 ? mapEnd : hotspotEnd
    let stem = bytes.dropLast(rank)
    guard stem.count > end.utf8.count, stem.suffix(end.utf8.count).elementsEqual(end.utf8)
    else { return nil }
    return String(decoding: stem.dropLast(end.utf8.count), as: UTF8.self)
  }

  private static let mapEnd = "-map"
  private static let hotspotEnd = "-hotspot-"
}
