/// What a nucleus was called.
public enum NucleusLabel: String, Sendable, Hashable, CaseIterable {
  /// A Ki-67 positive tumor nucleus.
  case positive
  /// A Ki-67 negative tumor nucleus.
  case negative
  /// A nucleus that is no tumor nucleus.
  case other
}

/// A nucleus as a point.
public struct LabeledPoint: Sendable, Equatable {
  /// Place of its center in µm, on the slide.
  public var position: SIMD2<Double>
  /// What it was called.
  public var label: NucleusLabel

  /// A nucleus.
  public init(position: SIMD2<Double>, label: NucleusLabel) {
    self.position = position
    self.label = label
  }
}

/// Nuclei of one field, marked by a reader, against those that were measured.
///
/// Labels play no part in the pairing. A measured nucleus paired with an `other` mark is neither right
/// nor wrong as a detection. One that is unpaired and lies outside the field that was marked is
/// ignored; outside but paired it counts, so that the field's border costs nobody.
public struct NucleusComparison: Sendable, Equatable {
  /// Pairs; first is the mark, second the measured nucleus, distance in µm.
  public let matches: [PointMatching.Match]
  /// Positions of marked tumor nuclei that were not found.
  public let missed: [Int]
  /// Positions of measured nuclei inside the field that nobody marked.
  public let unmarked: [Int]
  /// Positions of measured nuclei that are ignored.
  public let ignored: [Int]
  /// Counts for the figures.
  public let counts: NucleusComparisonCounts

  /// Compares the nuclei of one field.
  ///
  /// - Parameters:
  ///   - marked: the reader's nuclei inside the field.
  ///   - measured: measured tumor nuclei, also those just outside.
  ///   - isInField: for each measured nucleus, whether it lies in the field.
  ///   - radiusMicrons: largest distance of a pair, above 0.
  /// - Throws: `AgreementError` for places that are not finite, a bad radius, and lists of different
  ///   length.
  public init(
    marked: [LabeledPoint], measured: [LabeledPoint], isInField: [Bool], radiusMicrons: Double
  ) throws(AgreementError) {
    guard measured.count == isInField.count else {
      throw .unequalCounts(first: measured.count, second: isInField.count)
    }
    matches = try PointMatching.match(
      marked.map(\.position), measured.map(\.position), radius: radiusMicrons)
    var isFound = [Bool](repeating: false, count: marked.count)
    var isPaired = [Bool](repeating: false, count: measured.count)
    var counts = NucleusComparisonCounts()
    for match in matches {
      isFound[match.first] = true
      isPaired[match.second] = true
      counts.addPair(marked[match.first].label, measured[match.second].label)
    }
    missed = marked.indices.filter { !isFound[$0] && marked[$0].label != .other }
    unmarked = measured.indices.filter { !isPaired[$0] && isInField[$0] }
    ignored = measured.indices.filter { !isPaired[$0] && !isInField[$0] }
    for position in missed { counts.addMissed(marked[position].label) }
    for position in unmarked { counts.addUnmarked(measured[position].label) }
    self.counts = counts
  }
}
