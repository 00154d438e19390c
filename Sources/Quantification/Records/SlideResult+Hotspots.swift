import Hotspots
import Nuclei

extension SlideResult {
  /// Seeks hotspots among the nuclei of the slide, in place of those it has, and counts its fields.
  ///
  /// - Parameters:
  ///   - request: how hotspots are defined.
  ///   - nuclei: the slide's nuclei, which are visited several times.
  ///   - storage: where their places are kept meanwhile, nil for memory.
  ///   - workers: number of workers.
  mutating func seekHotspots(
    _ request: HotspotRequest, among nuclei: some Sequence<Nucleus>,
    storage: (any PointStorage)? = nil, workers: Int = 1
  ) {
    guard let scale = detectionMicronsPerPixel else { return }
    let points = LabelledPoints(nuclei: nuclei, micronsPerPixel: scale, storage: storage)
    fields = FieldGrid(points: points)
    guard request.mode != .regions else {
      hotspots = Array(drawnHotspots().prefix(request.top))
      hottestByChance = []
      return
    }
    let finding = HotspotSearch(points: points, micronsPerPixel: scale)
      .find(request, areaIsKnown: pixelSize != nil, workers: workers)
    hottestByChance = finding.hottestByChance
    hotspots = finding.hotspots.map { found in
      var hotspot = found
      hotspot.census = NucleusCensus(of: nuclei.lazy.filter { found.contains(x: $0.x, y: $0.y) })
      return hotspot
    }
  }

  /// Seeks hotspots as `seekHotspots(_:among:)` does and says anew what is doubtful about them.
  ///
  /// Whether a hotspot lies in a flagged area is seen on the pixels only, so that doubt is dropped.
  public mutating func replaceHotspots(
    _ request: HotspotRequest, among nuclei: some Sequence<Nucleus>
  ) {
    seekHotspots(request, among: nuclei)
    let old: Set<ResultFlag> = [
      .hotspotSmall, .hotspotNeedsPixelSize, .hotspotNotAboveChance, .hotspotDoubtful,
    ]
    flags = flags.filter { !old.contains($0) } + hotspotFlags(request)
  }

  /// Doubts about the hotspots.
  func hotspotFlags(_ request: HotspotRequest) -> [ResultFlag] {
    var flags: [ResultFlag] = []
    if let hotspot = hotspots.first, case .cells(let wanted) = request.mode,
      hotspot.counts.total < wanted
    {
      flags.append(.hotspotSmall)
    }
    if request.mode.needsPixelSize && pixelSize == nil { flags.append(.hotspotNeedsPixelSize) }
    if hotspots.first?.selection?.isAboveChance == false { flags.append(.hotspotNotAboveChance) }
    return flags
  }

  /// The measured regions that a person drew, hottest first; equal ones in the order of their file.
  ///
  /// Counts are those of the region without what other regions leave out.
  private func drawnHotspots() -> [Hotspot] {
    let measured = regions.enumerated().filter { place, region in
      region.role == .include && region.counts.total > 0 && place < regionOutlines.count
    }
    let ranked = measured.sorted { first, second in
      let (a, b) = (first.element.counts, second.element.counts)
      let (left, right) = (a.positive * b.total, b.positive * a.total)
      return left != right ? left > right : first.offset < second.offset
    }
    let found = ranked.compactMap { place, region -> Hotspot? in
      let outline = regionOutlines[place]
      let rings = (outline.parts + outline.holes).flatMap(\.rings)
      guard let drawn = DrawnOutline(name: region.name, rings: rings) else { return nil }
      let size = drawn.high - drawn.low
      let center = (drawn.low + drawn.high) / 2
      return Hotspot(
        rank: 0, outline: .drawn(drawn), centerX: center.x, centerY: center.y,
        radiusPixels: size.x / 2, aspect: size.x > 0 ? size.y / size.x : 1, diameterMicrons: nil,
        areaSquareMillimeters: region.areaSquareMillimeters, counts: region.counts,
        census: region.census)
    }
    return found.enumerated().map { place, hotspot in
      var hotspot = hotspot
      hotspot.rank = place + 1
      return hotspot
    }
  }
}
