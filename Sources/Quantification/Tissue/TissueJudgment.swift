import Nuclei
import Raster

/// Tells tissue from glass and from what spoils it, on the survey of a whole slide.
///
/// Everything follows from colors and sharpness of cells and blocks that lie on a lattice from the
/// slide's origin; so it does not depend on how the slide was cut or by how many workers it was
/// measured. Every rule leans towards tissue: what is left out is silently lost, what is kept can be
/// seen.
struct TissueJudgment {
  let survey: SlideSurvey
  let parameters: TissueParameters
  /// Working pixel in µm.
  let workingMicronsPerPixel: Double
  private let densities: CellDensities
  private let white: SIMD3<Double>

  /// Working pixels for which the limits of focus hold.
  private static let focusPixels = 0.4...0.6
  /// Share of light absorbed below which nothing tells whether it is sharp, squared: three times the
  /// energy of a sensor's noise of 2 levels.
  private static let leastEnergy: Float = 1e-3
  /// Cells of ink that are left over when the palest spot is sought.
  private static let inkReach = 2
  private static let pigmentReach = 1

  init(
    survey: SlideSurvey, white: SIMD3<Double>, parameters: TissueParameters,
    workingMicronsPerPixel: Double
  ) {
    self.survey = survey
    self.white = white
    self.parameters = parameters
    self.workingMicronsPerPixel = workingMicronsPerPixel
    densities = CellDensities(white: white)
  }

  /// Class of every cell, row by row.
  func classes() -> [TissueClass] {
    let absorbing = mask { _, look in
      densities.mean(look).max() >= Float(parameters.tissueOD)
    }
    let tissue = absorbing.closed(by: 1)
    var classes = tissue.isSet.map { $0 ? TissueClass.tissue : .glass }
    guard absorbing.isSet.contains(true) else { return classes }
    // What comes later goes before.
    assign(.edge, edges(in: absorbing), to: &classes)
    assign(.fold, folds(in: absorbing), to: &classes)
    assign(.outOfFocus, outOfFocus(in: tissue), to: &classes, onlyFrom: [.tissue, .fold])
    assign(.pigment, pigment(), to: &classes)
    assign(.pen, ink(), to: &classes)
    return classes
  }

  /// Cells by a rule on their look, read row by row.
  private func mask(where rule: (_ cell: Int, _ look: CellLook) -> Bool) -> CellMask {
    var mask = emptyMask
    for y in 0..<survey.rows {
      for (x, look) in survey.looks.row(y).enumerated() {
        let cell = y * survey.columns + x
        if rule(cell, look) { mask.isSet[cell] = true }
      }
    }
    return mask
  }

  /// Cells by a rule on the palest spot within reach.
  private func mask(
    palestWithin reach: Int, where rule: (SIMD3<Float>) -> Bool
  ) -> CellMask {
    var mask = emptyMask
    PalestSpots(of: survey.looks, reach: reach, white: white).forEach { cell, density in
      if rule(density) { mask.isSet[cell] = true }
    }
    return mask
  }

  private var emptyMask: CellMask {
    CellMask(width: survey.columns, height: survey.rows) { _ in false }
  }

  private func assign(
    _ value: TissueClass, _ mask: CellMask?, to classes: inout [TissueClass],
    onlyFrom former: Set<TissueClass>? = nil
  ) {
    guard let mask else { return }
    for cell in classes.indices where mask.isSet[cell] {
      if former?.contains(classes[cell]) ?? true { classes[cell] = value }
    }
  }

  /// Cells that an area holds, at least 1.
  private func cells(in squareMillimeters: Double) -> Int {
    let side = Double(UnitSurvey.cellPixels) * workingMicronsPerPixel
    return max(1, Int((squareMillimeters * 1e6 / (side * side)).rounded()))
  }

  /// Large areas in which even the palest spot has the color of ink.
  private func ink() -> CellMask? {
    let least = Float(parameters.inkLeastOD)
    let core = mask(palestWithin: Self.inkReach) {
      $0.sum() >= least && InkColor.contains($0)
    }
    guard core.isSet.contains(true) else { return nil }
    // The window is all ink around each cell of the core, and all of it belongs to the stroke.
    let large = core.dilated(by: Self.inkReach)
      .groups(ofAtLeast: cells(in: parameters.inkLeastSquareMillimeters))
    return grown(large, by: 0) { $0.sum() >= least }
  }

  /// A core with what its window took away, and those cells at its edge that are mostly covered; nil
  /// for an empty core.
  private func grown(
    _ core: CellMask, by reach: Int, isCovered: (SIMD3<Float>) -> Bool
  ) -> CellMask? {
    guard core.isSet.contains(true) else { return nil }
    var result = core.dilated(by: reach)
    let edge = result.dilated(by: 1)
    for y in 0..<survey.rows {
      let row = (y * survey.columns)..<((y + 1) * survey.columns)
      guard edge.isSet[row].contains(true) else { continue }
      let looks = survey.looks.row(y)
      for cell in row where edge.isSet[cell] && !result.isSet[cell] {
        result.isSet[cell] = isCovered(densities.mean(looks[cell - row.lowerBound]))
      }
    }
    return result
  }

  /// Spots in which nothing is paler than neutral dark gray.
  private func pigment() -> CellMask? {
    let least = Float(parameters.pigmentLeastOD)
    let core = mask(palestWithin: Self.pigmentReach) {
      $0.min() >= least && InkColor.isNeutral($0 / $0.sum(), within: 0.08)
    }
    return grown(core, by: Self.pigmentReach) { $0.min() >= least }
  }

  /// Areas in which hardly any cell has a spot as pale as those of the slide's tissue have.
  private func folds(in tissue: CellMask) -> CellMask? {
    // Steps of 1/256 OD are finer than 8-bit colors.
    var histogram = [Int](repeating: 0, count: 2048)
    PalestSpots(of: survey.looks, reach: 0, white: white).forEach { cell, density in
      if tissue.isSet[cell] { histogram[min(2047, Int(density.sum() * 256))] += 1 }
    }
    var left = tissue.count / 4
    let usual = histogram.firstIndex { count in
      left -= count
      return left < 0
    }
    let ratio = parameters.foldLeastRatio * Double(usual ?? 0) / 256
    let least = Float(max(parameters.foldLeastOD, ratio))
    let dense = mask(palestWithin: 0) { $0.sum() >= least }
    guard dense.isSet.contains(true) else { return nil }
    // Elsewhere the share is 0.
    let near = dense.dilated(by: Self.inkReach)
    let core = CellMask(width: survey.columns, height: survey.rows) {
      near.isSet[$0] && dense.share(around: $0, reach: Self.inkReach) >= 0.75
    }
    let large = core.groups(ofAtLeast: cells(in: parameters.foldLeastSquareMillimeters))
    return large.isSet.contains(true) ? large : nil
  }
}

// MARK: - Focus

extension TissueJudgment {
  /// Whether there is detail enough, at a resolution for which the limits hold.
  static func canJudgeFocus(workingMicronsPerPixel: Double, meanCoarseEnergy: Double) -> Bool {
    focusPixels.contains(workingMicronsPerPixel) && meanCoarseEnergy >= Double(leastEnergy)
  }

  /// Cells of tissue in blocks whose detail is missing although there is something to be seen.
  private func outOfFocus(in tissue: CellMask) -> CellMask? {
    guard Self.focusPixels.contains(workingMicronsPerPixel) else { return nil }
    let side = SlideSurvey.blockCells
    let limit = Float(parameters.leastFocus)
    var (isJudged, isSoft): ([Bool], [Bool]) = ([], [])
    for row in 0..<survey.blockRows {
      let blocks = survey.qualities.row(row)
      isJudged += blocks.map { $0.coarseEnergy >= Self.leastEnergy }
      isSoft += blocks.map { $0.fineEnergy < limit * $0.coarseEnergy }
    }
    var blurred = CellMask(width: survey.blockColumns, height: survey.blockRows) {
      isJudged[$0] && isSoft[$0]
    }
    // Between blurred blocks there are some without any detail to be judged by.
    let closed = blurred.closed(by: 1)
    for block in closed.isSet.indices where closed.isSet[block] && !isJudged[block] {
      blurred.isSet[block] = true
    }
    for block in blurred.isSet.indices where blurred.isSet[block] {
      blurred.isSet[block] = isMostlySet(tissue, block)
    }
    let large = blurred.groups(
      ofAtLeast: cells(in: parameters.blurLeastSquareMillimeters) / (side * side))
    guard large.isSet.contains(true) else { return nil }
    return CellMask(width: survey.columns, height: survey.rows) { cell in
      let (x, y) = (cell % survey.columns / side, cell / survey.columns / side)
      return large.isSet[y * survey.blockColumns + x]
    }
  }

  /// Whether at least half of a block's cells belong to a mask.
  private func isMostlySet(_ mask: CellMask, _ block: Int) -> Bool {
    let side = SlideSurvey.blockCells
    let (x, y) = (block % survey.blockColumns * side, block / survey.blockColumns * side)
    var set = 0
    var count = 0
    for row in y..<min(y + side, survey.rows) {
      for column in x..<min(x + side, survey.columns) {
        count += 1
        if mask.isSet[row * survey.columns + column] { set += 1 }
      }
    }
    return 2 * set >= count
  }
}

// MARK: - Edges

extension TissueJudgment {
  /// Half of the width in cells that an edge does not reach.
  private static let edgeErosion = 2

  /// Long, thin, neutral gray lines.
  private func edges(in absorbing: CellMask) -> CellMask? {
    let reach = Self.edgeErosion
    let thick = absorbing.eroded(by: reach).dilated(by: reach)
    let thin = mask { cell, look in
      guard absorbing.isSet[cell], !thick.isSet[cell] else { return false }
      let density = densities.mean(look)
      return InkColor.isNeutral(density / density.sum(), within: 0.06)
    }
    let side = Double(UnitSurvey.cellPixels) * workingMicronsPerPixel
    let least = Int((parameters.edgeLeastMicrons / side).rounded(.up))
    var found = emptyMask
    thin.forEachGroup { group in
      guard length(of: group) >= least else { return }
      let sum = density(of: group)
      guard InkColor.isNeutral(sum / sum.sum(), within: 0.04) else { return }
      for cell in group { found.isSet[cell] = true }
    }
    return found.isSet.contains(true) ? found : nil
  }

  /// Mean densities of a group's cells, added up row by row.
  private func density(of group: [Int]) -> SIMD3<Float> {
    var sum = SIMD3<Float>()
    var (y, looks): (Int, [CellLook]) = (-1, [])
    for cell in group.sorted() {
      if cell / survey.columns != y {
        y = cell / survey.columns
        looks = survey.looks.row(y)
      }
      sum += densities.mean(looks[cell % survey.columns])
    }
    return sum
  }

  /// Cells that a group spans, across or down.
  private func length(of group: [Int]) -> Int {
    var low = SIMD2(Int.max, Int.max)
    var high = SIMD2(0, 0)
    for cell in group {
      let place = SIMD2(cell % survey.columns, cell / survey.columns)
      low = pointwiseMin(low, place)
      high = pointwiseMax(high, place)
    }
    return group.isEmpty ? 0 : max(high.x - low.x, high.y - low.y) + 1
  }
}
