import Hotspots
import Raster

/// What every part of a slide is, on a lattice of cells (8 µm at the usual working pixel).
///
/// A cell takes one byte. Places are full-resolution slide pixels.
public struct SlideTissue: Sendable, Equatable {
  /// Cells across.
  public let columns: Int
  /// Cells down.
  public let rows: Int
  /// Where the first cell begins.
  public let origin: SIMD2<Double>
  /// Full-resolution pixels per cell, across and down.
  public let cellPixels: SIMD2<Double>
  /// Classes in which no nuclei are counted.
  public let excluded: Set<TissueClass>
  /// Class of every cell, row by row; nil where the slide has no pixels.
  private let classes: [TissueClass?]
  /// Whether no nuclei are counted, by place of the class: cells are too many to hash their classes.
  private let isLeftOut: [Bool]

  /// Makes a map from its cells.
  ///
  /// - Parameters:
  ///   - classes: class of every cell, row by row, nil where the slide has no pixels.
  ///   - columns: cells in a row.
  ///   - origin: full-resolution place at which the first cell begins.
  ///   - cellPixels: full-resolution pixels per cell.
  ///   - excluded: classes in which no nuclei are counted.
  public init(
    classes: [TissueClass?], columns: Int, origin: SIMD2<Double> = .zero,
    cellPixels: SIMD2<Double>, excluded: Set<TissueClass>
  ) {
    precondition(columns > 0 && classes.count % columns == 0)
    self.classes = classes
    self.columns = columns
    rows = classes.count / columns
    self.origin = origin
    self.cellPixels = cellPixels
    self.excluded = excluded
    isLeftOut = TissueClass.allCases.map(excluded.contains)
  }

  /// Class of a cell, nil where the slide has no pixels.
  public func value(column: Int, row: Int) -> TissueClass? { classes[row * columns + column] }

  /// Class at a place; places beyond the last cell are as that cell.
  public func value(at place: SIMD2<Double>) -> TissueClass? {
    let cell = cell(at: place)
    return value(column: cell.x, row: cell.y)
  }

  /// Column and row of the cell at a place; places beyond the last cell are as that cell.
  func cell(at place: SIMD2<Double>) -> SIMD2<Int> {
    let cell = ((place - origin) / cellPixels).rounded(.down)
    return SIMD2(
      min(columns - 1, max(0, Int(cell.x))), min(rows - 1, max(0, Int(cell.y))))
  }

  /// Where a cell begins; cells one past the last column or row are where that one ends.
  func corner(column: Int, row: Int) -> SIMD2<Double> {
    origin + SIMD2(Double(column), Double(row)) * cellPixels
  }

  /// Middle of a cell.
  func middle(column: Int, row: Int) -> SIMD2<Double> {
    origin + (SIMD2(Double(column), Double(row)) + 0.5) * cellPixels
  }

  /// Whether nuclei at a place are left out.
  public func isExcluded(at place: SIMD2<Double>) -> Bool {
    value(at: place).map { isLeftOut[$0.place] } ?? false
  }

  /// Whether any part of the slide is left out.
  public var hasExclusions: Bool {
    isLeftOut.contains(true) && classes.contains { $0.map { isLeftOut[$0.place] } ?? false }
  }

  /// Classes that occur, in a fixed order.
  public var found: [TissueClass] {
    var isFound = isLeftOut.map { _ in false }
    for value in classes { if let value { isFound[value.place] = true } }
    return TissueClass.allCases.filter { isFound[$0.place] }
  }

  /// Full-resolution pixels that each class takes of a slide, cells at its edges cut off there.
  ///
  /// - Parameters:
  ///   - width: full-resolution width of the slide.
  ///   - height: full-resolution height of the slide.
  ///   - part: only cells whose middle lies in this part; nil for all.
  /// - Returns: pixels by class; classes that do not occur are missing.
  public func pixels(width: Int, height: Int, in part: PixelRect? = nil) -> [TissueClass: Double] {
    var sums = [Double?](repeating: nil, count: isLeftOut.count)
    let last = SIMD2(columns - 1, rows - 1)
    let end = SIMD2(Double(width), Double(height)) - origin
    let (across, down) = ranges(of: part)
    for row in down {
      let bottom = row == last.y ? end.y : Double(row + 1) * cellPixels.y
      let tall = max(0, bottom - Double(row) * cellPixels.y)
      for column in across {
        guard let value = classes[row * columns + column] else { continue }
        let right = column == last.x ? end.x : Double(column + 1) * cellPixels.x
        sums[value.place] =
          (sums[value.place] ?? 0) + tall * max(0, right - Double(column) * cellPixels.x)
      }
    }
    return Dictionary(
      uniqueKeysWithValues: zip(TissueClass.allCases, sums).compactMap { value, sum in
        sum.map { (value, $0) }
      })
  }

  /// Columns and rows of squares of cells whose middle lies in a part; all of them without a part.
  func ranges(
    of part: PixelRect?, squareCells: Int = 1
  ) -> (columns: Range<Int>, rows: Range<Int>) {
    let size = cellPixels * Double(squareCells)
    func count(_ cells: Int) -> Int { (cells + squareCells - 1) / squareCells }
    func range(_ from: Int, _ to: Int, _ start: Double, _ size: Double, _ count: Int) -> Range<Int>
    {
      let first = Int(((Double(from) - start) / size - 0.5).rounded(.up))
      let end = Int(((Double(to) - start) / size - 0.5).rounded(.up))
      return max(0, min(first, count))..<max(0, min(max(first, end), count))
    }
    guard let part else { return (0..<count(columns), 0..<count(rows)) }
    return (
      range(part.x, part.maxX, origin.x, size.x, count(columns)),
      range(part.y, part.maxY, origin.y, size.y, count(rows))
    )
  }
}

extension SlideTissue {
  /// Share of a hotspot's area from which what is flagged or left out there casts doubt on it.
  private static let doubtfulShare = 0.1

  /// Whether much of a hotspot is neither plain tissue nor glass.
  func isDoubtful(_ hotspot: Hotspot) -> Bool {
    var flagged = 0
    var count = 0
    let reach = SIMD2(1, hotspot.aspect) * hotspot.radiusPixels
    let center = SIMD2(hotspot.centerX, hotspot.centerY)
    let low = cell(at: center - reach)
    let high = cell(at: center + reach)
    for row in low.y...high.y {
      for column in low.x...high.x {
        let place = middle(column: column, row: row)
        guard hotspot.contains(x: place.x, y: place.y) else { continue }
        count += 1
        switch value(column: column, row: row) {
        case .tissue, .glass, nil: break
        default: flagged += 1
        }
      }
    }
    return count > 0 && Double(flagged) >= Self.doubtfulShare * Double(count)
  }
}
