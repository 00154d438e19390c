import Foundation
import Raster
import SlideIO
import Stains

/// Where a large slide holds tissue, so that glass need not be searched for nuclei.
///
/// Cells of 8 µm are tissue when they absorb more light than glass does; blocks of 8 x 8 cells with
/// fewer than two cells of tissue are dust. What lies within two blocks of tissue (128 µm) is looked
/// at. All bounds lean towards looking: cells are called tissue at an absorption that a single pale
/// nucleus reaches. What looks like tissue may be ink; `TissueJudgment` tells them apart.
struct TissueMap: Sendable {
  /// Slides with less area in mm² are looked at everywhere.
  static let smallestSquareMillimeters = 4.0
  /// Side of a cell in µm.
  static let cellMicrons = 8.0
  /// Cells along the side of a block.
  private static let blockCells = 8
  /// Cells of tissue that make a block more than dust.
  private static let fewestCells = 2
  /// Blocks around tissue that are looked at too.
  private static let marginBlocks = 2
  /// Optical density of a channel from which a cell is tissue: 7 % of the light absorbed.
  private static let tissueOD = 0.03

  /// Share of the slide that is not looked at, 0 to 1.
  let skippedShare: Double
  /// Canvas pixels per block, across and down.
  private let blockPixels: SIMD2<Double>
  private let columns: Int
  private let rows: Int
  private let isLookedAt: [Bool]

  /// Sorts out which blocks are looked at.
  ///
  /// - Parameters:
  ///   - cells: whether each cell is tissue, row by row.
  ///   - width: cells in a row.
  ///   - cellPixels: canvas pixels per cell, across and down.
  init(cells: [Bool], width: Int, cellPixels: SIMD2<Double>) {
    let height = cells.count / max(1, width)
    columns = (width + Self.blockCells - 1) / Self.blockCells
    rows = (height + Self.blockCells - 1) / Self.blockCells
    blockPixels = cellPixels * Double(Self.blockCells)
    var found = [Int](repeating: 0, count: columns * rows)
    for y in 0..<height {
      for x in 0..<width where cells[y * width + x] {
        found[y / Self.blockCells * columns + x / Self.blockCells] += 1
      }
    }
    let tissue = CellMask(
      width: columns, height: rows, isSet: found.map { $0 >= Self.fewestCells })
    isLookedAt = tissue.dilated(by: Self.marginBlocks).isSet
    skippedShare =
      Double(isLookedAt.count { !$0 }) / Double(max(1, isLookedAt.count))
  }

  /// Whether a place on the canvas is looked at; places beyond the last block are as that block.
  func contains(_ place: SIMD2<Double>) -> Bool {
    isLookedAt[
      Self.index(place.y / blockPixels.y, rows) * columns
        + Self.index(place.x / blockPixels.x, columns)]
  }

  /// Whether any place of a part of the canvas is looked at.
  func touches(_ rect: PixelRect) -> Bool {
    let across =
      Self.index(
        Double(rect.x) / blockPixels.x, columns)...Self.index(
        Double(rect.maxX) / blockPixels.x, columns)
    let down =
      Self.index(
        Double(rect.y) / blockPixels.y, rows)...Self.index(
        Double(rect.maxY) / blockPixels.y, rows)
    return down.contains { row in across.contains { isLookedAt[row * columns + $0] } }
  }

  private static func index(_ position: Double, _ count: Int) -> Int {
    min(count - 1, max(0, Int(position.rounded(.down))))
  }
}

extension TissueMap {
  /// Reads where a slide holds tissue from its levels.
  ///
  /// - Parameters:
  ///   - source: the slide.
  ///   - calibration: its light.
  ///   - micronsPerPixel: size of a canvas pixel in µm.
  ///   - workers: number of workers; changes the time only.
  /// - Returns: nil for slides that are small or not read by regions: all of them is looked at.
  /// - Throws: `ImageFileError` when the slide cannot be read.
  static func read(
    _ source: SlideSource, calibration: StainCalibration, micronsPerPixel: SIMD2<Double>,
    workers: Int
  ) throws(ImageFileError) -> TissueMap? {
    let step = SIMD2(repeating: cellMicrons) / micronsPerPixel
    guard let file = source.file, let entry = source.map.entries.first,
      entry.rect.x == 0, entry.rect.y == 0,
      Double(entry.rect.area) * micronsPerPixel.x * micronsPerPixel.y / 1e6
        >= smallestSquareMillimeters,
      let grid = file.grid(downsampleX: step.x, downsampleY: step.y)
    else { return nil }
    let limits = brightestTissue(calibration)
    let bandRows = max(1, min(64, (1 << 20) / grid.width))
    let bands = concurrentMap(
      count: (grid.height + bandRows - 1) / bandRows, workers: workers,
      makeWorkspace: { CanvasReader(source) }
    ) { reader, band -> Result<[Bool], ImageFileError> in
      let top = band * bandRows
      let rect = PixelRect(
        x: 0, y: top, width: grid.width, height: min(bandRows, grid.height - top))
      do throws(ImageFileError) {
        return .success(cells(try reader.region(rect, on: grid), limits: limits))
      } catch {
        return .failure(error)
      }
    }
    var all: [Bool] = []
    all.reserveCapacity(grid.width * grid.height)
    for band in bands { all += try band.get() }
    return TissueMap(cells: all, width: grid.width, cellPixels: step)
  }

  /// Largest intensity of each channel that is tissue.
  private static func brightestTissue(_ calibration: StainCalibration) -> SIMD3<Double> {
    calibration.white * pow(10, -tissueOD)
  }

  private static func cells(_ image: RGBImage?, limits: SIMD3<Double>) -> [Bool] {
    guard let image else { return [] }
    let samples = image.samples.span
    return (0..<(image.width * image.height)).map { pixel in
      Double(samples[3 * pixel]) <= limits.x || Double(samples[3 * pixel + 1]) <= limits.y
        || Double(samples[3 * pixel + 2]) <= limits.z
    }
  }
}
