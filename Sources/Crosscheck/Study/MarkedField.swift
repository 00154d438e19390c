import Agreement
import Quantification
import SlideIO

/// Finds the image or slide on which nuclei were marked, and compares them with the measured ones.
struct MarkedField {
  let results: any MeasuredResults
  let radiusMicrons: Double
  let option: FieldOption
  private let index: ImageIndex
  private var memory: NucleiMemory

  init(results: any MeasuredResults, radiusMicrons: Double, option: FieldOption) {
    self.results = results
    self.radiusMicrons = radiusMicrons
    self.option = option
    index = ImageIndex(results.images)
    memory = NucleiMemory(results)
  }

  /// Why marks cannot be compared.
  struct Failure: Error {
    let reason: String
  }

  /// The slide, and the image when only that was marked.
  private struct Place {
    var slide: MeasuredSlide
    var image: MeasuredImage?
    var mpp: SIMD2<Double>

    /// A place of the marks' own coordinates on the slide, in full-resolution pixels.
    func onSlide(_ place: SIMD2<Double>, _ unit: ManualPoints.Unit) -> SIMD2<Double> {
      let origin = image?.origin ?? .zero
      switch unit {
      case .microns: return origin + place / mpp
      case .pixels: return origin + place * (image?.downsample ?? 1)
      }
    }

    var origin: SIMD2<Double> { image?.origin ?? .zero }
    var size: SIMD2<Double> { image?.size ?? slide.size }
  }

  /// Path of the image that marks belong to; nil for those of a slide, and when there is none.
  func imagePath(of manual: ManualPoints) -> String? {
    (try? place(manual))?.image?.path
  }

  /// Compares the marks of one reader.
  ///
  /// - Parameters:
  ///   - manual: the marks.
  ///   - images: paths of all images that this reader marked. Where images overlap, what lies on
  ///     several of them belongs to the first, so that nothing counts twice.
  /// - Returns: name of the image or slide, the comparison, and densities for calibration.
  /// - Throws: `Failure` and errors of the run's tables and of the pairing.
  mutating func compare(
    _ manual: ManualPoints, among images: Set<String>
  ) throws -> (
    name: String, field: ComparedField, densities: [Double]?
  ) {
    let place = try place(manual)
    let places = manual.points.map { place.onSlide($0.place, manual.unit) }
    let isInside = try membership(manual, places, place, earlier(place, images))
    let inside = places.indices.filter { isInside(places[$0]) }
    guard !inside.isEmpty else {
      throw Failure(reason: "none of its \(places.count) marks lies on the image")
    }
    let marks = inside.map {
      LabeledPoint(position: places[$0] * place.mpp, label: manual.points[$0].label)
    }
    let margin = radiusMicrons / place.mpp
    let nuclei = try memory.nuclei(of: place.slide.name).filter { nucleus in
      let offset = nucleus.place - place.origin
      return nucleus.isCounted && offset.x >= -margin.x && offset.y >= -margin.y
        && offset.x <= place.size.x + margin.x && offset.y <= place.size.y + margin.y
    }
    let isInField = nuclei.map { isInside($0.place) }
    let measured = nuclei.map {
      LabeledPoint(position: $0.place * place.mpp, label: $0.isPositive ? .positive : .negative)
    }
    let comparison = try NucleusComparison(
      marked: marks, measured: measured, isInField: isInField, radiusMicrons: radiusMicrons)
    let ignored = Set(comparison.ignored)
    let densities = nuclei.indices.filter { !ignored.contains($0) }.map { nuclei[$0].dabOD }
    return (
      manual.title ?? place.image.map(index.name) ?? place.slide.name,
      ComparedField(
        reader: manual.reader, slide: place.slide.name, marks: marks, nuclei: measured,
        micronsPerPixel: place.mpp, isScaleEstimated: place.slide.isScaleEstimated,
        marksOutside: places.count - inside.count, comparison: comparison),
      CutCalibration.relative(densities, slide: place.slide)
    )
  }

  private func place(_ manual: ManualPoints) throws(Failure) -> Place {
    let slides = results.slides
    var image = manual.isImage ? try self.image(manual.place) : nil
    if image == nil, !slides.contains(where: { $0.name == manual.place }) {
      image = try self.image(manual.place)
    }
    let name = image?.slide ?? manual.place
    guard let slide = slides.first(where: { $0.name == name }) else {
      throw Failure(
        reason: "no image and no slide of the run has this name\(Self.hint(manual.place, slides))")
    }
    if let reason = image?.failure ?? slide.failure {
      throw Failure(reason: "it was not measured: \(reason)")
    }
    guard let mpp = slide.micronsPerPixel, mpp.x > 0, mpp.y > 0 else {
      throw Failure(reason: "its pixel size is unknown")
    }
    return Place(slide: slide, image: image, mpp: mpp)
  }

  private static func hint(_ name: String, _ slides: [MeasuredSlide]) -> String {
    let known = slides.prefix(5).map(\.name).joined(separator: ", ")
    return known.isEmpty ? "" : "; it has \(known)\(slides.count > 5 ? ", …" : "")"
  }

  private func image(_ name: String) throws(Failure) -> MeasuredImage? {
    let found = index.images(named: name)
    guard found.count <= 1 else {
      throw Failure(
        reason: "\(found.count) images of the run have this name; give it as in tiles.csv")
    }
    return found.first
  }

  /// Marked images of the same slide that come before.
  private func earlier(_ place: Place, _ images: Set<String>) -> [MeasuredImage] {
    place.image.map { index.earlier(than: $0, among: images) } ?? []
  }

  /// What tells whether a place on the slide lies in the field that was marked.
  private func membership(
    _ manual: ManualPoints, _ places: [SIMD2<Double>], _ place: Place, _ earlier: [MeasuredImage]
  ) throws -> (SIMD2<Double>) -> Bool {
    let (origin, size) = (place.origin, place.size)
    let isOnImage = { (point: SIMD2<Double>) in
      point.x >= origin.x && point.y >= origin.y && point.x <= origin.x + size.x
        && point.y <= origin.y + size.y && !earlier.contains { $0.contains(point) }
    }
    switch manual.field {
    case .outlines(let rings):
      let rings = rings.map { $0.map { place.onSlide($0, manual.unit) } }
      return { isOnImage($0) && Shape.contains($0, rings: rings) }
    case .mask(let path):
      let mask: RegionMask
      do throws(RegionMaskError) {
        mask = try RegionMask(
          path: path, slideWidth: Int(size.x), slideHeight: Int(size.y), reader: ImageReader(),
          memoryRemedy: "save the mask at a reduced size")
      } catch {
        throw Failure(reason: "its \(error)")
      }
      return { point in
        mask.contains(x: point.x - origin.x, y: point.y - origin.y)
          && !earlier.contains { $0.contains(point) }
      }
    case .unstated:
      return try unstatedField(places, place, isOnImage)
    }
  }

  private func unstatedField(
    _ places: [SIMD2<Double>], _ place: Place, _ isOnImage: @escaping (SIMD2<Double>) -> Bool
  ) throws(Failure) -> (SIMD2<Double>) -> Bool {
    switch option {
    case .whole: return isOnImage
    case .hotspot:
      guard
        let hotspot = results.hotspots.first(where: {
          $0.slide == place.slide.name && $0.rank == 1
        })
      else { throw Failure(reason: "its slide has no hotspot") }
      return { isOnImage($0) && hotspot.contains($0) }
    case .hull:
      let hull = Shape.hull(places.map { $0 * place.mpp })
      let radius = radiusMicrons
      return { point in
        let microns = point * place.mpp
        return isOnImage(point)
          && (Shape.contains(microns, rings: [hull])
            || Shape.distance(microns, toRing: hull) <= radius)
      }
    }
  }
}
