import Raster

/// A synthetic slide: an unbounded plane of tissue, given by a seed and parameters.
///
/// Every nucleus and every pixel is a pure function of seed, parameters, pixel size and position.
/// A region is rendered from what lies near it, so slides of any size need no more memory than
/// the region, and a region has the same bytes as the same part of a larger one, for any number
/// of threads and on every processor (only exactly rounded operations are used).
public struct SyntheticScene: Sendable {
  /// Seed of all random values.
  public let seed: UInt64
  /// What the scene looks like.
  public let parameters: SceneParameters
  /// Pixel size in µm.
  public let micronsPerPixel: Double
  /// Probability of labelling at every point.
  public let labelling: LabellingMap

  private let placement: NucleusPlacement
  private let background: TissueBackground
  private let camera: Camera
  /// The camera where the slide is out of focus.
  private let blurredCamera: Camera
  private let artifacts: ArtifactLayer
  private let noise: NoiseTable

  /// Rows that one worker renders at a time.
  private static let bandRows = 128
  /// Distance in µm from which the outline of a nucleus may reach into a region.
  private static let nucleusReachMicrons = 16.0
  /// Standard deviation of the optical blur in µm out of focus.
  private static let blurMicrons = 2.5

  /// Prepares a scene; nothing is rendered yet.
  ///
  /// - Parameters:
  ///   - seed: any number; each gives another tumor.
  ///   - parameters: what the scene looks like.
  ///   - micronsPerPixel: 0.1 to 1 µm.
  /// - Throws: `SynthesisError.invalidParameter`.
  public init(seed: UInt64, parameters: SceneParameters, micronsPerPixel: Double)
    throws(SynthesisError)
  {
    try parameters.validate()
    guard micronsPerPixel.isFinite, (0.1...1).contains(micronsPerPixel) else {
      throw .invalidParameter(
        name: "pixel size", value: "\(micronsPerPixel)", expected: "0.1 to 1 µm per pixel")
    }
    self.seed = seed
    self.parameters = parameters
    self.micronsPerPixel = micronsPerPixel
    labelling = LabellingMap(seed: seed, parameters: parameters.labelling)
    let tissue = TissueArchitecture(seed: seed, parameters: parameters.tissue)
    placement = NucleusPlacement(
      seed: seed, tissue: tissue,
      factory: NucleusFactory(seed: seed, parameters: parameters, labelling: labelling))
    noise = NoiseTable(seed: seed)
    background = TissueBackground(tissue: tissue, staining: parameters.staining, noise: noise)
    camera = Camera(
      seed: seed, optics: parameters.optics, vectors: parameters.staining.vectors,
      micronsPerPixel: micronsPerPixel)
    artifacts = ArtifactLayer(parameters.artifacts)
    var optics = parameters.optics
    optics.blurSigmaMicrons = max(Self.blurMicrons, optics.blurSigmaMicrons)
    blurredCamera = Camera(
      seed: seed, optics: optics, vectors: parameters.staining.vectors,
      micronsPerPixel: micronsPerPixel)
  }

  /// Nuclei whose centers lie in a region, in a fixed order; left and top edges belong to it.
  public func nuclei(in region: PixelRect) -> [SyntheticNucleus] {
    placement.nuclei(
      fromX: Double(region.x) * micronsPerPixel, y: Double(region.y) * micronsPerPixel,
      toX: Double(region.maxX) * micronsPerPixel, y: Double(region.maxY) * micronsPerPixel)
  }

  /// Nuclei that may be seen in a region, also those whose centers lie outside of it.
  public func nucleiTouching(_ region: PixelRect) -> [SyntheticNucleus] {
    nuclei(in: region.insetBy(-Int((Self.nucleusReachMicrons / micronsPerPixel).rounded(.up))))
  }

  /// Renders a region.
  ///
  /// - Parameters:
  ///   - region: pixels of the scene; negative coordinates are valid.
  ///   - workers: threads, at least 1; the bytes do not depend on it.
  /// - Returns: the pixels of the region.
  public func render(_ region: PixelRect, workers: Int = 1) -> RGBImage {
    let touching = nucleiTouching(region.insetBy(-halo(of: region)))
    let bands = (region.height + Self.bandRows - 1) / Self.bandRows
    let parts = concurrentMap(count: bands, workers: max(1, workers), makeWorkspace: {}) {
      _, band in
      let top = band * Self.bandRows
      let rows = min(Self.bandRows, region.height - top)
      return renderBand(
        PixelRect(x: region.x, y: region.y + top, width: region.width, height: rows),
        nuclei: touching)
    }
    return RGBImage(
      width: region.width, height: region.height, samples: Array(parts.joined()))
  }

  private func renderBand(_ region: PixelRect, nuclei: [SyntheticNucleus]) -> [UInt8] {
    let planes = stainPlanes(region.insetBy(-halo(of: region)), nuclei)
    var picture = camera.picture(of: region, from: planes)
    let blurred = artifacts.touching(region, micronsPerPixel: micronsPerPixel) { $0 == .blur }
    guard
      let cover = ArtifactLayer.cover(of: region, micronsPerPixel: micronsPerPixel, blurred)
    else { return picture }
    let soft = blurredCamera.picture(of: region, from: planes)
    for (pixel, share) in cover.samples.enumerated() where share >= 0.5 {
      for sample in (3 * pixel)..<(3 * pixel + 3) { picture[sample] = soft[sample] }
    }
    return picture
  }

  /// Pixels around a region that its blur needs.
  private func halo(of region: PixelRect) -> Int {
    let blurred = artifacts.touching(region, micronsPerPixel: micronsPerPixel) { $0 == .blur }
    return blurred.isEmpty ? camera.haloPixels : blurredCamera.haloPixels
  }

  private func stainPlanes(_ region: PixelRect, _ nuclei: [SyntheticNucleus]) -> StainPlanes {
    var planes = tissue(in: region, nuclei)
    let folds = artifacts.touching(region, micronsPerPixel: micronsPerPixel) { $0 == .fold }
    if let cover = ArtifactLayer.cover(of: region, micronsPerPixel: micronsPerPixel, folds) {
      for shift in ArtifactLayer.foldShiftsMicrons {
        let other = PixelRect(
          x: region.x + Int(shift.x / micronsPerPixel),
          y: region.y + Int(shift.y / micronsPerPixel), width: region.width, height: region.height)
        planes.add(tissue(in: other, nucleiTouching(other)), where: cover)
      }
    }
    artifacts.addVeils(to: &planes)
    return planes
  }

  /// Tissue and nuclei without what spoils them.
  private func tissue(in region: PixelRect, _ nuclei: [SyntheticNucleus]) -> StainPlanes {
    var planes = StainPlanes(region: region, micronsPerPixel: micronsPerPixel)
    background.fill(&planes)
    for nucleus in nuclei { planes.add(nucleus, noise: noise) }
    return planes
  }
}
