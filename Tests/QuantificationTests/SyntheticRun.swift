import Foundation
import Nuclei
import Quantification
import Raster
import SlideIO
import Synthesis

/// Keeps what a run hands over, for tests.
final class CollectingObserver: RunObserver {
  private let state = Guarded<[String: [TiledNucleus]]>([:])

  func slideFinished(
    _ slide: SlideResult, nuclei: SlideNuclei, pixels: any SlidePixelReading
  ) throws {
    state.withLock { $0[slide.slide] = Array(nuclei) }
  }

  func progressed(_ progress: RunProgress) {}

  /// Nuclei by slide.
  var nuclei: [String: [TiledNucleus]] { state.withLock { $0 } }
}

/// A synthetic slide written as one image or as placed tiles, and measured.
struct SyntheticRun {
  let scene: SyntheticScene
  let bounds: PixelRect
  let image: RGBImage

  init(seed: UInt64, width: Int, height: Int, micronsPerPixel: Double, index: Double = 0.12) throws
  {
    var parameters = SceneParameters()
    parameters.labelling.index = index
    try self.init(
      seed: seed, width: width, height: height, micronsPerPixel: micronsPerPixel,
      parameters: parameters)
  }

  init(
    seed: UInt64, width: Int, height: Int, micronsPerPixel: Double, parameters: SceneParameters
  ) throws {
    scene = try SyntheticScene(
      seed: seed, parameters: parameters, micronsPerPixel: micronsPerPixel)
    bounds = PixelRect(x: 0, y: 0, width: width, height: height)
    image = scene.render(bounds, workers: 2)
  }

  var pixelSize: PixelSize {
    PixelSize(
      xMicrons: scene.micronsPerPixel, yMicrons: scene.micronsPerPixel, source: .commandLine)
  }

  /// The slide as a single file.
  func whole(in folder: TemporaryFolder, statesPixelSize: Bool = true) throws -> SlideInput {
    let path = "\(folder.path)/whole.png"
    try ImageWriter.writePNG(image, to: path, compressionLevel: 1)
    return SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "whole.png")],
      statedPixelSize: statesPixelSize ? pixelSize : nil)
  }

  /// The slide cut into squares that share `overlap` pixels with their neighbors.
  func tiles(side: Int, overlap: Int, in folder: TemporaryFolder) throws -> SlideInput {
    var tiles: [TileInput] = []
    for y in stride(from: 0, to: bounds.height, by: side) {
      for x in stride(from: 0, to: bounds.width, by: side) {
        let rect = PixelRect(x: x, y: y, width: side + overlap, height: side + overlap)
          .intersection(bounds)
        let name = "tile_\(side)_\(overlap)_\(x)_\(y).png"
        try ImageWriter.writePNG(
          image.cropped(to: rect), to: "\(folder.path)/\(name)", compressionLevel: 1)
        tiles.append(TileInput(path: "\(folder.path)/\(name)", image: name, x: x, y: y))
      }
    }
    return SlideInput(
      slide: "slide", caseName: "case", tiles: tiles, statedPixelSize: pixelSize)
  }

  /// Measures slides; the result and the nuclei of each.
  static func measure(
    _ slides: [SlideInput], threads: Int = 1, profile: Profile = Profile(),
    memoryLimitBytes: Int = 1 << 30
  ) throws -> (result: RunResult, nuclei: [String: [TiledNucleus]]) {
    let observer = CollectingObserver()
    let names = slides.map(\.caseName).reduce(into: [String]()) { known, name in
      if !known.contains(name) { known.append(name) }
    }
    let result = QuantificationRun(
      input: RunInput(cases: names.map { CaseInput(name: $0) }, slides: slides, rejected: []),
      settings: RunSettings(
        profile: profile, threads: threads, memoryLimitBytes: memoryLimitBytes), profiles: [:],
      model: try NucleusModel.builtIn(),
      observer: observer
    ).run()
    return (result, observer.nuclei)
  }
}
