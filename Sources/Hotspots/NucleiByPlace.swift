import Nuclei

/// Nuclei of a slide from top to bottom, wherever they are kept.
public struct NucleiByPlace {
  /// Visits all, in rising order of y.
  let visit: (_ body: (Nucleus) -> Void) -> Void
  /// Nuclei at places in that order.
  let fetch: (Range<Int>) -> [Nucleus]

  /// Makes nuclei that are kept elsewhere accessible.
  ///
  /// - Parameters:
  ///   - visit: visits all, in rising order of y; called several times.
  ///   - fetch: gives those at places in that order.
  public init(
    visit: @escaping (_ body: (Nucleus) -> Void) -> Void,
    fetch: @escaping (Range<Int>) -> [Nucleus]
  ) {
    self.visit = visit
    self.fetch = fetch
  }

  /// Sorts nuclei in memory.
  public init(_ nuclei: [Nucleus]) {
    let sorted = nuclei.sorted { ($0.y, $0.x) < ($1.y, $1.x) }
    self.init(visit: { sorted.forEach($0) }, fetch: { Array(sorted[$0]) })
  }
}
