import Foundation
import Nuclei
import Raster
import SlideIO
import Stains

/// Processor time of each stage over the same files, in milliseconds, one entry a round.
struct StageTimes: Encodable {
  /// Pixels of all files.
  private(set) var megapixels = 0.0
  /// Candidates found, so that nothing is measured that finds nothing.
  private(set) var candidates = 0
  /// Decoding into RGB, memory used again.
  private(set) var decoding: [Double] = []
  /// Stain amounts on the working grid.
  private(set) var deconvolution: [Double] = []
  /// Detection of candidates, deconvolution included.
  private(set) var detection: [Double] = []
  /// Blocks of memory that each stage asked for in the last round, when they are counted.
  private(set) var allocations: [String: Int]?

  /// Measures files one after the other, on one core.
  init(files: [String], micronsPerPixel: Double, rounds: Int) throws {
    let parameters = DetectionParameters()
    let workspace = DetectionWorkspace(parameters: parameters)
    let model = try NucleusModel.builtIn()
    let reader = ImageReader()
    var image = RGBImage(width: 0, height: 0, samples: [])
    // The first round fills caches and memory.
    for round in 0...rounds {
      var spent = (decoding: 0.0, deconvolution: 0.0, detection: 0.0)
      (megapixels, candidates) = (0, 0)
      var blocks = ["decoding": 0, "deconvolution": 0, "detection": 0]
      for file in files {
        spent.decoding += try Self.milliseconds(&blocks["decoding"]) {
          _ = try reader.decode(at: file, into: &image)
        }
        megapixels += Double(image.width * image.height) / 1e6
        let detector = NucleusDetector(
          parameters: parameters, calibration: Self.calibration(of: image),
          grid: WorkingGrid(
            over: image.bounds, micronsPerPixel: SIMD2(repeating: micronsPerPixel),
            workingMicronsPerPixel: parameters.workingMicronsPerPixel),
          model: model)
        for unit in detector.grid.units(side: 1024) {
          spent.deconvolution += Self.milliseconds(&blocks["deconvolution"]) {
            detector.separateStains(
              in: unit, source: image, at: image.bounds, workspace: workspace)
          }
          spent.detection += Self.milliseconds(&blocks["detection"]) {
            candidates +=
              detector.survivors(
                in: unit, source: image, at: image.bounds, workspace: workspace
              ).count
          }
        }
      }
      guard round > 0 else { continue }
      decoding.append(spent.decoding)
      deconvolution.append(spent.deconvolution)
      detection.append(spent.detection)
      allocations = AllocationCount.isCounted ? blocks : nil
    }
  }

  private static func calibration(of image: RGBImage) -> StainCalibration {
    var histogram = ChannelHistogram()
    histogram.add(image.samples.span, every: 3)
    return StainCalibration(
      white: histogram.whitePoint(quantile: 0.99, bounds: 190...255) ?? SIMD3(repeating: 245),
      vectors: .reference, whiteSource: .slide, vectorsSource: .reference)
  }

  private static func milliseconds(
    _ blocks: inout Int?, _ work: () throws -> Void
  ) rethrows -> Double {
    let before = AllocationCount.blocks
    let start = now()
    try work()
    let end = now()
    blocks = (blocks ?? 0) + AllocationCount.blocks - before
    return end - start
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return 1e3 * Double(time.tv_sec) + 1e-6 * Double(time.tv_nsec)
  }
}
