import Quantification
import Raster
import Store

/// Slides of a run that were ever corrected, as far as the trail was read.
struct TouchedSlides {
  /// The last line of corrections of each.
  private var lines: [String: Int] = [:]
  /// The last line of the trail that was taken in.
  private(set) var sequence = 0

  /// Takes in what came after the last line.
  mutating func add(_ further: [String: Int]) {
    lines.merge(further) { max($0, $1) }
    sequence = further.values.reduce(sequence, max)
  }

  /// Whether a slide was ever corrected.
  func contains(_ slide: String) -> Bool { lines[slide] != nil }

  /// The last line of a slide's corrections; 0 when it has none.
  func last(of slide: String) -> Int { lines[slide] ?? 0 }
}

extension ReviewSession {
  /// Slides that were ever corrected, by one question for all of them: a case may have thousands, and
  /// every click asks.
  func touchedSlides() throws(StoreError) -> TouchedSlides {
    let known = touched.withLock { $0 }
    let further = try store.run.lastCorrections(after: known.sequence)
    guard !further.isEmpty else { return known }
    var latest = known
    latest.add(further)
    let updated = latest
    touched.withLock { if $0.sequence < updated.sequence { $0 = updated } }
    return updated
  }

  /// Hash of the corrections that stand on the slides of a case, as `CaseSignature.corrected`; of the
  /// trail only what was added since the last time is read.
  func correctionsHash(of result: CaseResult) throws(StoreError) -> String {
    let touched = try touchedSlides()
    var corrections: [String: SlideCorrections] = [:]
    for slide in measuredNames(of: result) where touched.contains(slide) {
      corrections[slide] = try standingCorrections(of: slide, upTo: touched.last(of: slide))
    }
    return SlideCorrections.hash(of: corrections)
  }

  /// Corrections that stand on a slide; the trail is read only if what is known ends before a line.
  private func standingCorrections(
    of slide: String, upTo sequence: Int
  ) throws(StoreError) -> SlideCorrections {
    let known = standing.withLock { $0[slide] }
    if let known, known.sequence >= sequence { return known }
    var latest: SlideCorrections
    if let known { latest = known } else { latest = SlideCorrections(on: try image(of: slide)) }
    for entry in try store.run.trail(about: slide, after: latest.sequence, only: .correct) {
      latest.add(entry)
    }
    let updated = latest
    standing.withLock {
      if ($0[slide]?.sequence ?? 0) < updated.sequence { $0[slide] = updated }
    }
    return updated
  }
}
