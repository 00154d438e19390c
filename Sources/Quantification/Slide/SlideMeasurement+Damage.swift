import Nuclei
import Raster
import SlideIO

/// What is done about parts of a slide file that cannot be decoded.
extension SlideMeasurement {
  /// Largest share of the area that is looked at that may be unreadable.
  static let largestUnreadableShare = 0.1

  /// Refuses a slide of which too much is unreadable for the rest to stand for it.
  ///
  /// - Parameter skippedShare: share of the slide that was not looked at.
  /// - Throws: how much is unreadable, and the first place.
  func checkDamage(skippedShare: Double) throws(Failure) {
    let damage = source.damage
    guard let first = damage.first else { return }
    let lookedAt = Double(source.map.coveredArea) * (1 - skippedShare)
    let lost = damage.reduce(0) { $0 + Double($1.area.area) }
    guard lost > Self.largestUnreadableShare * lookedAt else { return }
    let percent = Int((100 * min(1, lost / max(1, lookedAt))).rounded())
    throw Failure(
      reason: "\(percent) % of what was to be measured cannot be read, more than the 10 % that are "
        + "put up with; the first of \(damage.count) places: \(first.reason)")
  }

  /// Notes what was measured and what could not be, where areas are known.
  func recordAreas(region: RegionMask?, in result: inout SlideResult) {
    guard let size = source.pixelSize else { return }
    let unreadable = source.damage.reduce(0.0) { sum, damage in
      sum + Double(damage.area.area) * shareMeasured(of: damage.area, region: region)
    }
    let scale = source.downsample * source.downsample
    let covered =
      region?.measuredArea(of: source.map, downsample: source.downsample)
      ?? Double(source.map.coveredArea) * scale
    // Without damage nothing is subtracted, so that the area is rounded as it ever was.
    let measured = unreadable > 0 ? max(0, covered - unreadable * scale) : covered
    result.measuredAreaSquareMillimeters = measured * size.xMicrons * size.yMicrons / 1e6
    result.unreadableAreaSquareMillimeters =
      unreadable * scale * size.xMicrons * size.yMicrons / 1e6
  }

  /// Share of a part of the canvas that lies in the region of interest, on a lattice of 16 x 16.
  private func shareMeasured(of area: PixelRect, region: RegionMask?) -> Double {
    guard let region else { return 1 }
    var count = 0
    for row in 0..<16 {
      for column in 0..<16 {
        let x = Double(area.x) + (Double(column) + 0.5) / 16 * Double(area.width)
        let y = Double(area.y) + (Double(row) + 0.5) / 16 * Double(area.height)
        if region.contains(x: x * source.downsample, y: y * source.downsample) { count += 1 }
      }
    }
    return Double(count) / 256
  }

  /// Records of the parts that could not be read, as tiles that failed.
  var unreadableTiles: [TileResult] {
    guard let tile = source.input.tiles.first else { return [] }
    return source.damage.map { damage in
      let scale = source.downsample
      func scaled(_ length: Int) -> Int { Int((Double(length) * scale).rounded()) }
      return TileResult(
        slide: source.input.slide, image: tile.image, path: tile.path,
        placement: PixelRect(
          x: tile.x + scaled(damage.area.x), y: tile.y + scaled(damage.area.y),
          width: scaled(damage.area.width), height: scaled(damage.area.height)),
        downsample: tile.downsample, counts: NucleusCounts(), status: .failed,
        error: damage.reason, warnings: [])
    }
  }
}
