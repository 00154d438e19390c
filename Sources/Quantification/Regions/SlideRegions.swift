import SlideIO

/// What of a slide is measured: where a mask is white, or by annotated regions.
///
/// Coordinates are full-resolution pixels of the slide.
package struct SlideRegions: Sendable {
  /// Where it comes from.
  enum Source: Sendable {
    case mask(RegionMask)
    case outlines(OutlinedRegions)
  }

  let source: Source
  /// The regions, without areas and counts.
  package let results: [RegionResult]
  /// What was passed over or is doubtful, for people.
  package private(set) var notes: [String]
  /// Names of regions that lie wholly outside of the slide.
  let beside: [String]

  /// Annotated regions; nil for a mask.
  var outlined: OutlinedRegions? {
    if case .outlines(let outlined) = source { return outlined }
    return nil
  }

  /// Outlines for pictures; none of a mask.
  var outlines: [RegionOutline] { outlined?.outlines ?? [] }

  /// Reads the regions of a slide from a mask or an annotation file, told by its content.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - rules: what happens to which class.
  ///   - slideWidth: full-resolution width of the slide.
  ///   - slideHeight: full-resolution height of the slide.
  ///   - pixelSize: the slide's, compared with what the file states.
  ///   - memoryLimitBytes: the run's bound; an annotation file may have a quarter of it.
  /// - Returns: the regions, whose areas and counts are still open.
  /// - Throws: `Problem` with the reason.
  static func read(
    path: String, rules: RegionParameters, slideWidth: Int, slideHeight: Int,
    pixelSize: PixelSize?, memoryLimitBytes: Int
  ) throws(Problem) -> SlideRegions {
    // A pipe would be waited for, perhaps for ever.
    if FileKind.of(path) == .file, ImageSignature.isImage(path) {
      do throws(RegionMaskError) {
        let mask = try RegionMask(
          path: path, slideWidth: slideWidth, slideHeight: slideHeight,
          reader: ImageReader(memoryLimitBytes: memoryLimitBytes))
        return SlideRegions(mask, name: PathText.stem(path))
      } catch {
        throw Problem(reason: error.description)
      }
    }
    do throws(RegionFileError) {
      let bytes = try RegionFile.bytes(of: path, limit: memoryLimitBytes / 4)
      let file = try RegionFile(bytes: bytes, path: path)
      var regions = try SlideRegions(
        file, rules: rules, slideWidth: slideWidth, slideHeight: slideHeight)
      if let note = doubt(about: file, pixelSize: pixelSize) { regions.notes.append(note) }
      return regions
    } catch {
      throw Problem(reason: error.description)
    }
  }

  /// Why regions cannot be used.
  struct Problem: Error {
    var reason: String
  }

  init(_ outlined: OutlinedRegions, results: [RegionResult]) {
    source = .outlines(outlined)
    self.results = results
    notes = []
    beside = []
  }

  private init(_ mask: RegionMask, name: String) {
    source = .mask(mask)
    results = [RegionResult(name: name, className: "", role: .include)]
    notes = []
    beside = []
  }

  /// Decides about the regions of a file.
  ///
  /// - Throws: `RegionFileError` when all are ignored by their class or lie outside of the slide.
  package init(
    _ file: RegionFile, rules: RegionParameters, slideWidth: Int, slideHeight: Int
  ) throws(RegionFileError) {
    var kept: [RegionOutline] = []
    var roles: [RegionParameters.Role] = []
    var ignored: Set<String> = []
    for region in file.regions {
      let role = rules.role(className: region.className, name: region.name)
      guard role != .ignore else {
        ignored.insert(region.className)
        continue
      }
      kept.append(region)
      roles.append(role)
    }
    guard !kept.isEmpty else {
      throw .noUsableClass(path: file.path, classes: ignored.sorted())
    }
    let size = SIMD2(Double(slideWidth), Double(slideHeight))
    let places = try Self.places(of: kept, file, size: size)
    beside = places.beside
    source = .outlines(OutlinedRegions(kept, roles: roles))
    results = zip(kept, roles).map {
      RegionResult(name: $0.name, className: $0.className, role: $1)
    }
    notes = Self.notes(
      about: file, left: file.regions.count - kept.count, classes: ignored.sorted(),
      places: places)
  }

  /// Names of regions that are not wholly on the slide.
  struct Places {
    var beside: [String] = []
    var across: [String] = []
  }

  /// Pixels by which outlines drawn by hand may reach over the slide's edge without a word.
  private static let overhang = 16.0

  /// Which regions lie beside the slide or across its edge; an error when all lie beside it.
  private static func places(
    of regions: [RegionOutline], _ file: RegionFile, size: SIMD2<Double>
  ) throws(RegionFileError) -> Places {
    var all: (low: SIMD2<Double>, high: SIMD2<Double>)?
    var places = Places()
    for region in regions {
      guard let bounds = RegionArea(rings: region.parts.flatMap(\.rings)).bounds else { continue }
      if any(bounds.low .>= size) || any(bounds.high .<= .zero) {
        places.beside.append(region.name)
      } else if any(bounds.low .< -overhang) || any(bounds.high .> size + overhang) {
        places.across.append(region.name)
      }
      all =
        all.map { (pointwiseMin($0.low, bounds.low), pointwiseMax($0.high, bounds.high)) }
        ?? bounds
    }
    if places.beside.count == regions.count, let all {
      throw .outsideSlide(
        path: file.path, bounds: text(all), slideWidth: Int(size.x), slideHeight: Int(size.y))
    }
    return places
  }

  private static func text(_ bounds: (low: SIMD2<Double>, high: SIMD2<Double>)) -> String {
    func whole(_ value: Double) -> Int { Int(value.rounded()) }
    return "x \(whole(bounds.low.x)) to \(whole(bounds.high.x)), "
      + "y \(whole(bounds.low.y)) to \(whole(bounds.high.y))"
  }
}
