import Agreement
import Nuclei
import Quantification
import Store

/// A tumor nucleus of a layer.
private struct LayerPoint {
  var place: SIMD2<Double>
  var isPositive: Bool

  /// Anything but a tumor nucleus is none.
  init?(_ place: SIMD2<Double>, _ state: NucleusState?) {
    switch state {
    case .positive: isPositive = true
    case .negative: isPositive = false
    default: return nil
    }
    self.place = place
  }

  var state: NucleusState { isPositive ? .positive : .negative }
}

extension ReviewSession {
  /// Largest distance of two marks of one nucleus in µm, as in `ki67 crosscheck`.
  static let matchingRadiusMicrons = 4.0
  /// Most differences that are stepped through; more are counted only.
  static let mostDifferences = 5000

  /// Tumor nuclei of a layer inside a field.
  ///
  /// - Parameters:
  ///   - layer: what was measured, corrected, or counted.
  ///   - field: the field.
  ///   - area: the part of it that is asked for.
  ///   - slide: the slide it lies on.
  ///   - most: when there are more, the rest is left out.
  /// - Returns: its tumor nuclei there.
  /// - Throws: `ReviewProblem` when there is no such count, and what keeps nuclei from being read.
  private func points(
    _ layer: LayerName, _ field: ReviewField, in area: FieldArea, _ slide: SlideResult,
    most: Int = .max
  ) throws -> [LayerPoint] {
    switch layer {
    case .count(let reader, let round):
      let points = try finishedCount(reader, round, field, slide).marks.lazy
        .filter { area.contains($0.place) }.compactMap { LayerPoint($0.place, $0.state) }
      return Array(points.prefix(most))
    case .machine, .corrected:
      return try measuredPoints(area, slide, isCorrected: layer == .corrected, most: most)
    }
  }

  /// Finished counts that were made in the field as it is now.
  private func presentCounts(
    in field: ReviewField, _ slide: SlideResult
  ) throws -> [ReaderCount] {
    try counts(of: slide.slide, in: field).filter { $0.isFinished && !$0.isOfOtherField }
  }

  private func finishedCount(
    _ reader: String, _ round: Int, _ field: ReviewField, _ slide: SlideResult
  ) throws -> ReaderCount {
    guard
      let count = try presentCounts(in: field, slide).first(where: {
        $0.reader == reader && $0.round == round
      })
    else { throw ReviewProblem.unknown("There is no such finished count.") }
    return count
  }

  private func measuredPoints(
    _ area: FieldArea, _ slide: SlideResult, isCorrected: Bool, most: Int
  ) throws -> [LayerPoint] {
    let reviewed = try reviewed(slide.slide)
    let corrections = isCorrected ? reviewed.corrections.byNucleus : [:]
    let added = corrections.values.filter { $0.mark.nucleus.place == nil }
      .sorted { $0.mark.nucleus.description < $1.mark.nucleus.description }
    var points = added.filter { area.contains($0.mark.place) }
      .compactMap { LayerPoint($0.mark.place, $0.mark.state) }
    try reviewed.parts.forEach(from: area.low, to: area.high) { nucleus in
      let place = SIMD2(nucleus.x, nucleus.y)
      guard area.contains(place) else { return true }
      // Names are made for slides with corrections only, because making them takes time.
      let said = corrections.isEmpty ? nil : corrections[NucleusName(of: nucleus)]?.mark.state
      if let point = LayerPoint(place, said ?? NucleusState(of: nucleus)) { points.append(point) }
      return points.count < most
    }
    return points
  }

  /// What can be compared in a field.
  func layersAnswer(slide: String, field: String) throws -> LayersAnswer {
    let slide = try slideResult(slide)
    let field = try self.field(field, of: slide)
    let counts = try counts(slide, field, touchedSlides())
    var layers = [
      LayersAnswer.Layer(.machine, counts.machine),
      LayersAnswer.Layer(.corrected, counts.corrected),
    ]
    for count in try presentCounts(in: field, slide) {
      layers.append(
        LayersAnswer.Layer(.count(reader: count.reader, round: count.round), count.counts))
    }
    return LayersAnswer(layers: layers)
  }

  /// Nuclei of a layer in the part of a field that is in view.
  func pointsAnswer(
    slide: String, field: String, layer: String, low: SIMD2<Double>, high: SIMD2<Double>
  ) throws -> PointsAnswer {
    let slide = try slideResult(slide)
    let field = try self.field(field, of: slide)
    guard let layer = LayerName(layer) else {
      throw ReviewProblem.unknown("There is nothing of that name to compare.")
    }
    let area = field.area(on: slide).cut(from: low, to: high)
    let points = try points(layer, field, in: area, slide, most: Self.mostNuclei + 1)
    let isCut = points.count > Self.mostNuclei
    return PointsAnswer(
      points: isCut ? [] : points.map { [$0.place.x, $0.place.y, $0.isPositive ? 1 : 0] },
      isCut: isCut)
  }

  /// Where two layers differ, in rows from the top of the field.
  func differencesAnswer(
    slide: String, field: String, first: String, second: String
  ) throws -> DifferencesAnswer {
    let slide = try slideResult(slide)
    let field = try self.field(field, of: slide)
    guard let one = LayerName(first), let two = LayerName(second) else {
      throw ReviewProblem.unknown("There is nothing of that name to compare.")
    }
    // Without a pixel size detection worked with an estimate, which is near enough to pair nuclei.
    let size = slide.detectionMicronsPerPixel ?? SIMD2(0.5, 0.5)
    let area = field.area(on: slide)
    let a = try points(one, field, in: area, slide)
    let b = one == two ? a : try points(two, field, in: area, slide)
    var (agreeing, differences) = try Self.paired(a, b, size: size)
    // In rows of 50 µm, so that the next is near the last.
    let row = 50 / size.y
    differences.sort { one, two in
      let rows = ((one.y / row).rounded(.down), (two.y / row).rounded(.down))
      return rows.0 != rows.1 ? rows.0 < rows.1 : (one.x, one.y) < (two.x, two.y)
    }
    return DifferencesAnswer(
      radiusMicrons: Self.matchingRadiusMicrons, agreeing: agreeing, differing: differences.count,
      differences: Array(differences.prefix(Self.mostDifferences)))
  }

  /// Pairs the nuclei of two layers; returns how many agree, and where they do not.
  private static func paired(
    _ a: [LayerPoint], _ b: [LayerPoint], size: SIMD2<Double>
  ) throws -> (Int, [DifferencesAnswer.Difference]) {
    let matches = try PointMatching.match(
      a.map { $0.place * size }, b.map { $0.place * size }, radius: matchingRadiusMicrons)
    var differences: [DifferencesAnswer.Difference] = []
    func add(_ first: LayerPoint?, _ second: LayerPoint?) {
      guard let place = (first ?? second)?.place else { return }
      differences.append(
        DifferencesAnswer.Difference(
          x: place.x, y: place.y, first: first?.state, second: second?.state))
    }
    var isPaired = (first: a.map { _ in false }, second: b.map { _ in false })
    for match in matches {
      isPaired.first[match.first] = true
      isPaired.second[match.second] = true
      let (one, two) = (a[match.first], b[match.second])
      if one.isPositive != two.isPositive { add(one, two) }
    }
    let agreeing = matches.count - differences.count
    for index in a.indices where !isPaired.first[index] { add(a[index], nil) }
    for index in b.indices where !isPaired.second[index] { add(nil, b[index]) }
    return (agreeing, differences)
  }
}

extension LayersAnswer.Layer {
  fileprivate init(_ layer: LayerName, _ counts: NucleusCounts) {
    self.init(id: layer.text, name: layer.title, index: IndexAnswer(counts))
  }
}
