import Foundation
import Nuclei
import Raster

/// Values in the order in which they were appended: in memory as far as a bound allows, and beyond it
/// in a file without a name, which is gone when the program ends, however it ends.
///
/// The file is read piece by piece, never mapped, so that it takes no memory of this process.
final class SpillList<Value: Sendable>: Sendable {
  /// Values that stay in memory under a bound: a hundred-and-twenty-eighth of it, 8 MiB at most.
  static func mostInMemory(memoryLimitBytes: Int) -> Int {
    let bytes = min(8 << 20, memoryLimitBytes / 128)
    return max(64, bytes / MemoryLayout<Value>.stride)
  }

  private struct State: ~Copyable {
    var file: SpillFile<Value>?
    /// Values in the file.
    var spilled = 0
    /// Values behind those in the file.
    var tail: [Value] = []
    var failure: SlideMeasurement.Failure?
  }

  private let state = Guarded(State())
  fileprivate let folder: String
  fileprivate let mostInMemory: Int

  /// Makes an empty list.
  ///
  /// - Parameters:
  ///   - folder: where a file may be made.
  ///   - mostInMemory: values that stay in memory.
  init(folder: String, mostInMemory: Int) {
    self.folder = folder
    self.mostInMemory = mostInMemory
  }

  /// Makes an empty list for a run.
  convenience init(_ settings: RunSettings) {
    self.init(
      folder: settings.spillFolder,
      mostInMemory: Self.mostInMemory(memoryLimitBytes: settings.memoryLimitBytes))
  }

  /// Number of values.
  var count: Int { state.withLock { $0.spilled + $0.tail.count } }

  /// Why values could not be kept or read back, nil while all is well.
  var failure: SlideMeasurement.Failure? { state.withLock { $0.failure } }

  /// Adds values.
  ///
  /// - Throws: why the file cannot be written.
  func append(_ values: [Value]) throws(SlideMeasurement.Failure) {
    let outcome = state.withLock { state -> Result<Void, SlideMeasurement.Failure> in
      guard state.tail.count + values.count > mostInMemory else {
        state.tail += values
        return .success(())
      }
      return Result { () throws(SlideMeasurement.Failure) in
        if state.file == nil { state.file = try SpillFile<Value>(folder: folder) }
        for part in [state.tail, values] {
          try state.file?.write(part, at: state.spilled)
          state.spilled += part.count
        }
        state.tail.removeAll(keepingCapacity: true)
      }
    }
    if case .failure(let failure) = outcome { state.withLock { $0.failure = failure } }
    try outcome.get()
  }

  /// Values at some places; fewer when they cannot be read back, which `failure` then tells.
  func read(_ places: Range<Int>) -> [Value] {
    state.withLock { state in
      guard state.failure == nil else { return [] }
      guard places.lowerBound < state.spilled else {
        return Array(
          state.tail[(places.lowerBound - state.spilled)..<(places.upperBound - state.spilled)])
      }
      let inFile = places.lowerBound..<min(places.upperBound, state.spilled)
      var found: [Value] = []
      do throws(SlideMeasurement.Failure) {
        found = try state.file?.read(inFile) ?? []
      } catch {
        state.failure = error
        return []
      }
      if places.upperBound > state.spilled {
        found += state.tail[..<(places.upperBound - state.spilled)]
      }
      return found
    }
  }

  /// Takes a file over that holds `count` values, in place of what the list holds.
  fileprivate func adopt(_ file: consuming SpillFile<Value>, count: Int) {
    var file: SpillFile<Value>? = consume file
    state.withLock { state in
      state.file = file.take()
      state.spilled = count
    }
  }
}

/// Candidates of a slide; one takes 64 bytes.
typealias CandidateStore = SpillList<CandidateNucleus>

extension CandidateStore {
  /// Visits all candidates, as many at a time as are read at once.
  func forPieces(
    _ body: ([CandidateNucleus]) throws(SlideMeasurement.Failure) -> Void
  ) throws(SlideMeasurement.Failure) {
    for first in stride(from: 0, to: count, by: Self.pieceCount) {
      try body(read(first..<min(count, first + Self.pieceCount)))
    }
    if let failure { throw failure }
  }

  /// Candidates that are read at once.
  static var pieceCount: Int { 1 << 12 }

  /// The candidates sorted by group; within a group their order stays.
  ///
  /// - Parameters:
  ///   - groups: number of groups.
  ///   - group: group of a candidate, from 0.
  /// - Returns: the sorted store, and the number of candidates in each group.
  /// - Throws: why candidates cannot be read back or written.
  func grouped(
    _ groups: Int, by group: (CandidateNucleus) -> Int
  ) throws(SlideMeasurement.Failure) -> (store: CandidateStore, counts: [Int]) {
    var counts = [Int](repeating: 0, count: groups)
    try forPieces { piece throws(SlideMeasurement.Failure) in
      for candidate in piece { counts[group(candidate)] += 1 }
    }
    let sorted = CandidateStore(folder: folder, mostInMemory: mostInMemory)
    var places = counts.indices.map { index in counts[..<index].reduce(0, +) }
    if count <= mostInMemory {
      let all = read(0..<count)
      var order = [Int](repeating: 0, count: all.count)
      for (index, candidate) in all.enumerated() {
        let own = group(candidate)
        order[places[own]] = index
        places[own] += 1
      }
      try sorted.append(order.map { all[$0] })
      return (sorted, counts)
    }
    let file = try SpillFile<CandidateNucleus>(folder: folder)
    for first in stride(from: 0, to: count, by: mostInMemory) {
      let part = read(first..<min(count, first + mostInMemory))
      for (own, members) in Dictionary(grouping: part, by: group) {
        try file.write(members, at: places[own])
        places[own] += members.count
      }
    }
    if let failure { throw failure }
    sorted.adopt(file, count: count)
    return (sorted, counts)
  }

  /// The candidates for which a condition holds, in their order.
  ///
  /// - Throws: why candidates cannot be read back or written.
  func filtered(
    _ isIncluded: (CandidateNucleus) -> Bool
  ) throws(SlideMeasurement.Failure) -> CandidateStore {
    let filtered = CandidateStore(folder: folder, mostInMemory: mostInMemory)
    try forPieces { piece throws(SlideMeasurement.Failure) in
      try filtered.append(piece.filter(isIncluded))
    }
    return filtered
  }
}
