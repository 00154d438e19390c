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
  /// Where the slide is looked at, nil for everywhere.
  let tissue: TissueMap?

  /// Way in µm from the edge of a unit within which its candidates have their centers: it is longer
  /// than the way from a seed to the center of the outline that it leads to.
  private static let farthestCenterMicrons = 32.0

  /// What one worker needs.
  private struct Worker {
    var workspace: DetectionWorkspace
    var reader: CanvasReader
  }

  /// What one unit or the whole slide yields.
  struct Finding: Sendable {
    /// Candidates, those outside of tissue left out.
    var candidates: [CandidateNucleus]
    /// What the unit looks like; given up once it is part of the slide's survey.
    var survey: UnitSurvey?
  }

  /// Candidates of the whole slide, those outside of tissue left out, and what it looks like.
  ///
  /// - Throws: `SlideMeasurement.Failure` when a file can no longer be read although it could
  ///   before.
  func candidates(
    workers: Int, workspace: DetectionWorkspace, progress: SlideProgress
  ) throws(SlideMeasurement.Failure) -> (candidates: [CandidateNucleus], survey: SlideSurvey) {
    let units = unitsLookedAt()
    let megapixelsPerUnit = megapixelsPerUnit(units)
    let source = source
    @Sendable func measure(
      _ worker: Worker, _ unit: Int
    ) -> Result<Finding, SlideMeasurement.Failure> {
      do throws(ImageFileError) {
        let found = try finding(in: units[unit], worker)
        progress.advance(megapixels: megapixelsPerUnit[unit])
        return .success(found)
      } catch {
        return .failure(SlideMeasurement.Failure(reason: error.description))
      }
    }
    var parts: [Result<Finding, SlideMeasurement.Failure>]
    if workers == 1 || units.count == 1 {
      let worker = Worker(workspace: workspace, reader: CanvasReader(source))
      parts = units.indices.map { measure(worker, $0) }
    } else {
      let pixel = detector.grid.workingMicronsPerPixel
      parts = concurrentMap(
        count: units.count, workers: workers,
        makeWorkspace: {
          Worker(
            workspace: DetectionWorkspace(workingMicronsPerPixel: pixel),
            reader: CanvasReader(source))
        },
        job: { worker, unit in measure(worker, unit) })
    }
    return try joined(&parts)
  }

  private func finding(
    in unit: PixelRect, _ worker: Worker
  ) throws(ImageFileError) -> Finding {
    let (pixels, place) = try worker.reader.pixels(around: detector.sourceRect(for: unit))
    let found = detector.candidates(
      in: unit, source: pixels, at: place, workspace: worker.workspace)
    let survey = detector.survey(of: unit, workspace: worker.workspace)
    guard let tissue else { return Finding(candidates: found, survey: survey) }
    return Finding(
      candidates: found.filter { tissue.contains($0.position(on: detector.grid)) },
      survey: survey)
  }

  /// All parts together, each part given up as soon as it was taken.
  private func joined(
    _ parts: inout [Result<Finding, SlideMeasurement.Failure>]
  ) throws(SlideMeasurement.Failure) -> (candidates: [CandidateNucleus], survey: SlideSurvey) {
    var candidates: [CandidateNucleus] = []
    var survey = SlideSurvey(grid: detector.grid)
    var count = 0
    for part in parts { count += try part.get().candidates.count }
    candidates.reserveCapacity(count)
    for index in parts.indices {
      let part = try parts[index].get()
      parts[index] = .success(Finding(candidates: []))
      candidates += part.candidates
      if let unit = part.survey { survey.add(unit) }
    }
    return (candidates, survey)
  }

  /// Full-resolution megapixels, as the progress counts them, of units that are not looked at.
  func megapixelsSkipped() -> Double {
    guard tissue != nil else { return 0 }
    let all = megapixelsPerUnit(units()).reduce(0, +)
    return all - megapixelsPerUnit(unitsLookedAt()).reduce(0, +)
  }

  /// Units that may hold a candidate in tissue.
  private func unitsLookedAt() -> [PixelRect] {
    guard let tissue else { return units() }
    let reach = SIMD2(repeating: Self.farthestCenterMicrons) / detector.grid.micronsPerPixel
    let (across, down) = (Int(reach.x.rounded(.up)), Int(reach.y.rounded(.up)))
    return units().filter { unit in
      let rect = canvasRect(of: unit)
      let left = max(0, rect.x - across)
      let top = max(0, rect.y - down)
      return tissue.touches(
        PixelRect(
          x: left, y: top, width: rect.maxX + across - left, height: rect.maxY + down - top))
    }
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
    // Blocks of the survey must not be cut.
    let block = UnitSurvey.blockPixels
    return max(block, (side + block - 1) / block * block)
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

  /// The part of a unit around canvas pixels, starting and ending with blocks of the survey.
  private func shrunk(_ unit: PixelRect, to bounds: PixelRect) -> PixelRect {
    let step = detector.grid.step
    let block = UnitSurvey.blockPixels
    let left = Int(Double(bounds.x) / step.x) / block * block
    let top = Int(Double(bounds.y) / step.y) / block * block
    let right = (Int((Double(bounds.maxX) / step.x).rounded(.up)) + block - 1) / block * block
    let bottom = (Int((Double(bounds.maxY) / step.y).rounded(.up)) + block - 1) / block * block
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
