/// How the counted nuclei of a slide spread over their mean DAB optical density.
///
/// Bin `n` holds densities from `0.02 n` up to but not including `0.02 (n + 1)`; densities below 0 fall
/// into the first bin, those of 2 and more into the last.
public struct DensityHistogram: Sendable, Equatable, Codable {
  /// Width of a bin in optical density.
  public static let binWidthOD = 0.02
  /// Most bins.
  public static let mostBins = 100

  /// Nuclei by bin, up to the last bin that holds any.
  public private(set) var counts: [Int]

  /// Makes an empty histogram.
  public init() { counts = [] }

  /// Counts nuclei.
  public init(of nuclei: some Sequence<Nucleus>) {
    counts = []
    for nucleus in nuclei { add(nucleus) }
  }

  /// All nuclei in it.
  public var total: Int { counts.reduce(0, +) }

  /// Adds one more nucleus, if it counts and its density is a number.
  public mutating func add(_ nucleus: Nucleus) {
    guard nucleus.isCounted, nucleus.dabOD.isFinite else { return }
    let last = Double(Self.mostBins - 1)
    let bin = Int(min(max(0, Double(nucleus.dabOD) / Self.binWidthOD), last))
    while counts.count <= bin { counts.append(0) }
    counts[bin] += 1
  }
}
