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

  /// Notes what could not be read of what is measured, where areas are known.
  func recordDamage(regions: SlideRegions?, in result: inout SlideResult) {
    guard let size = source.pixelSize else { return }
    let places = regions.map(MeasuredPlaces.init)
    let unreadable = source.damage.reduce(0.0) { sum, damage in
      sum + Double(damage.area.area) * shareMeasured(of: damage.area, places: places)
    }
    let scale = source.downsample * source.downsample
    let area = unreadable * scale * size.xMicrons * size.yMicrons / 1e6
    result.unreadableAreaSquareMillimeters = area
    // Without damage nothing is subtracted, so that the area is rounded as it ever was.
    guard area > 0, let measured = result.measuredAreaSquareMillimeters else { return }
    result.measuredAreaSquareMillimeters = max(0, measured - area)
  }

  /// Share of a part of the file that lies in the regions, on a lattice of 16 x 16.
  private func shareMeasured(of area: PixelRect, places: MeasuredPlaces?) -> Double {
    guard let places else { return 1 }
    let size = SIMD2(Double(area.width), Double(area.height))
    let place = source.filePlace
    let corner = SIMD2(Double(area.x + place.x), Double(area.y + place.y))
    let isMeasured = (0..<256).map { index in
      let step = SIMD2(Double(index % 16) + 0.5, Double(index / 16) + 0.5) / 16
      return places.contains((corner + step * size) * source.downsample)
    }
    return Double(isMeasured.count { $0 }) / 256
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
