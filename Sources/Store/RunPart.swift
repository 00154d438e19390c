import Quantification

/// A part of a shared run, and which run that is.
public struct RunPart: Sendable, Equatable, CustomStringConvertible {
  /// Which of the parts.
  public let shard: RunShard
  /// Hash of the names of all slides of the run, in whatever part and left out or not; nil in databases of older
  /// versions.
  public let whole: String?
  /// What it was told that all parts must be told; nil in databases of older versions.
  let terms: PartTerms?

  /// A part of a run.
  ///
  /// - Parameters:
  ///   - shard: which of the parts.
  ///   - input: the whole run.
  public init(_ shard: RunShard, of input: RunInput) {
    self.init(shard, whole: Self.identity(of: input), terms: PartTerms(of: input))
  }

  init(_ shard: RunShard, whole: String?, terms: PartTerms? = nil) {
    self.shard = shard
    self.whole = whole.flatMap { $0.isEmpty ? nil : $0 }
    self.terms = terms
  }

  /// Reads the text form.
  package init?(text: String) {
    let pieces = text.split(separator: ":", maxSplits: 2).map(String.init)
    guard let shard = pieces.first.flatMap(RunShard.init(text:)) else { return nil }
    self.init(
      shard, whole: pieces.count > 1 ? pieces[1] : nil,
      terms: pieces.count > 2 ? PartTerms(text: pieces[2]) : nil)
  }

  /// The text form, as a database of joined parts holds it.
  public var description: String {
    guard let whole else { return "\(shard)" }
    return "\(shard):\(whole)" + (terms.map { ":\($0)" } ?? "")
  }

  /// What tells a run from others: its slides, also those that are left out, which may be there
  /// on another machine.
  public static func identity(of input: RunInput) -> String {
    identity(of: Set(input.slides.map(\.slide)).union(input.absent.map(\.slide)))
  }

  /// What tells a run from others: its slides.
  static func identity(of slides: Set<String>) -> String {
    ContentHash(of: slides.sorted().joined(separator: "\n")).text
  }

  /// Parts of each run that was shared, with the number of its parts.
  ///
  /// Those that do not say of which run they are belong to the only one that has as many parts.
  static func byRun(_ parts: [RunPart]) -> [(count: Int, parts: [RunPart])] {
    Dictionary(grouping: parts, by: \.shard.count).sorted { $0.key < $1.key }.flatMap {
      count, parts in
      let runs = Dictionary(grouping: parts, by: \.whole)
      guard runs.keys.count(where: { $0 != nil }) > 1 else { return [(count, parts)] }
      return runs.sorted { ($0.key ?? "") < ($1.key ?? "") }.map { (count, $0.value) }
    }
  }
}
