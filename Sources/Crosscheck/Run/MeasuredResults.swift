import Grading
import Nuclei

/// The results of a run, as far as manual results are compared with them.
public protocol MeasuredResults: Sendable {
  /// Cases in order.
  var cases: [MeasuredCase] { get }
  /// Slides in order.
  var slides: [MeasuredSlide] { get }
  /// Images in order.
  var images: [MeasuredImage] { get }
  /// Hotspots in order.
  var hotspots: [MeasuredHotspot] { get }

  /// Measured nuclei of a slide, those that do not count included.
  func nuclei(ofSlide slide: String) throws(ResultTableError) -> [MeasuredNucleus]
}

/// A case of a run.
public struct MeasuredCase: Sendable, Equatable {
  /// Name.
  public var name: String
  /// Names of its slides.
  public var slides: [String]
  /// Why it failed; nil when it was measured.
  public var failure: String?
  /// All nuclei.
  public var global: LabelingIndex?
  /// The hottest hotspot.
  public var hotspot: LabelingIndex?
  /// Slide that holds it.
  public var hotspotSlide: String?
  /// Whether the grade rests on the hotspot.
  public var isGradedOnHotspot: Bool

  /// Makes one from its parts.
  public init(
    name: String, slides: [String], failure: String? = nil, global: LabelingIndex? = nil,
    hotspot: LabelingIndex? = nil, hotspotSlide: String? = nil, isGradedOnHotspot: Bool
  ) {
    self.name = name
    self.slides = slides
    self.failure = failure
    self.global = global
    self.hotspot = hotspot
    self.hotspotSlide = hotspotSlide
    self.isGradedOnHotspot = isGradedOnHotspot
  }
}

/// A slide of a run.
public struct MeasuredSlide: Sendable, Equatable {
  /// Name.
  public var name: String
  /// Case it belongs to.
  public var caseName: String
  /// Why it failed; nil when it was measured.
  public var failure: String?
  /// Size in full-resolution pixels.
  public var size: SIMD2<Double>
  /// Pixel size in µm: as stated or, without that, as detection estimated it.
  public var micronsPerPixel: SIMD2<Double>?
  /// Whether the pixel size was estimated.
  public var isScaleEstimated: Bool
  /// DAB density of nuclei without DAB.
  public var referenceOD: Double?
  /// DAB density above which a nucleus is positive.
  public var cutOD: Double?
  /// All nuclei.
  public var index: LabelingIndex?

  /// Makes one from its parts.
  public init(
    name: String, caseName: String, failure: String? = nil, size: SIMD2<Double>,
    micronsPerPixel: SIMD2<Double>? = nil, isScaleEstimated: Bool, referenceOD: Double? = nil,
    cutOD: Double? = nil, index: LabelingIndex? = nil
  ) {
    self.name = name
    self.caseName = caseName
    self.failure = failure
    self.size = size
    self.micronsPerPixel = micronsPerPixel
    self.isScaleEstimated = isScaleEstimated
    self.referenceOD = referenceOD
    self.cutOD = cutOD
    self.index = index
  }
}

/// An image file of a run.
public struct MeasuredImage: Sendable, Equatable {
  /// Path as given.
  public var path: String
  /// Slide it belongs to.
  public var slide: String
  /// Why it failed; nil when it was measured.
  public var failure: String?
  /// Upper left corner in full-resolution slide pixels.
  public var origin: SIMD2<Double>
  /// Size in full-resolution slide pixels.
  public var size: SIMD2<Double>
  /// Full-resolution pixels per pixel of the file.
  public var downsample: Double
  /// Its nuclei.
  public var index: LabelingIndex?

  /// Makes one from its parts.
  public init(
    path: String, slide: String, failure: String? = nil, origin: SIMD2<Double>, size: SIMD2<Double>,
    downsample: Double, index: LabelingIndex? = nil
  ) {
    self.path = path
    self.slide = slide
    self.failure = failure
    self.origin = origin
    self.size = size
    self.downsample = downsample
    self.index = index
  }

  /// Whether a place on the slide lies on it, its right and lower border excluded.
  public func contains(_ place: SIMD2<Double>) -> Bool {
    let inner = place - origin
    return inner.x >= 0 && inner.y >= 0 && inner.x < size.x && inner.y < size.y
  }
}

/// A hotspot of a run.
public struct MeasuredHotspot: Sendable, Equatable {
  /// Slide it lies on.
  public var slide: String
  /// 1 is the hottest of the slide.
  public var rank: Int
  /// Center in full-resolution slide pixels.
  public var center: SIMD2<Double>
  /// Radius along x and along y, in full-resolution slide pixels.
  public var radii: SIMD2<Double>
  /// Its nuclei.
  public var index: LabelingIndex?

  /// Makes one from its parts.
  public init(
    slide: String, rank: Int, center: SIMD2<Double>, radii: SIMD2<Double>,
    index: LabelingIndex? = nil
  ) {
    self.slide = slide
    self.rank = rank
    self.center = center
    self.radii = radii
    self.index = index
  }

  /// Whether a place on the slide lies inside, the border included.
  public func contains(_ place: SIMD2<Double>) -> Bool {
    let way = (place - center) / radii
    return (way * way).sum() <= 1
  }
}

/// A measured nucleus.
public struct MeasuredNucleus: Sendable, Equatable {
  /// Path of the image that owns it.
  public var image: String
  /// Center in full-resolution slide pixels.
  public var place: SIMD2<Double>
  /// Whether it is positive.
  public var isPositive: Bool
  /// Whether it counts as a tumor nucleus.
  public var isCounted: Bool
  /// Mean DAB density.
  public var dabOD: Double

  /// Makes one from its parts.
  public init(
    image: String, place: SIMD2<Double>, isPositive: Bool, isCounted: Bool, dabOD: Double
  ) {
    self.image = image
    self.place = place
    self.isPositive = isPositive
    self.isCounted = isCounted
    self.dabOD = dabOD
  }
}
