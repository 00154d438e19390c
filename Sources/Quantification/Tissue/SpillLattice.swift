import Nuclei
import Raster

/// Looks of the cells of a slide, on disk when there are many; 4 MiB hold 45 mm².
typealias CellLooks = SpillLattice<CellLook>

/// Values of the cells of a slide, on disk when there are many.
final class SpillLattice<Value: Sendable>: Sendable {
  /// Cells that stay in memory under a bound: a 256th of it, 4 MiB at most.
  static func mostInMemory(memoryLimitBytes: Int) -> Int {
    min(4 << 20, memoryLimitBytes / 256) / MemoryLayout<Value>.stride
  }

  /// Cells in a row.
  let columns: Int
  /// Rows.
  let rows: Int

  private struct State: ~Copyable {
    /// Values in memory, none when there is a file.
    var values: [Value] = []
    var file: SpillFile<Value>?
    var failure: SlideMeasurement.Failure?
  }

  private let blank: Value
  private let state = Guarded(State())

  /// Prepares values.
  ///
  /// - Parameters:
  ///   - columns: cells in a row.
  ///   - rows: rows.
  ///   - blank: value of cells that are never set.
  ///   - folder: where a file may be made.
  ///   - memoryLimitBytes: the run's bound.
  /// - Throws: why the file cannot be written.
  init(
    columns: Int, rows: Int, blank: Value, folder: String, memoryLimitBytes: Int
  ) throws(SlideMeasurement.Failure) {
    self.columns = columns
    self.rows = rows
    self.blank = blank
    guard columns * rows > Self.mostInMemory(memoryLimitBytes: memoryLimitBytes) else {
      state.withLock { $0.values = Array(repeating: blank, count: columns * rows) }
      return
    }
    let file = try SpillFile<Value>(folder: folder)
    let row = [Value](repeating: blank, count: columns)
    for y in 0..<rows { try file.write(row, at: y * columns) }
    var made: SpillFile<Value>? = consume file
    state.withLock { $0.file = made.take() }
  }

  /// Why values could not be read back, nil while all is well.
  var failure: SlideMeasurement.Failure? { state.withLock { $0.failure } }

  /// Sets cells beside each other.
  func set(_ values: [Value], row: Int, column: Int) throws(SlideMeasurement.Failure) {
    let start = row * columns + column
    let outcome = state.withLock { state -> Result<Void, SlideMeasurement.Failure> in
      guard state.values.isEmpty else {
        state.values.replaceSubrange(start..<(start + values.count), with: values)
        return .success(())
      }
      return Result { () throws(SlideMeasurement.Failure) in
        try state.file?.write(values, at: start)
      }
    }
    try outcome.get()
  }

  /// A row of cells; blank when it cannot be read back, which `failure` then tells.
  func row(_ y: Int) -> [Value] {
    let places = (y * columns)..<((y + 1) * columns)
    return state.withLock { state in
      guard state.values.isEmpty else { return Array(state.values[places]) }
      do throws(SlideMeasurement.Failure) {
        if let row = try state.file?.read(places) { return row }
      } catch {
        state.failure = error
      }
      return [Value](repeating: blank, count: columns)
    }
  }
}
