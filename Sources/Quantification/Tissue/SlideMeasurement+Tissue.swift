import Nuclei
import Raster
import SlideIO
import Stains

extension SlideMeasurement {
  /// What the parts of the slide are, judged from its survey; only parts in or near regions, if any.
  func slideTissue(
    _ survey: SlideSurvey, grid: WorkingGrid, calibration: StainCalibration,
    lookedAt: RegionBlocks?
  ) -> SlideTissue {
    let working = grid.workingMicronsPerPixel
    let classes = TissueJudgment(
      survey: survey, white: calibration.white, parameters: profile.tissue,
      workingMicronsPerPixel: working
    ).classes()
    let cellPixels = grid.step * Double(UnitSurvey.cellPixels)
    let map = source.map
    let isWhole = map.entries.contains { $0.rect == map.canvas }
    let columns = survey.columns
    let end = SIMD2(Double(map.canvas.maxX), Double(map.canvas.maxY))
    return SlideTissue(
      classes: classes.indices.map { cell in
        if isWhole && lookedAt == nil { return classes[cell] }
        let cells = SIMD2(Double(cell % columns), Double(cell / columns)) + 0.5
        let inside = pointwiseMin(grid.origin + cells * cellPixels, end - 0.5)
        let isSeen =
          map.owner(x: inside.x, y: inside.y) != nil && lookedAt?.contains(inside) ?? true
        return isSeen ? classes[cell] : nil
      },
      columns: columns, origin: grid.origin * source.downsample,
      cellPixels: cellPixels * source.downsample,
      excluded: Set(profile.tissue.exclude))
  }

  /// Notes areas and quality of the slide; quality of its tiles, in input order.
  func record(
    _ tissue: SlideTissue, survey: SlideSurvey, workingMicronsPerPixel: Double,
    in result: inout SlideResult
  ) -> [TissueQuality?] {
    let sum = QualitySum(
      survey: survey, tissue: tissue, workingMicronsPerPixel: workingMicronsPerPixel)
    let white = result.calibration?.white ?? SIMD3(repeating: 255)
    let colors = StainColors(survey: survey, tissue: tissue, white: white)
    if colors.areEosin { result.flags.append(.stainPink) }
    if colors.areGray { result.flags.append(.stainGray) }
    let (width, height) = (result.width, result.height)
    result.quality = sum.quality(width: width, height: height)
    result.areas = TissueAreas(
      pixels: tissue.pixels(width: width, height: height), excluded: tissue.excluded,
      squareMillimetersPerPixel: source.pixelSize.map { $0.xMicrons * $0.yMicrons / 1e6 })
    return source.input.tiles.indices.map { index in
      source.fullResolutionRect(ofTile: index).map {
        sum.quality(width: width, height: height, in: $0)
      }
    }
  }
}
