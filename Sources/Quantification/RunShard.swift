/// One of several equal parts of a run, so that machines can share it.
///
/// Slides are dealt out in turn in the natural order of their names. All parts must be given the
/// same inputs: then each slide belongs to exactly one of them.
public struct RunShard: Sendable, Equatable, CustomStringConvertible {
  /// Number of this part, from 1 to `count`.
  public let number: Int
  /// Number of parts.
  public let count: Int

  /// Reads the form used on the command line, for example "2/5"; nil when it is not one.
  ///
  /// There are at most 100000 parts.
  public init?(text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
      (1...100_000).contains(count), (1...count).contains(number), text == "\(number)/\(count)"
    else { return nil }
    self.number = number
    self.count = count
  }

  /// The form used on the command line.
  public var description: String { "\(number)/\(count)" }
}

extension RunInput {
  /// The slides of one part with their cases.
  ///
  /// What was rejected stands with its slide, and where that is not known, in the first part. Cases
  /// that have slides in other parts are flagged.
  public func part(_ shard: RunShard) -> RunInput {
    var part = self
    part.slides = slides.enumerated().filter { index, _ in
      index % shard.count == shard.number - 1
    }.map(\.element)
    let names = Set(part.slides.map(\.slide))
    let cases = Set(part.slides.map(\.caseName))
    let elsewhere = Dictionary(
      grouping: slides.filter { !names.contains($0.slide) }, by: \.caseName)
    part.cases = self.cases.filter { cases.contains($0.name) }
    for place in part.cases.indices {
      part.cases[place].miss(elsewhere[part.cases[place].name, default: []].map(\.slide))
    }
    part.rejected = rejected.filter { rejected in
      rejected.slide.map(names.contains) ?? (shard.number == 1)
    }
    if shard.number > 1 { part.notes = [] }
    return part
  }
}
