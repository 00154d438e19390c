import Hotspots

/// What choosing the hottest region does to grades, on simulated tumors; prints tables in Markdown.
///
/// Usage: selection [SLIDES [MODE…]], 200 slides a row and cells:500 when not stated.
let arguments = CommandLine.arguments.dropFirst()
let slides = arguments.first.flatMap { Int($0) } ?? 200
let modes = arguments.count > 1 ? Array(arguments.dropFirst()) : ["cells:500"]

/// G1 to G3 as 1 to 3, by a share of positives.
func grade(_ share: Double) -> Int { share > 0.2 ? 3 : share >= 0.03 ? 2 : 1 }

func percent(_ share: Double) -> String {
  let tenths = Int((share * 1000).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}

/// What became of one row's slides.
struct Tally {
  var count = 0.0
  var raw = 0.0
  var adjusted = 0.0
  var rawAbove = 0.0
  var adjustedAbove = 0.0
  var flaggedAsChance = 0.0
  var found = 0.0
  var gradedRight = 0.0
  /// Index of the rest and of the hot disc among the nuclei of the found region.
  var truth = 0.0

  mutating func add(_ tumor: SimulatedTumor, rest: Double, request: HotspotRequest) {
    let points = LabelledPoints(positions: tumor.positions, isPositive: tumor.isPositive)
    let search = HotspotSearch(points: points, micronsPerPixel: SIMD2(1, 1))
    guard let hotspot = search.find(request, areaIsKnown: true).hotspots.first,
      let selection = hotspot.selection
    else { return }
    let index = Double(hotspot.counts.positive) / Double(hotspot.counts.total)
    let inside = tumor.positions.filter { hotspot.contains(x: $0.x, y: $0.y) }
    count += 1
    raw += index
    adjusted += selection.adjustedIndex
    truth += inside.reduce(0) { $0 + tumor.chance(at: $1, rest: rest) } / Double(inside.count)
    if grade(index) > grade(rest) { rawAbove += 1 }
    if grade(selection.adjustedIndex) > grade(rest) { adjustedAbove += 1 }
    if !selection.isAboveChance { flaggedAsChance += 1 }
    guard let disc = tumor.hotDisc else { return }
    if selection.isAboveChance, disc.contains(SIMD2(hotspot.centerX, hotspot.centerY)) {
      found += 1
      if grade(selection.adjustedIndex) == grade(rest * disc.factor) { gradedRight += 1 }
    }
  }

  func share(_ sum: Double) -> String { percent(sum / count) + " %" }
}

for mode in modes {
  let request = try HotspotRequest(text: mode)
  print("\n\(mode), \(slides) slides a row\n")
  print(
    "| tumor | nuclei | true index | raw | adjusted | graded higher: raw | adjusted | flagged |")
  print("|---|---|---|---|---|---|---|---|")
  for layout in SimulatedTumor.Layout.allCases {
    for rest in [0.01, 0.015, 0.02, 0.10, 0.15] {
      var random = Random(seed: 1)
      var tally = Tally()
      for _ in 0..<slides {
        let tumor = SimulatedTumor(layout: layout, rest: rest, isHot: false, using: &random)
        tally.add(tumor, rest: rest, request: request)
      }
      print(
        "| homogeneous | \(layout.rawValue) | \(percent(rest)) % | \(tally.share(tally.raw)) "
          + "| \(tally.share(tally.adjusted)) | \(tally.share(tally.rawAbove)) "
          + "| \(tally.share(tally.adjustedAbove)) | \(tally.share(tally.flaggedAsChance)) |")
    }
  }
  print(
    "\n| hot disc | nuclei | rest | disc | in region | raw | adjusted | found | found and graded by it |"
  )
  print("|---|---|---|---|---|---|---|---|---|")
  for layout in SimulatedTumor.Layout.allCases {
    for rest in [0.015, 0.02, 0.05, 0.10] {
      var random = Random(seed: 2)
      var tally = Tally()
      for _ in 0..<slides {
        let tumor = SimulatedTumor(layout: layout, rest: rest, isHot: true, using: &random)
        tally.add(tumor, rest: rest, request: request)
      }
      print(
        "| 0.5 mm | \(layout.rawValue) | \(percent(rest)) % | \(percent(3 * rest)) % "
          + "| \(tally.share(tally.truth)) | \(tally.share(tally.raw)) "
          + "| \(tally.share(tally.adjusted)) | \(tally.share(tally.found)) "
          + "| \(tally.share(tally.gradedRight)) |")
    }
  }
}
