import Hotspots
import Nuclei
import Quantification
import Raster
import SlideIO
import Stains
import Store
import TestSupport

/// Made-up slides with every field filled, and the store they are kept in.
enum StoredScene {
  static let settings = StoredSettings(
    RunSettings(), program: "ki67 9.9.9", model: ContentHash(of: "model"))

  /// Nuclei in two tiles; radii are multiples of half a µm, as detection makes them, unless told.
  static func nuclei(
    _ count: Int, seed: UInt64, radiiAreSteps: Bool = true, tiles: Int = 2
  ) -> [TiledNucleus] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { index in
      var radii = SIMD16<Float>()
      for ray in 0..<16 {
        let radius = Float.random(in: 0.5...12, using: &random)
        radii[ray] = radiiAreSteps ? (radius * 2).rounded() / 2 : radius
      }
      func value(_ high: Float) -> Float { Float.random(in: -0.2...high, using: &random) }
      let x = Double.random(in: 0..<50_000, using: &random)
      let y = Double.random(in: 0..<50_000, using: &random)
      let nucleus = Nucleus(
        x: x, y: y,
        outline: StarOutline(
          center: SIMD2(x + Double(value(1)), y), radiiMicrons: radii,
          micronsPerPixel: SIMD2(0.2527, 0.2528)),
        areaSquareMicrons: value(200), dabOD: value(2), hematoxylinOD: value(2), score: value(1),
        isPositive: Bool.random(using: &random), positiveProbability: value(1),
        intensity: StainIntensity.allCases.randomElement(using: &random) ?? .negative,
        appearance: NucleusAppearance(
          elongation: value(3), contrast: value(1), edgeSharpness: value(1)),
        kind: NucleusKind.allCases.randomElement(using: &random) ?? .tumor,
        isCounted: Bool.random(using: &random))
      return TiledNucleus(nucleus: nucleus, tile: index * tiles / max(1, count))
    }
  }

  /// A slide of two tiles, whose files are written, in a folder.
  static func slide(_ name: String, in folder: TemporaryFolder, seed: UInt8 = 1) throws
    -> SlideInput
  {
    let tiles = try (0..<2).map { index in
      let file = "\(name)-\(index).png"
      let path = try folder.write(file, [seed, UInt8(index), 7])
      return TileInput(path: path, image: file, x: 512 * index, y: 0)
    }
    return SlideInput(
      slide: name, caseName: "case of \(name)", tiles: tiles,
      statedPixelSize: PixelSize(xMicrons: 0.25, yMicrons: 0.25, source: .manifest))
  }

  /// A measured result of a slide; no two numbers in it are alike.
  static func result(_ slide: SlideInput, nuclei: [TiledNucleus]) -> SlideResult {
    var result = SlideResult(slide: slide.slide, caseName: slide.caseName, status: .measured)
    result.width = 1024
    result.height = 513
    result.pixelSize = slide.statedPixelSize
    result.detectionMicronsPerPixel = SIMD2(0.1 + 0.2, 1 / 3)
    result.measuredAreaSquareMillimeters = 0.1 * 3
    result.calibration = StainCalibration(
      white: SIMD3(244.5, 243.1, 1e-17), vectors: .reference, whiteSource: .slide,
      vectorsSource: .profile)
    result.positivity = PositivityCalibration(
      dabOD: nuclei.map(\.nucleus.dabOD), parameters: PositivityParameters())
    result.calibrationDoubts = [
      .fewNuclei(found: 3, needed: 50), .referenceLow(foundOD: -0.3, leastOD: -0.12),
    ]
    result.tiles = slide.tiles.map { tile in
      TileResult(
        slide: slide.slide, image: tile.image, path: tile.path,
        placement: PixelRect(x: tile.x, y: tile.y, width: 512, height: 513), downsample: 1,
        counts: NucleusCounts(positive: 2, total: 5), status: .measured, error: nil, warnings: [])
    }
    result.counts = NucleusCounts(of: nuclei.map(\.nucleus))
    result.census = NucleusCensus(of: nuclei.map(\.nucleus))
    result.hotspots = [
      Hotspot(
        rank: 1, centerX: 100.1, centerY: 200.2, radiusPixels: 33.3, aspect: 1.25,
        diameterMicrons: nil, areaSquareMillimeters: 0.07,
        counts: NucleusCounts(positive: 7, total: 50),
        census: NucleusCensus(of: nuclei.prefix(3).map(\.nucleus)))
    ]
    result.flags = [.calibrationFewNuclei, .fewNuclei]
    result.seconds = 1.25
    return result
  }

  /// Measures slides as a run that is killed before its end.
  static func keep(_ slides: [SlideInput], _ store: RunStore) throws {
    let nuclei = nuclei(20, seed: 3)
    for slide in slides {
      _ = store.recall(slide, profile: Profile())
      _ = try store.keep(result(slide, nuclei: nuclei), nuclei: nuclei, files: [], pictures: "{}")
    }
  }

  /// Joins runs into a folder as `ki67 merge` does.
  static func join(
    _ runs: [StoredRun], into folder: TemporaryFolder, isForced: Bool = false
  ) throws {
    let merge = try RunMerge(runs, isForced: isForced)
    let store = try RunStore(
      folder: folder.path, settings: merge.settings, isFresh: true, isJoined: true)
    for run in runs { try store.adopt(merge.slides(from: run), from: run) }
    try store.note(parts: merge.parts, wholes: merge.wholes, from: runs)
    _ = try store.finish(try merge.result(), isComplete: true)
    try store.close()
  }

  /// A result of no slides.
  static let nothing = RunResult(
    of: SlideList([]), input: RunInput(cases: [], slides: [], rejected: []),
    settings: RunSettings())

  /// Opens the store of a folder.
  static func store(
    _ folder: TemporaryFolder, settings: StoredSettings = settings, isFresh: Bool = false
  ) throws -> RunStore {
    try RunStore(
      folder: folder.path, settings: settings, isFresh: isFresh, givesUpTrail: isFresh)
  }

  /// Measures slides as a run would: recalled or kept; returns names of those measured.
  @discardableResult
  static func run(
    _ slides: [SlideInput], _ store: RunStore, rejected: [RejectedInput] = [],
    isComplete: Bool = true, nuclei: [TiledNucleus] = nuclei(20, seed: 3),
    elsewhere: Set<String> = []
  ) throws -> (measured: [String], removed: [String]) {
    var measured: [String] = []
    var results: [SlideResult] = []
    for slide in slides {
      if let kept = store.recall(slide, profile: Profile()) {
        results.append(kept.result)
        continue
      }
      measured.append(slide.slide)
      let result = result(slide, nuclei: nuclei)
      let file = StoredFile(path: "nuclei/\(slide.slide).csv", bytes: 10, hash: nil)
      _ = try store.keep(result, nuclei: nuclei, files: [file], pictures: "{}")
      results.append(result)
    }
    let cases = Set(slides.map(\.caseName)).sorted().map { CaseInput(name: $0) }
    var input = RunInput(cases: cases, slides: slides, rejected: rejected)
    input.elsewhere = elsewhere
    let run = RunResult(of: SlideList(results), input: input, settings: RunSettings())
    return (measured, try store.finish(run, isComplete: isComplete))
  }
}
