/// What nuclei are like beyond how many are positive.
///
/// Intensity classes and the expected count cover the nuclei that count; kinds cover all.
/// Sums are whole numbers, so that they do not depend on the order in which nuclei, tiles or slides
/// are added.
public struct NucleusCensus: Sendable, Equatable, Codable {
  /// Positive nuclei of class 1+.
  public private(set) var weak = 0
  /// Positive nuclei of class 2+.
  public private(set) var moderate = 0
  /// Positive nuclei of class 3+.
  public private(set) var strong = 0
  /// All counted nuclei.
  public private(set) var total = 0
  /// Nuclei that do not count, because their kind is excluded.
  public private(set) var excluded = 0
  private var probabilityMillionths = 0
  private var byKind = SIMD8<Int>()

  /// Makes an empty census.
  public init() {}

  /// Counts nuclei.
  public init(of nuclei: some Sequence<Nucleus>) {
    for nucleus in nuclei { add(nucleus) }
  }

  /// Positive nuclei expected from the probabilities: their sum, each to a millionth.
  public var expectedPositive: Double { Double(probabilityMillionths) / 1e6 }

  /// Index expected from the probabilities in percent; nil without nuclei.
  public var expectedIndexPercent: Double? {
    total > 0 ? 100 * expectedPositive / Double(total) : nil
  }

  /// Number of nuclei of a kind, whether they count or not.
  public func count(of kind: NucleusKind) -> Int { byKind[Self.place(kind)] }

  private static func place(_ kind: NucleusKind) -> Int {
    switch kind {
    case .tumor: 0
    case .lymphocyte: 1
    case .stroma: 2
    case .debris: 3
    case .outOfFocus: 4
    }
  }

  /// Adds one more nucleus.
  public mutating func add(_ nucleus: Nucleus) {
    byKind[Self.place(nucleus.kind)] += 1
    guard nucleus.isCounted else {
      excluded += 1
      return
    }
    total += 1
    switch nucleus.intensity {
    case .negative: break
    case .weak: weak += 1
    case .moderate: moderate += 1
    case .strong: strong += 1
    }
    probabilityMillionths += Int((Double(nucleus.positiveProbability) * 1e6).rounded())
  }

  /// Adds the census of another region that shares no nucleus with this one.
  public static func + (first: NucleusCensus, second: NucleusCensus) -> NucleusCensus {
    var sum = first
    sum.weak += second.weak
    sum.moderate += second.moderate
    sum.strong += second.strong
    sum.total += second.total
    sum.excluded += second.excluded
    sum.byKind &+= second.byKind
    sum.probabilityMillionths += second.probabilityMillionths
    return sum
  }
}
