import Nuclei
import Raster

/// How sharp and how well exposed the tissue of a slide or of one of its tiles is.
public struct TissueQuality: Sendable, Equatable, Codable {
  /// Fine by coarse detail, see `TissueParameters.leastFocus`; nil where there is too little to be
  /// seen or the working pixel is not the usual one.
  public var focus: Double?
  /// Share of the tissue, in squares of 1 µm, that is black in some channel, so that its stain is
  /// understated.
  public var blackShare: Double?
  /// Share of the tissue that is white in every channel.
  public var whiteShare: Double?
  /// Share of the pixels that is tissue, left out or not.
  public var tissueShare: Double
  /// Share of the pixels that is left out.
  public var excludedShare: Double

  /// Makes a quality from its parts.
  public init(
    focus: Double? = nil, blackShare: Double? = nil, whiteShare: Double? = nil,
    tissueShare: Double = 0, excludedShare: Double = 0
  ) {
    self.focus = focus
    self.blackShare = blackShare
    self.whiteShare = whiteShare
    self.tissueShare = tissueShare
    self.excludedShare = excludedShare
  }
}

/// Sums up the quality of parts of a slide.
struct QualitySum {
  let survey: SlideSurvey
  let tissue: SlideTissue
  let workingMicronsPerPixel: Double

  /// Quality of the part of a slide, in full-resolution pixels; nil for all of it.
  func quality(width: Int, height: Int, in part: PixelRect? = nil) -> TissueQuality {
    let pixels = tissue.pixels(width: width, height: height, in: part)
    let all = pixels.reduce(0) { $0 + $1.value }
    var result = TissueQuality()
    guard all > 0 else { return result }
    let kinds: [TissueClass] = [.tissue, .outOfFocus, .fold]
    result.tissueShare = kinds.reduce(0) { $0 + (pixels[$1] ?? 0) } / all
    result.excludedShare =
      TissueClass.allCases.filter(tissue.excluded.contains)
      .reduce(0) { $0 + (pixels[$1] ?? 0) } / all
    addPixels(of: part, to: &result)
    return result
  }

  private func addPixels(of part: PixelRect?, to result: inout TissueQuality) {
    var fine = 0.0
    var coarse = 0.0
    var (black, white, count) = (0, 0, 0)
    let side = SlideSurvey.blockCells
    let (columns, rows) = tissue.ranges(of: part, squareCells: side)
    for row in rows {
      let blocks = survey.qualities.row(row)
      for column in columns where isTissue(column: column * side, row: row * side) {
        let block = blocks[column]
        fine += Double(block.fineEnergy)
        coarse += Double(block.coarseEnergy)
        black += Int(block.blackSquares)
        white += Int(block.whiteSquares)
        count += 1
      }
    }
    guard count > 0 else { return }
    let squares = Double(count * UnitSurvey.blockPixels * UnitSurvey.blockPixels / 4)
    result.blackShare = Double(black) / squares
    result.whiteShare = Double(white) / squares
    let canJudge = TissueJudgment.canJudgeFocus(
      workingMicronsPerPixel: workingMicronsPerPixel, meanCoarseEnergy: coarse / Double(count))
    result.focus = canJudge ? fine / coarse : nil
  }

  /// Whether most of a block is tissue.
  private func isTissue(column: Int, row: Int) -> Bool {
    let side = SlideSurvey.blockCells
    var balance = 0
    for y in row..<min(row + side, tissue.rows) {
      for x in column..<min(column + side, tissue.columns) {
        switch tissue.value(column: x, row: y) {
        case .tissue, .outOfFocus, .fold: balance += 1
        default: balance -= 1
        }
      }
    }
    return balance >= 0
  }
}
