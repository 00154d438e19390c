import Agreement
import Hotspots
import Nuclei
import Quantification
import Store

/// Names of what is compared.
enum LayerName: Equatable {
  case machine
  case corrected
  case count(reader: String, round: Int)

  /// Reads the text form; nil when it is none.
  init?(_ text: String) {
    switch text {
    case "machine": self = .machine
    case "corrected": self = .corrected
    default:
      let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "count", let round = Int(parts[1]) else { return nil }
      self = .count(reader: String(parts[2]), round: round)
    }
  }

  /// The text form.
  var text: String {
    switch self {
    case .machine: "machine"
    case .corrected: "corrected"
    case .count(let reader, let round): "count:\(round):\(reader)"
    }
  }

  /// Name for people.
  var title: String {
    switch self {
    case .machine: "Measured"
    case .corrected: "Corrected"
    case .count(let reader, let round): round > 1 ? "\(reader), count \(round)" : reader
    }
  }
}

extension ReviewSession {
  /// Largest distance of two marks of one nucleus in µm, as in `ki67 crosscheck`.
  static let matchingRadiusMicrons = 4.0

  /// Tumor nuclei of a layer inside a field.
  private func points(
    _ layer: LayerName, _ field: ReviewField, _ slide: SlideResult
  ) throws -> [(place: SIMD2<Double>, isPositive: Bool)] {
    switch layer {
    case .count(let reader, let round):
      let counts = ReaderCount.all(of: try store.run.trail(about: slide.slide))
      guard
        let count = counts.first(where: {
          $0.reader == reader && $0.round == round && $0.field == field.description
            && $0.isFinished
        })
      else { throw ReviewProblem.unknown("There is no such finished count.") }
      return count.marks.compactMap { Self.point($0.place, $0.state) }
    case .machine, .corrected:
      return try measuredPoints(field, slide, isCorrected: layer == .corrected)
    }
  }

  private static func point(
    _ place: SIMD2<Double>, _ state: NucleusState?
  ) -> (place: SIMD2<Double>, isPositive: Bool)? {
    switch state {
    case .positive: (place, true)
    case .negative: (place, false)
    default: nil
    }
  }

  private func measuredPoints(
    _ field: ReviewField, _ slide: SlideResult, isCorrected: Bool
  ) throws -> [(place: SIMD2<Double>, isPositive: Bool)] {
    let reviewed = try reviewed(slide.slide)
    let area = field.area(on: slide)
    let nuclei = try reviewed.parts.nuclei(from: area.low, to: area.high)
    guard nuclei.count <= Self.mostNuclei else {
      throw ReviewProblem.invalid(
        "The field holds \(nuclei.count) nuclei; compare at most \(Self.mostNuclei), in a hotspot.")
    }
    let corrections = isCorrected ? reviewed.corrections.byNucleus : [:]
    var points = nuclei.compactMap { nucleus in
      Self.point(
        SIMD2(nucleus.x, nucleus.y),
        corrections[NucleusName(of: nucleus)]?.mark.state ?? NucleusState(of: nucleus))
    }
    let added = corrections.values.filter { $0.mark.nucleus.place == nil }
      .sorted { $0.mark.nucleus.description < $1.mark.nucleus.description }
    points += added.compactMap { Self.point($0.mark.place, $0.mark.state) }
    return points.filter { area.contains($0.place) }
  }

  /// What can be compared in a field.
  func layersAnswer(slide: String, field: String) throws -> LayersAnswer {
    let slide = try slideResult(slide)
    let field = try self.field(field, of: slide)
    let counts = ReaderCount.all(of: try store.run.trail(about: slide.slide))
      .filter { $0.field == field.description && $0.isFinished }
    let names =
      [LayerName.machine, .corrected]
      + counts.map { LayerName.count(reader: $0.reader, round: $0.round) }
    return LayersAnswer(
      layers: try names.map { name in
        let points = try points(name, field, slide)
        return LayersAnswer.Layer(
          id: name.text, name: name.title,
          index: IndexAnswer(
            NucleusCounts(positive: points.count { $0.isPositive }, total: points.count)),
          points: points.map { [$0.place.x, $0.place.y, $0.isPositive ? 1 : 0] })
      })
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
    let a = try points(one, field, slide)
    let b = try points(two, field, slide)
    // Without a pixel size detection worked with an estimate, which is near enough to pair nuclei.
    let size = slide.detectionMicronsPerPixel ?? SIMD2(0.5, 0.5)
    let matches = try PointMatching.match(
      a.map { $0.place * size }, b.map { $0.place * size }, radius: Self.matchingRadiusMicrons)
    var differences: [DifferencesAnswer.Difference] = []
    func add(_ place: SIMD2<Double>, _ first: Bool?, _ second: Bool?) {
      func state(_ isPositive: Bool) -> NucleusState { isPositive ? .positive : .negative }
      differences.append(
        DifferencesAnswer.Difference(
          x: place.x, y: place.y, first: first.map(state), second: second.map(state)))
    }
    for match in matches where a[match.first].isPositive != b[match.second].isPositive {
      add(a[match.first].place, a[match.first].isPositive, b[match.second].isPositive)
    }
    let agreeing = matches.count - differences.count
    let pairedFirst = Set(matches.map(\.first))
    let pairedSecond = Set(matches.map(\.second))
    for index in a.indices where !pairedFirst.contains(index) {
      add(a[index].place, a[index].isPositive, nil)
    }
    for index in b.indices where !pairedSecond.contains(index) {
      add(b[index].place, nil, b[index].isPositive)
    }
    // In rows of 50 µm, so that the next is near the last.
    let row = 50 / size.y
    differences.sort { one, two in
      let rows = ((one.y / row).rounded(.down), (two.y / row).rounded(.down))
      return rows.0 != rows.1 ? rows.0 < rows.1 : (one.x, one.y) < (two.x, two.y)
    }
    return DifferencesAnswer(
      radiusMicrons: Self.matchingRadiusMicrons, agreeing: agreeing, differences: differences)
  }
}

/// A field with its bounding box.
struct FieldArea {
  var low: SIMD2<Double>
  var high: SIMD2<Double>
  /// nil for the whole slide.
  var hotspot: Hotspot?

  func contains(_ place: SIMD2<Double>) -> Bool {
    hotspot?.contains(x: place.x, y: place.y) ?? true
  }
}

extension ReviewField {
  /// Where the field lies on a slide that has it.
  func area(on slide: SlideResult) -> FieldArea {
    let size = SIMD2(Double(slide.width), Double(slide.height))
    guard case .hotspot(let rank) = self,
      let hotspot = slide.hotspots.first(where: { $0.rank == rank })
    else { return FieldArea(low: .zero, high: size, hotspot: nil) }
    let center = SIMD2(hotspot.centerX, hotspot.centerY)
    let reach = SIMD2(hotspot.radiusPixels, hotspot.radiusPixels * hotspot.aspect)
    return FieldArea(low: center - reach, high: center + reach, hotspot: hotspot)
  }
}
