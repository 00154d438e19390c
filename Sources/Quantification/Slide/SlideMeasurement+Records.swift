import Hotspots
import Nuclei
import Raster
import SlideIO

extension SlideMeasurement {
  /// Tile records in input order.
  func tileResults(nuclei: [TiledNucleus], slideError: String?) -> [TileResult] {
    var counts = [NucleusCounts](repeating: NucleusCounts(), count: source.input.tiles.count)
    for placed in nuclei { counts[placed.tile].add(placed.nucleus) }
    let failures = source.failures
    let warnings = source.warnings
    return source.input.tiles.enumerated().map { index, tile in
      var result = TileResult(
        slide: source.input.slide, image: tile.image, path: tile.path, placement: nil,
        downsample: tile.downsample, counts: counts[index], status: .measured, error: nil,
        warnings: warnings[index] ?? [])
      switch source.tileInfos[index] {
      case .failure(let failure):
        result.status = .failed
        result.error = failure.reason
      case .success(let info):
        result.placement = PixelRect(
          x: tile.x, y: tile.y, width: Int((Double(info.width) * tile.downsample).rounded()),
          height: Int((Double(info.height) * tile.downsample).rounded()))
        if let reason = failures[index] {
          result.status = .failed
          result.error = reason
        } else if let slideError {
          result.status = .skipped
          result.error = "the slide could not be measured: \(slideError)"
        }
      }
      return result
    }
  }

  /// Doubts that follow from the record.
  func addFlags(_ result: inout SlideResult) {
    if result.tiles.contains(where: { $0.status == .failed }) && result.status == .measured {
      result.flags.append(.someTilesFailed)
    }
    if let size = result.pixelSize {
      if size.plausibility != .plausible { result.flags.append(.pixelSizeDoubtful) }
    } else {
      result.flags.append(.pixelSizeUnknown)
    }
    guard result.status == .measured else { return }
    if result.counts.total == 0 {
      result.flags.append(.noNuclei)
    } else if result.counts.total < 500 {
      result.flags.append(.fewNuclei)
    }
    result.flags += result.calibrationDoubts.map { ResultFlag($0.code) }
    if let hotspot = result.hotspots.first, case .cells(let wanted) = settings.hotspot.mode,
      hotspot.counts.total < wanted
    {
      result.flags.append(.hotspotSmall)
    }
  }
}
