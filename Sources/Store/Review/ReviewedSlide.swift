import Hotspots
import Nuclei
import Quantification

/// A slide with what people corrected on it.
public struct ReviewedSlide: Sendable {
  /// The result as measured.
  public let result: SlideResult
  /// Corrections that stand.
  public private(set) var corrections: SlideCorrections
  /// Where its nuclei lie.
  public let parts: NucleusParts
  /// What was measured of corrected nuclei; nil for added ones, and those that are not there.
  private var measured: [NucleusName: Nucleus] = [:]

  /// Reads a slide and the trail about it.
  public init(_ result: SlideResult, in run: StoredRun) throws(StoreError) {
    self.result = result
    parts = try NucleusParts(of: result.slide, in: run)
    let trail = try run.trail(about: result.slide, only: .correct)
    corrections = SlideCorrections(trail, on: try run.image(of: result.slide))
    measured = try parts.nuclei(named: corrections.byNucleus.keys)
  }

  /// Takes in a line of the trail about the slide; lines must come in order.
  public mutating func add(_ entry: ReviewEntry) throws(StoreError) {
    guard case .correct(let marks) = entry.action else { return }
    let unknown = marks.map(\.nucleus).filter { measured[$0] == nil }
    measured.merge(try parts.nuclei(named: unknown)) { first, _ in first }
    corrections.add(entry)
  }

  /// Corrections that do not count: of other images that had the name of the slide, and of measured
  /// nuclei that are no longer measured there, as after measuring anew with other settings.
  public var unplaced: [SlideCorrections.Correction] {
    corrections.ofOtherImages
      + corrections.all.filter {
        $0.mark.nucleus.place != nil && measured[$0.mark.nucleus] == nil
      }
  }

  /// What was measured of a corrected nucleus.
  public func measuredState(_ name: NucleusName) -> NucleusState? {
    measured[name].map(NucleusState.init)
  }

  /// Counts of a field with corrections; nil when the slide has no such field.
  public func counts(in field: ReviewField) -> CorrectedCounts? {
    switch field {
    case .slide: counts(machine: result.counts) { _ in true }
    case .hotspot(let rank):
      result.hotspots.first { $0.rank == rank }.map { hotspot in
        counts(machine: hotspot.counts) { hotspot.contains(x: $0.x, y: $0.y) }
      }
    }
  }

  private func counts(
    machine: NucleusCounts, contains: (SIMD2<Double>) -> Bool
  ) -> CorrectedCounts {
    var counts = CorrectedCounts(machine: machine)
    for (name, correction) in corrections.byNucleus {
      guard let state = correction.mark.state else { continue }
      let nucleus = measured[name]
      guard nucleus != nil || name.place == nil else { continue }
      let place = nucleus.map { SIMD2($0.x, $0.y) } ?? correction.mark.place
      guard contains(place) else { continue }
      counts.apply(state, measured: nucleus.map(NucleusState.init))
    }
    return counts
  }
}
