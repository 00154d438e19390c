import Crosscheck
import Grading
import TestSupport

/// Results of a run made up for a test.
struct SmallRun: MeasuredResults {
  var cases: [MeasuredCase] = []
  var slides: [MeasuredSlide] = []
  var images: [MeasuredImage] = []
  var hotspots: [MeasuredHotspot] = []
  var nucleiBySlide: [String: [MeasuredNucleus]] = [:]

  func nuclei(ofSlide slide: String) throws(ResultTableError) -> [MeasuredNucleus] {
    guard let nuclei = nucleiBySlide[slide] else {
      throw .unreadable(path: slide, reason: "it is not there")
    }
    return nuclei
  }

  /// Adds a case of one slide, which is one image, at 0.5 µm per pixel.
  mutating func add(
    _ name: String, nuclei: [MeasuredNucleus], size: Double = 1000, failure: String? = nil
  ) {
    let index = try? LabelingIndex(
      positive: nuclei.count { $0.isPositive }, total: nuclei.count)
    cases.append(
      MeasuredCase(
        name: name, slides: [name], failure: failure, global: index, hotspot: index,
        hotspotSlide: name, isGradedOnHotspot: true))
    slides.append(
      MeasuredSlide(
        name: name, caseName: name, failure: failure, size: SIMD2(size, size),
        micronsPerPixel: SIMD2(0.5, 0.5), isScaleEstimated: false, referenceOD: 0, cutOD: 0.2,
        index: index))
    images.append(
      MeasuredImage(
        path: "images/\(name).png", slide: name, failure: failure, origin: .zero,
        size: SIMD2(size, size), downsample: 1, index: index))
    hotspots.append(
      MeasuredHotspot(
        slide: name, rank: 1, center: SIMD2(size / 2, size / 2),
        radii: SIMD2(size / 4, size / 4), index: index))
    nucleiBySlide[name] = nuclei
  }

  /// Nuclei on a lattice of 40 pixels; positive ones first, at 0.5 OD, negative ones at 0 OD, and
  /// `weak` of the positive ones at 0.25 OD.
  static func nuclei(
    _ name: String, positive: Int, total: Int, weak: Int = 0
  ) -> [MeasuredNucleus] {
    (0..<total).map { index in
      let isPositive = index < positive
      return MeasuredNucleus(
        image: "images/\(name).png",
        place: SIMD2(20 + 40 * Double(index % 25), 20 + 40 * Double(index / 25)),
        isPositive: isPositive, isCounted: true,
        dabOD: index < weak ? 0.25 : isPositive ? 0.5 : 0)
    }
  }
}
