import Raster

/// Memory that one worker reuses from unit to unit.
public final class DetectionWorkspace {
  let planes: WorkingPlanes
  let doubled: DoubledPlane
  let blobs: BlobLevels
  let fit: StarFit
  var peaks: [BlobLevels.Peak] = []
  var starts: [OutlineStart] = []
  let featureLanes = SampleBuffer<FloatLanes>(capacity: StarFeatures.valueCount)
  let order = StartOrder()
  let edges = SampleBuffer<Lanes>(capacity: StarFit.rays)
  let sampler: SurveySampler

  let instructions: InstructionSet

  /// Makes a workspace for detectors with one set of parameters.
  ///
  /// - Parameters:
  ///   - parameters: settings of the detectors.
  ///   - instructions: an available set; with all of them the same candidates are found.
  public init(parameters: DetectionParameters, instructions: InstructionSet = .best) {
    self.instructions = instructions
    planes = WorkingPlanes(instructions: instructions)
    sampler = SurveySampler(instructions: instructions)
    blobs = BlobLevels(
      sigmasMicrons: parameters.seedSizesMicrons,
      workingMicronsPerPixel: parameters.workingMicronsPerPixel, instructions: instructions)
    fit = StarFit(parameters: parameters, instructions: instructions)
    doubled = DoubledPlane(
      smoothing: Self.raySmoothing(parameters), instructions: instructions)
  }

  static func raySmoothing(_ parameters: DetectionParameters) -> GaussianKernel {
    // A kernel needs a width; this one leaves a pixel as it is.
    let sigma = max(parameters.raySmoothingMicrons / parameters.workingMicronsPerPixel, 0.1)
    return GaussianKernel(sigma: sigma, reach: 3)
  }

  /// Derives everything that candidates need from the absorption plane.
  func prepare() {
    let absorption = UnsafePointer(planes.absorption.base)
    blobs.compute(absorption: absorption, width: planes.width, height: planes.height)
    doubled.fill(from: absorption, width: planes.width, height: planes.height)
    fit.prepare(for: doubled)
  }
}
