import Nuclei
import Raster
import Synchronization

/// Looks of the cells of a slide, on disk when there are many.
///
/// Cells that were never set look white.
final class CellLooks: Sendable {
  /// Cells that stay in memory under a bound: a 256th of it, 4 MiB at most, which hold 45 mm².
  static func mostInMemory(memoryLimitBytes: Int) -> Int {
    min(4 << 20, memoryLimitBytes / 256) / MemoryLayout<CellLook>.stride
  }

  /// Cells in a row.
  let columns: Int
  /// Rows.
  let rows: Int

  private struct State: ~Copyable {
    /// Looks in memory, none when there is a file.
    var looks: [CellLook] = []
    var file: SpillFile<CellLook>?
    var failure: SlideMeasurement.Failure?
  }

  private static let white = CellLook(mean: .white, palest: .white)
  private let state = Mutex(State())

  /// Prepares looks.
  ///
  /// - Parameters:
  ///   - columns: cells in a row.
  ///   - rows: rows.
  ///   - folder: where a file may be made.
  ///   - mostInMemory: cells that stay in memory.
  /// - Throws: why the file cannot be written.
  init(
    columns: Int, rows: Int, folder: String, mostInMemory: Int
  ) throws(SlideMeasurement.Failure) {
    self.columns = columns
    self.rows = rows
    guard columns * rows > mostInMemory else {
      state.withLock { $0.looks = Array(repeating: Self.white, count: columns * rows) }
      return
    }
    let file = try SpillFile<CellLook>(folder: folder)
    let row = [CellLook](repeating: Self.white, count: columns)
    for y in 0..<rows { try file.write(row, at: y * columns) }
    var made: SpillFile<CellLook>? = consume file
    state.withLock { $0.file = made.take() }
  }

  /// Why looks could not be read back, nil while all is well.
  var failure: SlideMeasurement.Failure? { state.withLock { $0.failure } }

  /// Sets cells beside each other.
  func set(_ looks: [CellLook], row: Int, column: Int) throws(SlideMeasurement.Failure) {
    let start = row * columns + column
    let outcome = state.withLock { state -> Result<Void, SlideMeasurement.Failure> in
      guard state.looks.isEmpty else {
        state.looks.replaceSubrange(start..<(start + looks.count), with: looks)
        return .success(())
      }
      return Result { () throws(SlideMeasurement.Failure) in
        try state.file?.write(looks, at: start)
      }
    }
    try outcome.get()
  }

  /// A row of cells; white when it cannot be read back, which `failure` then tells.
  func row(_ y: Int) -> [CellLook] {
    let places = (y * columns)..<((y + 1) * columns)
    return state.withLock { state in
      guard state.looks.isEmpty else { return Array(state.looks[places]) }
      do throws(SlideMeasurement.Failure) {
        if let row = try state.file?.read(places) { return row }
      } catch {
        state.failure = error
      }
      return [CellLook](repeating: Self.white, count: columns)
    }
  }
}
