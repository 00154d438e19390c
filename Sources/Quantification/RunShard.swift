/// One of several equal parts of a run, so that machines can share it.
///
/// Slides are dealt out in turn in the natural order of their names, those that are left out among
/// them: what is missing on one machine moves no other slide. All parts must be given the same
/// inputs: then each slide belongs to exactly one of them.
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
  /// What was rejected stands with its slide, and where that is not known, in every part, for any
  /// may lack slides. Cases that have slides in other parts are flagged.
  public func part(_ shard: RunShard) -> RunInput {
    let places = (slides.map(\.slide) + absent.map(\.slide)).sorted(by: NaturalOrder.precedes)
    let names = Set(
      places.enumerated().filter { index, _ in index % shard.count == shard.number - 1 }
        .map(\.element))
    var part = self
    part.slides = slides.filter { names.contains($0.slide) }
    part.absent = absent.filter { names.contains($0.slide) }
    part.elsewhere = Set(places).subtracting(names)
    part.rejected = rejected.filter { rejected in
      (rejected.slide ?? rejected.place).map(names.contains) ?? true
    }
    if shard.number > 1 { part.notes = [] }
    part.cases = cases(ofPart: part.slides, named: names)
    return part
  }

  /// The cases of some slides, as far as a part knows them.
  private func cases(ofPart slides: [SlideInput], named names: Set<String>) -> [CaseInput] {
    let wanted = Set(slides.map(\.caseName))
    let others =
      self.slides.map { AbsentSlide(slide: $0.slide, caseName: $0.caseName) } + absent
    let elsewhere = Dictionary(
      grouping: others.filter { !names.contains($0.slide) }, by: \.caseName)
    let lacking = lackingSlides()
    return cases.filter { wanted.contains($0.name) }.map { found in
      var found = found
      found.miss(elsewhere[found.name, default: []].map(\.slide))
      // The part that has the slide says whether it lacks something.
      if let slides = lacking[found.name], slides.isDisjoint(with: names) {
        found.isIncomplete = false
      }
      return found
    }
  }

  /// Slides that are left out or lack images, by their cases.
  private func lackingSlides() -> [String: Set<String>] {
    var lacking = Dictionary(grouping: absent, by: \.caseName)
      .mapValues { Set($0.map(\.slide)) }
    let rejected = Set(rejected.compactMap(\.slide))
    for slide in slides where rejected.contains(slide.slide) {
      lacking[slide.caseName, default: []].insert(slide.slide)
    }
    return lacking
  }
}
