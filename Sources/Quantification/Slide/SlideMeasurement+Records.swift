import Grading
import Hotspots
import Nuclei
import Raster
import SlideIO
import Stains

extension SlideMeasurement {
  /// Tile records in input order.
  func tileResults(
    nuclei: SlideNuclei, qualities: [TissueQuality?], slideError: String?
  ) -> [TileResult] {
    var counts = [NucleusCounts](repeating: NucleusCounts(), count: source.input.tiles.count)
    for placed in nuclei { counts[placed.tile].add(placed.nucleus) }
    let failures = source.failures
    let warnings = source.warnings
    let files = source.input.tiles.enumerated().map { index, tile in
      var result = TileResult(
        slide: source.input.slide, image: tile.image, path: tile.path, placement: nil,
        downsample: tile.downsample, counts: counts[index], status: .measured, error: nil,
        warnings: warnings[index] ?? [])
      switch source.tileInfos[index] {
      case .failure(let failure):
        result.status = .failed
        result.error = failure.reason
      case .success:
        result.placement = source.fullResolutionRect(ofTile: index)
        if let reason = failures[index] {
          result.status = .failed
          result.error = reason
        } else if let slideError {
          result.status = .skipped
          result.error = "the slide could not be measured: \(slideError)"
        } else if qualities.indices.contains(index) {
          result.quality = qualities[index]
        }
      }
      return result
    }
    return slideError == nil ? files + unreadableTiles : files
  }

  /// Where the slide is looked at; nil for everywhere.
  func tissueMap(
    calibration: StainCalibration, scale: SIMD2<Double>, workers: Int
  ) throws(Failure) -> TissueMap? {
    do throws(ImageFileError) {
      return try TissueMap.read(
        source, calibration: calibration, micronsPerPixel: scale, workers: workers)
    } catch {
      throw Failure(reason: error.description)
    }
  }

  /// Notes the area of what is not looked at, where areas are known.
  func record(_ tissue: TissueMap?, in result: inout SlideResult) {
    guard let size = source.pixelSize else { return }
    let pixels = Double(source.map.coveredArea) * source.downsample * source.downsample
    let covered = pixels * size.xMicrons * size.yMicrons / 1e6
    result.skippedAreaSquareMillimeters = (tissue?.skippedShare ?? 0) * covered
  }

  /// Doubts that follow from the record.
  func addFlags(_ result: inout SlideResult, tissue: SlideTissue?) {
    if result.tiles.contains(where: { $0.status == .failed }) && result.status == .measured {
      result.flags.append(source.file == nil ? .someTilesFailed : .partsUnreadable)
    }
    if let size = result.pixelSize {
      let ofFile = source.filePixelSize ?? size
      if size.plausibility != .plausible || ofFile.plausibility != .plausible {
        result.flags.append(.pixelSizeDoubtful)
      }
    } else {
      result.flags.append(.pixelSizeUnknown)
    }
    guard result.status == .measured else { return }
    if result.counts.total == 0 {
      result.flags.append(.noNuclei)
    } else if result.counts.total < 500 {
      result.flags.append(.fewNuclei)
    }
    if result.counts.total >= 500 && result.counts.positive == 0 {
      result.flags.append(.noPositiveNucleus)
    }
    let census = result.census
    if result.counts.positive >= Self.fewestForStrength, census.moderate + census.strong == 0 {
      result.flags.append(.stainWeak)
    }
    markOutlyingTiles(&result)
    for doubt in result.calibrationDoubts {
      let flag = ResultFlag(doubt.code)
      if !result.flags.contains(flag) { result.flags.append(flag) }
    }
    result.flags += result.hotspotFlags(settings.hotspot)
    result.flags += tissueFlags(result)
    if let tissue, result.hotspots.contains(where: { tissue.isDoubtful($0) }) {
      result.flags.append(.hotspotDoubtful)
    }
  }
}

extension SlideMeasurement {
  /// Positive nuclei from which it says something that all of them are weak: of five, each of which
  /// is weak with a probability of a third, all are in one slide of 243.
  private static let fewestForStrength = 5

  /// Notes tiles whose index lies far outside of what the others allow.
  private func markOutlyingTiles(_ result: inout SlideResult) {
    // Parts of one file are no tiles that somebody chose.
    guard source.file == nil else { return }
    let outlying = OutlyingFields.positions(
      in: result.tiles.map { tile in
        tile.status == .measured
          ? FieldVariation.Field(positive: tile.counts.positive, total: tile.counts.total) : nil
      })
    for position in outlying { result.tiles[position].isOutlying = true }
    if !outlying.isEmpty { result.flags.append(.tilesOutlying) }
  }

  /// Share of tissue from which a doubt about it is worth a flag.
  private static let flaggedShare = 0.01
  /// Share of the tissue that is black in some channel, or white in all, that is worth a flag.
  private static let flaggedClippedShare = 0.1

  /// Doubts that follow from what the slide's parts are.
  private func tissueFlags(_ result: SlideResult) -> [ResultFlag] {
    guard let areas = result.areas else { return [] }
    var flags: [ResultFlag] = []
    let blurred = areas.share(.outOfFocus)
    if blurred >= 0.5 {
      flags.append(.mostlyOutOfFocus)
    } else if blurred >= Self.flaggedShare {
      flags.append(.partlyOutOfFocus)
    }
    if areas.share(.pen) > 0 { flags.append(.penMarks) }
    if areas.share(.pigment) > 0 { flags.append(.pigment) }
    if areas.share(.fold) >= Self.flaggedShare { flags.append(.folds) }
    if areas.share(.edge) > 0 { flags.append(.edges) }
    if result.quality?.blackShare ?? 0 >= Self.flaggedClippedShare { flags.append(.underexposed) }
    if result.quality?.whiteShare ?? 0 >= Self.flaggedClippedShare { flags.append(.overexposed) }
    return flags
  }
}
