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
  let sampler = SurveySampler()

  /// Standard deviation in µm of the smoothing under the rays.
  static let raySmoothingMicrons = 0.9

  /// Makes a workspace for working pixels of one size.
  public init(workingMicronsPerPixel: Double) {
    blobs = BlobLevels(workingMicronsPerPixel: workingMicronsPerPixel)
    fit = StarFit(workingMicronsPerPixel: workingMicronsPerPixel)
    doubled = DoubledPlane(
      smoothing: Self.raySmoothing(workingMicronsPerPixel: workingMicronsPerPixel))
  }

  static func raySmoothing(workingMicronsPerPixel: Double) -> GaussianKernel {
    GaussianKernel(sigma: raySmoothingMicrons / workingMicronsPerPixel, reach: 3)
  }

  /// Derives everything that candidates need from the absorption plane.
  func prepare() {
    let absorption = UnsafePointer(planes.absorption.base)
    blobs.compute(absorption: absorption, width: planes.width, height: planes.height)
    doubled.fill(from: absorption, width: planes.width, height: planes.height)
    fit.prepare(for: doubled)
  }
}
