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

  /// Notes what could not be read of what is measured, where areas are known, and takes it out of
  /// them.
  func recordDamage(
    regions: SlideRegions?, in result: inout SlideResult
  ) throws(Failure) {
    guard let measured = result.measuredAreaSquareMillimeters else { return }
    result.unreadableAreaSquareMillimeters = 0
    let damage = source.damage
    // Without damage nothing is subtracted, so that areas are rounded as they ever were.
    guard !damage.isEmpty else { return }
    guard let regions else {
      let lost = damage.reduce(0.0) { $0 + Double($1.area.area) }
      let area = squareMillimeters(lost * (source.downsample * source.downsample)) ?? 0
      result.unreadableAreaSquareMillimeters = area
      result.measuredAreaSquareMillimeters = max(0, measured - area)
      return
    }
    let areas = try RegionAreas(regions, tiles: readableRows(), check: checkTime)
    record(areas, in: &result)
    result.unreadableAreaSquareMillimeters = max(
      0, measured - (squareMillimeters(areas.measured) ?? 0))
  }

  /// What of level lines lies on tiles or, if it is not nil, the tissue on them, without parts that
  /// were met and cannot be decoded.
  func readableRows(tissue: TissueRows? = nil) -> TileRows {
    let place = source.filePlace
    let damage = source.damage.map(\.area).map { area in
      PixelRect(
        x: area.x + place.x, y: area.y + place.y, width: area.width, height: area.height)
    }
    return TileRows(
      map: source.map, downsample: source.downsample, without: damage, tissue: tissue)
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
