import Foundation
import Nuclei
import Synchronization

/// Candidates of a slide in the order in which they were appended: in memory as far as a bound allows,
/// and beyond it in a file without a name, which is gone when the program ends, however it ends.
///
/// A candidate takes 64 bytes. The file is read piece by piece, never mapped, so that it takes no
/// memory of this process.
final class CandidateStore: Sendable {
  /// Candidates that stay in memory under a bound: a hundred-and-twenty-eighth of it, 8 MiB at most.
  static func mostInMemory(memoryLimitBytes: Int) -> Int {
    let bytes = min(8 << 20, memoryLimitBytes / 128)
    return max(64, bytes / MemoryLayout<CandidateNucleus>.stride)
  }

  private struct State: ~Copyable {
    var file: SpillFile<CandidateNucleus>?
    /// Candidates in the file.
    var spilled = 0
    /// Candidates behind those in the file.
    var tail: [CandidateNucleus] = []
    var failure: SlideMeasurement.Failure?
  }

  private let state = Mutex(State())
  private let folder: String
  private let mostInMemory: Int

  /// Makes an empty store.
  ///
  /// - Parameters:
  ///   - folder: where a file may be made.
  ///   - mostInMemory: candidates that stay in memory.
  init(folder: String, mostInMemory: Int) {
    self.folder = folder
    self.mostInMemory = mostInMemory
  }

  /// Number of candidates.
  var count: Int { state.withLock { $0.spilled + $0.tail.count } }

  /// Why candidates could not be read back, nil while all is well.
  var failure: SlideMeasurement.Failure? { state.withLock { $0.failure } }

  /// Adds candidates.
  ///
  /// - Throws: why the file cannot be written.
  func append(_ candidates: [CandidateNucleus]) throws(SlideMeasurement.Failure) {
    let outcome = state.withLock { state -> Result<Void, SlideMeasurement.Failure> in
      state.tail += candidates
      guard state.tail.count > mostInMemory else { return .success(()) }
      return Result { () throws(SlideMeasurement.Failure) in
        if state.file == nil { state.file = try SpillFile<CandidateNucleus>(folder: folder) }
        try state.file?.write(state.tail, at: state.spilled)
        state.spilled += state.tail.count
        state.tail.removeAll(keepingCapacity: true)
      }
    }
    try outcome.get()
  }

  /// Candidates at some places; fewer when they cannot be read back, which `failure` then tells.
  func read(_ places: Range<Int>) -> [CandidateNucleus] {
    state.withLock { state in
      guard places.lowerBound < state.spilled else {
        return Array(
          state.tail[(places.lowerBound - state.spilled)..<(places.upperBound - state.spilled)])
      }
      let inFile = places.lowerBound..<min(places.upperBound, state.spilled)
      var found: [CandidateNucleus] = []
      do throws(SlideMeasurement.Failure) {
        found = try state.file?.read(inFile) ?? []
      } catch {
        state.failure = error
      }
      if places.upperBound > state.spilled {
        found += state.tail[..<(places.upperBound - state.spilled)]
      }
      return found
    }
  }

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
  static let pieceCount = 1 << 12

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

  private func adopt(_ file: consuming SpillFile<CandidateNucleus>, count: Int) {
    var file: SpillFile<CandidateNucleus>? = consume file
    state.withLock { state in
      state.file = file.take()
      state.spilled = count
    }
  }
}
