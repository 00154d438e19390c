import Raster

/// Memory that one worker reuses from unit to unit.
public final class DetectionWorkspace {
  let planes = WorkingPlanes()
  let doubled: DoubledPlane
  let blobs: BlobLevels
  let fit: StarFit
  var peaks: [BlobLevels.Peak] = []
  var starts: [OutlineStart] = []
  let featureLanes = SampleBuffer<FloatLanes>(capacity: StarFeatures.valueCount)
  let order = StartOrder()
  let edges = SampleBuffer<Lanes>(capacity: StarFit.rays)

  /// Makes a workspace for detectors with one set of parameters.
  public init(parameters: DetectionParameters) {
    blobs = BlobLevels(
      sigmasMicrons: parameters.seedSizesMicrons,
      workingMicronsPerPixel: parameters.workingMicronsPerPixel)
    fit = StarFit(parameters: parameters)
    doubled = DoubledPlane(smoothing: Self.raySmoothing(parameters))
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
