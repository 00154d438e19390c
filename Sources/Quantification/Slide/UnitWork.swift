import Nuclei
import Raster
import SlideIO

/// Cuts a slide into units of work and gathers their candidates.
///
/// How a slide is cut never changes a candidate: each belongs to the unit that holds its seed, and
/// is decided from its own surroundings.
struct UnitWork {
  let source: SlideSource
  let detector: NucleusDetector
  let unitSide: Int

  /// Candidates of the whole slide.
  ///
  /// - Throws: `SlideMeasurement.Failure` when a file can no longer be read although it could
  ///   before.
  func candidates(
    workers: Int, workspace: DetectionWorkspace,
    unitFinished: @Sendable (_ megapixels: Double) -> Void
  ) throws(SlideMeasurement.Failure) -> [CandidateNucleus] {
    let units = units()
    let megapixelsPerUnit = megapixelsPerUnit(units)
    let source = source
    let detector = detector
    @Sendable func measure(
      _ workspace: DetectionWorkspace, _ unit: Int
    ) -> Result<[CandidateNucleus], SlideMeasurement.Failure> {
      do throws(ImageFileError) {
        let (pixels, place) = try source.pixels(around: detector.sourceRect(for: units[unit]))
        let found = detector.candidates(
          in: units[unit], source: pixels, at: place, workspace: workspace)
        unitFinished(megapixelsPerUnit[unit])
        return .success(found)
      } catch {
        return .failure(SlideMeasurement.Failure(reason: error.description))
      }
    }
    let parts: [Result<[CandidateNucleus], SlideMeasurement.Failure>]
    if workers == 1 || units.count == 1 {
      parts = units.indices.map { measure(workspace, $0) }
    } else {
      let pixel = detector.grid.workingMicronsPerPixel
      parts = concurrentMap(
        count: units.count, workers: workers,
        makeWorkspace: { DetectionWorkspace(workingMicronsPerPixel: pixel) },
        job: { workspace, unit in measure(workspace, unit) })
    }
    var candidates: [CandidateNucleus] = []
    for part in parts { candidates += try part.get() }
    return candidates
  }

  /// Parts of the grid that hold tissue files, each shrunk to what its tiles cover.
  func units() -> [PixelRect] {
    let grid = detector.grid
    let map = source.map
    let side = evenSide(for: max(grid.width, grid.height))
    return grid.units(side: side).compactMap { unit in
      let rect = canvasRect(of: unit)
      let covered = map.indices(touching: rect).map {
        map.entries[$0].rect.intersection(rect)
      }
      guard let first = covered.first else { return nil }
      let bounds = covered.dropFirst().reduce(first) { $0.union($1) }
      return bounds.contains(rect) ? unit : shrunk(unit, to: bounds)
    }
  }

  /// Side of equal units: rather two halves than a whole and a sliver.
  private func evenSide(for length: Int) -> Int {
    let count = max(1, (length + unitSide - 1) / unitSide)
    let side = (length + count - 1) / count
    return max(4, (side + 3) / 4 * 4)
  }

  private func canvasRect(of unit: PixelRect) -> PixelRect {
    let step = detector.grid.step
    let canvas = source.map.canvas
    let left = min(canvas.width - 1, Int(Double(unit.x) * step.x))
    let top = min(canvas.height - 1, Int(Double(unit.y) * step.y))
    let right = min(canvas.width, Int((Double(unit.maxX) * step.x).rounded(.up)))
    let bottom = min(canvas.height, Int((Double(unit.maxY) * step.y).rounded(.up)))
    return PixelRect(x: left, y: top, width: max(1, right - left), height: max(1, bottom - top))
  }

  /// The part of a unit around canvas pixels, starting at multiples of 4.
  private func shrunk(_ unit: PixelRect, to bounds: PixelRect) -> PixelRect {
    let step = detector.grid.step
    let left = Int(Double(bounds.x) / step.x) / 4 * 4
    let top = Int(Double(bounds.y) / step.y) / 4 * 4
    let right = Int((Double(bounds.maxX) / step.x).rounded(.up))
    let bottom = Int((Double(bounds.maxY) / step.y).rounded(.up))
    return PixelRect(
      x: left, y: top, width: max(0, right - left), height: max(0, bottom - top)
    ).intersection(unit)
  }

  /// Full-resolution megapixels that each unit stands for in the progress.
  private func megapixelsPerUnit(_ units: [PixelRect]) -> [Double] {
    let step = detector.grid.step
    return units.map { Double($0.area) * step.x * step.y / 1e6 }
  }
}
