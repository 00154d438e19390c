/// Tells which measured regions of a slide hold its nuclei, while the slide still has its outlines.
public struct RegionLocator {
  private var probe: RegionProbe?
  private let isMask: Bool

  /// Prepares questions about a slide that was measured.
  public init(_ slide: SlideResult) {
    isMask = !slide.regions.isEmpty && slide.regionOutlines.isEmpty
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
    if isMask { return [0] }
    guard probe?.isMeasured(place) == true else { return [] }
    return probe?.inside ?? []
  }
}
