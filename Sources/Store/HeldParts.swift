import Quantification

/// Which parts of shared runs several runs hold together, and which are missing.
struct HeldParts {
  /// Parts that are held where others are missing.
  private(set) var parts: [RunPart] = []
  /// Parts that are missing.
  private(set) var missing: [String] = []
  /// Identities of the runs of which everything is held.
  private(set) var wholes: Set<String>

  /// Looks for parts.
  ///
  /// - Parameter runs: the runs that are joined.
  /// - Throws: `StoreError` for what cannot be read.
  init(of runs: [StoredRun]) throws {
    let names = try runs.filter(\.parts.isEmpty).map { try Self.names(in: $0) }
    wholes = Set(names.map(RunPart.identity)).union(runs.flatMap(\.wholes))
    var held: [RunPart] = []
    for run in runs where !run.parts.isEmpty {
      let own = try Self.names(in: run)
      // A part that does not say of which run it is belongs to one that has all of its slides.
      let isCovered = !own.isEmpty && names.contains(where: own.isSubset)
      held += run.parts.filter { $0.whole.map { !wholes.contains($0) } ?? !isCovered }
    }
    for (count, parts) in RunPart.byRun(held) {
      let present = Set(parts.map(\.shard.number))
      if present.count == count {
        wholes.formUnion(parts.compactMap(\.whole))
      } else {
        add(parts, of: count)
      }
    }
  }

  private mutating func add(_ held: [RunPart], of count: Int) {
    for number in 1...count {
      if let part = held.first(where: { $0.shard.number == number }) {
        parts.append(part)
      } else {
        missing.append("\(number)/\(count)")
      }
    }
  }

  /// Names of the slides of a run, failed ones among them.
  private static func names(in run: StoredRun) throws -> Set<String> {
    Set(try run.slideNames()).union(try run.failures().map(\.slide))
  }
}
