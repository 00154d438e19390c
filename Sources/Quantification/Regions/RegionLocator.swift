/// Tells which measured regions of a slide hold its nuclei.
public struct RegionLocator {
  private var probe: RegionProbe?
  /// The regions that hold every nucleus, when nothing more need be asked.
  private let common: [Int]

  /// Prepares questions about a slide that was measured.
  ///
  /// - Parameter slide: the slide, with outlines where it would lack them, see
  ///   `SlideResult.lacksOutlines`.
  public init(_ slide: SlideResult) {
    precondition(!slide.lacksOutlines, "\(slide.slide): which of its regions?")
    common = slide.regions.indices.filter { slide.regions[$0].role == .include }
    guard !slide.regionOutlines.isEmpty else { return }
    probe = RegionProbe(
      SlideRegions(
        OutlinedRegions(slide.regionOutlines, roles: slide.regions.map(\.role)),
        results: slide.regions))
  }

  /// Indices into the slide's regions, rising; none where a nucleus lies in no region.
  ///
  /// - Parameter place: center of a measured nucleus in full-resolution pixels.
  /// - Returns: the regions; all measured nuclei of a slide with a mask lie in its one region.
  public mutating func regions(holding place: SIMD2<Double>) -> [Int] {
    if probe == nil { return common }
    guard probe?.isMeasured(place) == true else { return [] }
    return probe?.inside ?? []
  }
}
