/// Tells where single places lie; belongs to one worker, because it keeps notes between questions.
package struct RegionProbe {
  private let regions: SlideRegions
  private var isOdd: [Bool]
  private var touched: [Int] = []
  private var inParts: [Int]
  private var inHoles: [Int]
  private var question = 0
  /// Numbers of the regions that hold the last place asked for, rising.
  package private(set) var inside: [Int] = []

  /// Prepares questions about the regions of a slide.
  package init(_ regions: SlideRegions) {
    self.regions = regions
    let areas = regions.outlined?.index.areaCount ?? 0
    let count = regions.outlined?.outlines.count ?? 0
    isOdd = [Bool](repeating: false, count: areas)
    inParts = [Int](repeating: 0, count: count)
    inHoles = [Int](repeating: 0, count: count)
  }

  /// Whether a place (full-resolution pixels) is measured; `inside` then tells its regions.
  package mutating func isMeasured(_ place: SIMD2<Double>) -> Bool {
    inside.removeAll(keepingCapacity: true)
    switch regions.source {
    case .mask(let mask):
      guard mask.contains(x: place.x, y: place.y) else { return false }
      inside.append(0)
      return true
    case .outlines(let outlined):
      locate(place, in: outlined)
      var isIncluded = !outlined.isRestricted
      for region in inside {
        if outlined.roles[region] == .exclude { return false }
        isIncluded = true
      }
      return isIncluded
    }
  }

  private mutating func locate(_ place: SIMD2<Double>, in outlined: OutlinedRegions) {
    guard abs(place.x) <= RegionArea.farthestPixels, abs(place.y) <= RegionArea.farthestPixels
    else { return }
    outlined.index.crossings(leftOf: place) { area in
      isOdd[area].toggle()
      touched.append(area)
    }
    question += 1
    for area in touched where isOdd[area] {
      isOdd[area] = false
      for owner in outlined.owners[area] {
        if owner.isHole {
          inHoles[owner.region] = question
        } else if inParts[owner.region] != question {
          inParts[owner.region] = question
          inside.append(owner.region)
        }
      }
    }
    touched.removeAll(keepingCapacity: true)
    inside.removeAll { inHoles[$0] == question }
    inside.sort()
  }
}
