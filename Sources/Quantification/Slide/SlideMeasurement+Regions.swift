import Nuclei
import Raster
import SlideIO

extension SlideMeasurement {
  /// Reads the slide's region file; nil when everything is measured.
  ///
  /// A slide without any readable tile fails for that reason instead.
  func slideRegions() throws(Failure) -> SlideRegions? {
    let canvas = source.map.canvas
    guard let path = source.input.roi, !canvas.isEmpty else { return nil }
    do throws(SlideRegions.Problem) {
      return try SlideRegions.read(
        path: path, rules: profile.regions,
        slideWidth: Int((Double(canvas.width) * source.downsample).rounded()),
        slideHeight: Int((Double(canvas.height) * source.downsample).rounded()),
        pixelSize: source.pixelSize, memoryLimitBytes: settings.memoryLimitBytes)
    } catch {
      throw Failure(reason: error.reason)
    }
  }

  /// Notes what is measured, and areas where they are known.
  func record(_ regions: SlideRegions?, in result: inout SlideResult) throws(Failure) {
    let tiles = TileRows(map: source.map, downsample: source.downsample)
    guard let regions else {
      result.measuredAreaSquareMillimeters = squareMillimeters(tiles.coveredArea)
      return
    }
    let areas = try RegionAreas(regions, tiles: tiles, check: checkTime)
    result.regions = regions.results
    result.regionNotes = regions.notes
    result.regionOutlines = regions.outlines
    guard areas.measured > 0 else {
      throw Failure(reason: regions.nothingLeft(path: source.input.roi ?? ""))
    }
    record(areas, in: &result)
    result.regionNotes += regions.notes(about: areas)
  }

  /// Notes areas of regions, where they are known.
  func record(_ areas: RegionAreas, in result: inout SlideResult) {
    result.measuredAreaSquareMillimeters = squareMillimeters(areas.measured)
    for (index, area) in areas.regions.enumerated() {
      result.regions[index].areaSquareMillimeters = squareMillimeters(area)
    }
  }

  /// Area of full-resolution pixels; nil when their size is unknown.
  func squareMillimeters(_ pixels: Double) -> Double? {
    source.pixelSize.map { pixels * $0.xMicrons * $0.yMicrons / 1e6 }
  }

  /// Which parts of the slide lie in or near regions; nil for everywhere.
  func blocks(
    of regions: SlideRegions?, micronsPerPixel: SIMD2<Double>
  ) throws(Failure) -> RegionBlocks? {
    guard let regions else { return nil }
    return try RegionBlocks(
      regions, canvas: source.map.canvas, downsample: source.downsample,
      micronsPerPixel: micronsPerPixel, check: checkTime)
  }

  /// Notes how much of each measured region is tissue, where areas are known.
  func record(
    _ tissue: SlideTissue?, of regions: SlideRegions?, in result: inout SlideResult
  ) throws(Failure) {
    guard let regions, let tissue, source.pixelSize != nil else { return }
    let areas = try RegionAreas(
      regions, tiles: readableRows(tissue: TissueRows(tissue)), check: checkTime)
    for (index, area) in areas.regions.enumerated() where result.regions[index].role == .include {
      result.regions[index].tissueSquareMillimeters = squareMillimeters(area)
    }
  }

  /// Counts the nuclei of each region; one in several regions counts in each.
  func count(
    _ nuclei: StoredNuclei, in regions: SlideRegions?, _ result: inout SlideResult
  ) throws(Failure) {
    guard let regions else { return }
    var probe = RegionProbe(regions)
    for nucleus in nuclei {
      try checkTime()
      guard probe.isMeasured(SIMD2(nucleus.x, nucleus.y)) else { continue }
      for region in probe.inside {
        result.regions[region].counts.add(nucleus)
        result.regions[region].census.add(nucleus)
      }
    }
  }
}
