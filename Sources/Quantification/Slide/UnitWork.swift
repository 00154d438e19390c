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
  /// Where regions of interest lie, nil for everywhere.
  let regions: RegionBlocks?
  /// Looked at before each unit.
  let timeLimit: TimeLimit

  /// Way in µm from the edge of a unit within which its candidates have their centers: it is longer
  /// than the way from a seed to the center of the outline that it leads to.
  private static let farthestCenterMicrons = 32.0

  /// What one worker needs.
  private struct Worker {
    var workspace: DetectionWorkspace
    var reader: CanvasReader
  }

  /// What one unit or a run of units yields.
  private struct Finding: Sendable {
    /// Candidates, those outside of tissue and far from regions left out.
    var candidates: [CandidateNucleus] = []
    /// What the units look like.
    var surveys: [UnitSurvey] = []
  }

  /// A batch that is to be sorted out.
  private struct Gathered: Sendable {
    var parts: [[CandidateNucleus]]
    var completeAbove: Double
  }

  /// Units that are measured together before what they hold is sorted out.
  private struct Batch {
    var units: [PixelRect]
    /// µm from the top of the slide above which later units find nothing.
    var completeAbove: Double
  }

  /// Units of a batch, but for the last: so many that workers seldom wait for each other.
  private static let batchUnits = 32
  /// Most units beside each other that a worker measures one after the other.
  private static let longestRun = 8

  /// Finds the candidates of the whole slide that may become nuclei, those outside of tissue and far
  /// from regions left out, and what it looks like.
  ///
  /// Units are measured row by row in batches; while one is measured, the one before is sorted out, so
  /// that memory holds the candidates of two, and those of a row that cannot be decided yet.
  ///
  /// - Parameters:
  ///   - workers: number of workers.
  ///   - workspace: memory of the calling worker, used when there is only one.
  ///   - progress: told what was measured.
  ///   - gathering: takes the candidates from top to bottom.
  ///   - survey: takes what the units look like.
  ///   - journal: has batches that need not be measured again, and takes the others.
  ///   - stop: ends the work between two batches, if there is a journal.
  /// - Throws: `SlideMeasurement.Failure` when a file can no longer be read although it could
  ///   before, or nuclei cannot be stored, or the run was stopped.
  func gather(
    workers: Int, workspace: DetectionWorkspace, progress: SlideProgress,
    into gathering: CandidateGathering, survey: SlideSurvey,
    journal: (any UnitJournal)? = nil, stop: StopRequest = StopRequest()
  ) throws(SlideMeasurement.Failure) {
    let pool = WorkerPool(self.workers(workers, first: workspace))
    let batches = batches()
    var last: Gathered?
    for (number, batch) in batches.enumerated() {
      var record: UnitRecord
      let before = last
      if let known = noted(in: journal) {
        if let before { try gathering.add(before.parts, completeAbove: before.completeAbove) }
        source.note(known.damage)
        source.note(known.traits)
        progress.advance(megapixels: megapixelsPerUnit(batch.units).reduce(0, +))
        record = known
      } else {
        if stop.isRequested && number > 0 && journal != nil {
          throw SlideMeasurement.Failure(
            reason: "the run ended early",
            shareWhenStopped: Double(number) / Double(batches.count))
        }
        record = try measure(batch, pool, workers: workers, progress: progress) {
          () throws(SlideMeasurement.Failure) in
          if let before { try gathering.add(before.parts, completeAbove: before.completeAbove) }
        }
        record.damage = source.damage
        record.traits = source.traits
        journal?.append(record.bytes)
      }
      last = Gathered(parts: record.candidates, completeAbove: batch.completeAbove)
      for unit in record.surveys { try survey.add(unit) }
    }
    try gathering.add(last?.parts ?? [], completeAbove: .infinity)
  }

  /// The next batch that an earlier run noted.
  private func noted(in journal: (any UnitJournal)?) -> UnitRecord? {
    guard let bytes = journal?.next() else { return nil }
    if let record = UnitRecord(bytes: bytes) { return record }
    journal?.remove()
    return nil
  }

  /// Measures a batch while something else is done.
  private func measure(
    _ batch: Batch, _ pool: WorkerPool<Worker>, workers: Int, progress: SlideProgress,
    beside: @Sendable () throws(SlideMeasurement.Failure) -> Void
  ) throws(SlideMeasurement.Failure) -> UnitRecord {
    let share = megapixelsPerUnit(batch.units)
    // Units beside each other share tiles of the file, which a worker then decodes once.
    let run = max(1, min(Self.longestRun, batch.units.count / (4 * workers)))
    let parts = pool.map(count: (batch.units.count + run - 1) / run + 1) {
      worker, job -> Result<Finding, SlideMeasurement.Failure> in
      Result { () throws(SlideMeasurement.Failure) in
        var found = Finding()
        guard job > 0 else {
          try beside()
          return found
        }
        for unit in ((job - 1) * run)..<min(job * run, batch.units.count) {
          try find(in: batch.units[unit], worker, &found)
          progress.advance(megapixels: share[unit])
        }
        return found
      }
    }
    var record = UnitRecord()
    for part in parts {
      let found = try part.get()
      record.candidates.append(found.candidates)
      record.surveys += found.surveys
    }
    return record
  }

  /// How the slide is cut into batches, as text; nil for a single one, which is measured as fast as it
  /// is noted.
  var parts: String? {
    let batches = batches()
    return batches.count < 2
      ? nil
      : batches.map { batch in
        batch.units.map { "\($0.x) \($0.y) \($0.width) \($0.height)" }.joined(separator: ", ")
      }.joined(separator: "\n")
  }

  private func workers(_ count: Int, first: DetectionWorkspace) -> [Worker] {
    (0..<count).map { index in
      Worker(
        workspace: index == 0
          ? first
          : DetectionWorkspace(parameters: detector.parameters),
        reader: CanvasReader(source))
    }
  }

  /// Units that follow each other, from the top.
  private func batches() -> [Batch] {
    let side = evenSide(for: max(detector.grid.width, detector.grid.height))
    let units = unitsLookedAt()
    return stride(from: 0, to: units.count, by: Self.batchUnits).map { first in
      let end = min(first + Self.batchUnits, units.count)
      guard end < units.count else {
        return Batch(units: Array(units[first..<end]), completeAbove: .infinity)
      }
      let top = Double(units[end].y / side * side) * detector.grid.workingMicronsPerPixel
      return Batch(
        units: Array(units[first..<end]), completeAbove: top - Self.farthestCenterMicrons)
    }
  }

  private func find(
    in unit: PixelRect, _ worker: Worker, _ found: inout Finding
  ) throws(SlideMeasurement.Failure) {
    try timeLimit.check(source.input.slide)
    let pixels: RGBImage
    let place: PixelRect
    do throws(ImageFileError) {
      (pixels, place) = try worker.reader.pixels(around: detector.sourceRect(for: unit))
    } catch {
      throw SlideMeasurement.Failure(reason: error.description)
    }
    found.candidates += detector.survivors(
      in: unit, source: pixels, at: place, workspace: worker.workspace
    ) { candidate in
      let place = candidate.position(on: detector.grid)
      return tissue?.contains(place) ?? true && regions?.contains(place) ?? true
    }
    found.surveys.append(detector.survey(of: unit, workspace: worker.workspace))
  }

  /// Full-resolution megapixels, as the progress counts them, of units that are not looked at.
  func megapixelsSkipped() -> Double {
    guard tissue != nil || regions != nil else { return 0 }
    let all = megapixelsPerUnit(units()).reduce(0, +)
    return all - megapixelsPerUnit(unitsLookedAt()).reduce(0, +)
  }

  /// Units that may hold a candidate in tissue and in or near a region.
  private func unitsLookedAt() -> [PixelRect] {
    guard tissue != nil || regions != nil else { return units() }
    let reach = SIMD2(repeating: Self.farthestCenterMicrons) / detector.grid.micronsPerPixel
    let (across, down) = (Int(reach.x.rounded(.up)), Int(reach.y.rounded(.up)))
    return units().filter { unit in
      let rect = canvasRect(of: unit)
      let left = max(0, rect.x - across)
      let top = max(0, rect.y - down)
      let near = PixelRect(
        x: left, y: top, width: rect.maxX + across - left, height: rect.maxY + down - top)
      return tissue?.touches(near) ?? true && regions?.touches(near) ?? true
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
    let area = detector.grid.area
    let left = min(area.width - 1, Int(Double(unit.x) * step.x))
    let top = min(area.height - 1, Int(Double(unit.y) * step.y))
    let right = min(area.width, Int((Double(unit.maxX) * step.x).rounded(.up)))
    let bottom = min(area.height, Int((Double(unit.maxY) * step.y).rounded(.up)))
    return PixelRect(
      x: area.x + left, y: area.y + top, width: max(1, right - left), height: max(1, bottom - top))
  }

  /// The part of a unit around canvas pixels, starting and ending with blocks of the survey.
  private func shrunk(_ unit: PixelRect, to bounds: PixelRect) -> PixelRect {
    let step = detector.grid.step
    let block = UnitSurvey.blockPixels
    let area = detector.grid.area
    let left = Int(Double(bounds.x - area.x) / step.x) / block * block
    let top = Int(Double(bounds.y - area.y) / step.y) / block * block
    let (across, down) = (bounds.maxX - area.x, bounds.maxY - area.y)
    let right = (Int((Double(across) / step.x).rounded(.up)) + block - 1) / block * block
    let bottom = (Int((Double(down) / step.y).rounded(.up)) + block - 1) / block * block
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
