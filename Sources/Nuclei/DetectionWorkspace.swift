import Raster

/// Memory that one worker reuses from unit to unit.
public final class DetectionWorkspace {
  let planes = WorkingPlanes()
  let doubled = DoubledPlane()
  let blobs: BlobLevels
  let fit: StarFit
  var seeds: [OutlineSeed] = []
  var seen: Set<OutlineSeed> = []

  private let smooth = SampleBuffer<Float>()
  private let scratch = SampleBuffer<Float>()
  private let featureValues = SampleBuffer<Float>(capacity: StarFeatures.count)
  private let workingMicronsPerPixel: Double

  /// Makes a workspace for working pixels of one size.
  public init(workingMicronsPerPixel: Double) {
    self.workingMicronsPerPixel = workingMicronsPerPixel
    blobs = BlobLevels(workingMicronsPerPixel: workingMicronsPerPixel)
    fit = StarFit(workingMicronsPerPixel: workingMicronsPerPixel)
  }

  var features: UnsafeMutablePointer<Float> { featureValues.base }

  /// Derives everything that candidates need from the absorption plane.
  func prepare(raySmoothingMicrons: Double) {
    let width = planes.width
    let height = planes.height
    blobs.compute(absorption: planes.absorption.base, width: width, height: height)
    GaussianBlur.apply(
      GaussianKernel(sigma: raySmoothingMicrons / workingMicronsPerPixel),
      source: planes.absorption.base, destination: smooth.reserve(width * height), width: width,
      height: height, scratch: scratch)
    doubled.fill(from: smooth.base, width: width, height: height)
    fit.prepare(for: doubled)
  }
}
