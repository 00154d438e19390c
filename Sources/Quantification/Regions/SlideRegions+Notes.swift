import SlideIO

extension SlideRegions {
  /// Names that a message lists at most.
  private static let mostNames = 5

  /// "'a', 'b' and 3 more".
  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(mostNames).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > mostNames ? "\(shown) and \(names.count - mostNames) more" : shown
  }

  /// What was passed over in a file, and what is not wholly on the slide.
  static func notes(
    about file: RegionFile, left: Int, classes: [String], places: Places
  ) -> [String] {
    var notes = file.notes
    if left > 0 {
      notes.append(
        "\(IntakeError.count(left, "region")) of the classes \(listed(classes)) ignored by the profile"
      )
    }
    if !places.beside.isEmpty {
      notes.append("wholly outside of the slide: \(listed(places.beside))")
    }
    if !places.across.isEmpty {
      notes.append(
        "reaching beyond the slide, where nothing is measured: \(listed(places.across)); check that "
          + "file and slide belong together")
    }
    return notes.map { "\(file.path): \($0)" }
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
    func names(_ regions: [Int]) -> String { Self.listed(regions.map { results[$0].name }) }
    var notes: [String] = []
    let empty = results.indices.filter {
      areas.regions[$0] == 0 && outlined.roles[$0] == .include
        && !beside.contains(results[$0].name)
    }
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

  /// That the file states another pixel size than the slide has; nil when it does not.
  static func doubt(about file: RegionFile, pixelSize: PixelSize?) -> String? {
    guard let stated = file.micronsPerPixel, stated > 0, let size = pixelSize,
      abs(stated / size.xMicrons - 1) > 0.02
    else { return nil }
    return
      "\(file.path): states \(stated) µm per pixel, the slide has \(size.xMicrons); check that "
      + "file and slide belong together"
  }
}
