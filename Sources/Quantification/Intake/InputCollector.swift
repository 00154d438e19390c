import SlideIO

/// Turns what a person gives to `ki67 quantify` (images, folders, manifests) into slides and cases.
///
/// The outcome is the same for any order of the inputs. Files given twice, also through links, are
/// measured once; a manifest's word on an image goes before what the image's name says.
public struct InputCollector: Sendable {
  /// Pixel size of the whole run (`--mpp`), which goes before all others.
  public var statedPixelSize: PixelSize?
  /// Region file of the slide that has none of its own (`--roi`).
  public var roi: String?
  /// Folders that are not searched: the output folder, which may lie inside an input folder.
  public var excludedFolders: [String]
  /// Reads sizes of tiles.
  public var reader: ImageReader

  /// Makes a collector from the run's options.
  public init(
    statedPixelSize: PixelSize? = nil, roi: String? = nil, excludedFolders: [String] = [],
    reader: ImageReader = ImageReader()
  ) {
    self.statedPixelSize = statedPixelSize
    self.roi = roi
    self.excludedFolders = excludedFolders
    self.reader = reader
  }

  /// Collects slides and cases.
  ///
  /// An input that cannot be used ends in `rejected` with its reason, and the rest goes on.
  ///
  /// - Throws: `IntakeError.missingRegionFile` when `roi` names no file, and
  ///   `IntakeError.regionFileForManySlides` when more than one slide has none of its own.
  public func collect(_ inputs: [String]) throws(IntakeError) -> RunInput {
    if let roi, FileKind.of(roi) != .file { throw .missingRegionFile(path: roi) }
    let found = FoundInputs(inputs, excludedFolders: excludedFolders, reader: reader)
    var families = found.families
    let described = ManifestGrouping(
      manifests: found.manifests, families: &families, reader: reader)
    // A mask that lies among the images is none of them.
    let rest = found.files.filter { file in
      !described.describedPaths.contains(file.canonicalPath)
        && file.canonicalPath != roi.map(PathText.canonical)
    }
    let links = HardLinks(rest, described: described.describedPaths, reader: reader)
    let named = NameGrouping(
      files: links.files.sorted { $0.canonicalPath < $1.canonicalPath }, reader: reader)
    var assembly = RunAssembly(
      drafts: described.drafts + named.drafts,
      absent: described.absent + named.absent
        + found.absent.filter { !described.describedPaths.contains($0.canonicalPath) },
      manifests: described)
    assembly.add(found.rejected + described.rejected + named.rejected)
    if let roi, described.drafts.isEmpty && named.drafts.isEmpty,
      found.files.contains(where: { $0.canonicalPath == PathText.canonical(roi) })
    {
      let error = IntakeError.onlyRegionFile(path: roi)
      assembly.add([DraftRejection(input: roi, error: error, slide: nil)])
    }
    var input = assembly.runInput(
      notes: found.notes + described.notes + links.notes + Self.labelNotes(named.labelImages))
    let without = input.slides.filter { $0.roi == nil }.map(\.slide)
    if let roi, without.count > 1 {
      throw .regionFileForManySlides(path: roi, slides: without)
    }
    for index in input.slides.indices {
      if let statedPixelSize { input.slides[index].statedPixelSize = statedPixelSize }
      if input.slides[index].roi == nil { input.slides[index].roi = roi }
    }
    return input
  }

  private static func labelNotes(_ labelImages: [String]) -> [String] {
    guard let first = labelImages.min(by: NaturalOrder.precedes) else { return [] }
    return [
      "\(IntakeError.count(labelImages.count, "file")) with text after a tile's region, such as "
        + "\(first), ignored: such names are label images beside tiles."
    ]
  }
}
