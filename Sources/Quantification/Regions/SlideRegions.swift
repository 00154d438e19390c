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
    if ImageSignature.isImage(path) {
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
  }

  private init(_ mask: RegionMask, name: String) {
    source = .mask(mask)
    results = [RegionResult(name: name, className: "", role: .include)]
    notes = []
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
    let beside = try Self.besideSlide(kept, file, width: slideWidth, height: slideHeight)
    source = .outlines(OutlinedRegions(kept, roles: roles))
    results = zip(kept, roles).map {
      RegionResult(name: $0.name, className: $0.className, role: $1)
    }
    notes = file.notes.map { "\(file.path): \($0)" }
    if kept.count < file.regions.count {
      notes.append(
        "\(file.path): \(IntakeError.count(file.regions.count - kept.count, "region")) of the classes "
          + "\(ignored.sorted().map { "'\($0)'" }.joined(separator: ", ")) ignored by the profile")
    }
    if !beside.isEmpty {
      notes.append(
        "\(file.path): wholly outside of the slide: "
          + beside.map { "'\($0)'" }.joined(separator: ", "))
    }
  }

  /// Names of regions that lie beside the slide; an error when all do.
  private static func besideSlide(
    _ regions: [RegionOutline], _ file: RegionFile, width: Int, height: Int
  ) throws(RegionFileError) -> [String] {
    let size = SIMD2(Double(width), Double(height))
    var all: (low: SIMD2<Double>, high: SIMD2<Double>)?
    var names: [String] = []
    for region in regions {
      guard let bounds = RegionArea(rings: region.parts.flatMap(\.rings)).bounds else { continue }
      if any(bounds.low .>= size) || any(bounds.high .<= .zero) { names.append(region.name) }
      all =
        all.map { (pointwiseMin($0.low, bounds.low), pointwiseMax($0.high, bounds.high)) }
        ?? bounds
    }
    if names.count == regions.count, let all {
      throw .outsideSlide(
        path: file.path, bounds: text(all), slideWidth: width, slideHeight: height)
    }
    return names
  }

  /// Why no part of the slide is measured.
  func nothingLeft(path: String) -> String {
    switch source {
    case .mask: RegionMaskError.nothingWhite(path: path).description
    case .outlines: RegionFileError.nothingLeft(path: path).description
    }
  }

  /// What the areas show that a person should know.
  func notes(about areas: RegionAreas) -> [String] {
    guard let outlined else { return [] }
    func names(_ regions: [Int]) -> String {
      regions.map { "'\(results[$0].name)'" }.joined(separator: ", ")
    }
    var notes: [String] = []
    let empty = results.indices.filter { areas.regions[$0] == 0 && outlined.roles[$0] == .include }
    if !empty.isEmpty {
      notes.append(
        "\(names(empty)): nothing of it is measured, because it has no area on the slide or "
          + "excluded regions cover it")
    }
    if !areas.crossing.isEmpty {
      notes.append(
        "\(names(areas.crossing)): the outline crosses itself; what it goes around twice counts as "
          + "outside (even–odd rule)")
    }
    return notes
  }

  private static func text(_ bounds: (low: SIMD2<Double>, high: SIMD2<Double>)) -> String {
    func whole(_ value: Double) -> Int { Int(value.rounded()) }
    return "x \(whole(bounds.low.x)) to \(whole(bounds.high.x)), "
      + "y \(whole(bounds.low.y)) to \(whole(bounds.high.y))"
  }

  private static func doubt(about file: RegionFile, pixelSize: PixelSize?) -> String? {
    guard let stated = file.micronsPerPixel, stated > 0, let size = pixelSize,
      abs(stated / size.xMicrons - 1) > 0.02
    else { return nil }
    return
      "\(file.path): states \(stated) µm per pixel, the slide has \(size.xMicrons); check that "
      + "file and slide belong together"
  }
}
