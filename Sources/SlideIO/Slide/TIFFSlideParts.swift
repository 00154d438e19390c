/// Decides what the directories of a TIFF file are: levels of the slide, pictures beside it, or pages.
///
/// * The full resolution is the first color image that OME-XML lists and does not call label, macro,
///   thumbnail or overview; without OME-XML the first directory that is neither a reduced copy nor
///   a mask (NewSubfileType); otherwise the first of all.
/// * In Aperio files, tiled directories are levels. The others are pictures: "label" or "macro"
///   where the second line of ImageDescription begins with that word or NewSubfileType is 1 or 9,
///   and "thumbnail" for the second directory.
/// * Elsewhere a directory is a picture when its ImageDescription begins with the word label, macro,
///   thumbnail or overview, its OME name holds one of these, or its NewSubfileType is 9.
/// * What is left is a level when it is smaller than the full resolution, of the same aspect ratio
///   but for rounding, and says that it is a copy: by standing in the SubIFDs of the full resolution,
///   by NewSubfileType, or by being tiled like the full resolution at half its size or less.
/// * Everything else is a page. Masks are none of these.
struct TIFFSlideParts {
  /// The full resolution and its copies, from the finest.
  private(set) var levels: [TIFFDirectory]
  /// Pictures and pages with their names, in the order of the file.
  private(set) var pictures: [(name: String, directory: TIFFDirectory)] = []

  /// What names of pages begin with; pictures have none of these.
  private static let pagePrefix = "page "
  private static let pictureNames = ["label", "macro", "thumbnail", "overview"]
  /// Smallest downsample of a level that does not say it is one.
  private static let leastDownsample = 1.8
  /// More levels than any pyramid has.
  private static let mostLevels = 32

  /// The full resolution, and its place among the images of OME-XML that have pixels; nil when there
  /// is no directory at all.
  static func base(
    of chain: [TIFFDirectory], images: [OMEDescription.Image]
  ) -> (directory: TIFFDirectory, omeImage: Int)? {
    for (place, image) in images.enumerated() where image.associatedName == nil {
      let directory = chain.first { $0.index == image.directory }
      if let directory, directory.layout.colorSamples == 3, !directory.isMask {
        return (directory, place)
      }
    }
    return (chain.first { !$0.isReduced && !$0.isMask } ?? chain.first).map { ($0, 0) }
  }

  /// Sorts directories.
  ///
  /// - Parameters:
  ///   - chain: the directories.
  ///   - base: the full resolution, one of them.
  ///   - subdirectories: its SubIFDs.
  ///   - isAperio: whether Aperio's rules hold.
  ///   - images: the images of OME-XML that have pixels.
  init(
    _ chain: [TIFFDirectory], base: TIFFDirectory, subdirectories: [TIFFDirectory],
    isAperio: Bool, images: [OMEDescription.Image]
  ) {
    levels = [base] + subdirectories.filter { Self.isCopy($0, of: base) }
    for directory in chain where directory.index != base.index && !directory.isMask {
      let omeName = images.first { $0.directory == directory.index }?.associatedName
      if let name = Self.pictureName(directory, isAperio) ?? omeName {
        pictures.append((name, directory))
      } else if Self.isCopy(directory, of: base) {
        levels.append(directory)
      } else {
        pictures.append((Self.pageName(directory), directory))
      }
    }
    sortLevels()
    makeNamesUnique()
  }

  private static func pictureName(_ directory: TIFFDirectory, _ isAperio: Bool) -> String? {
    let lines = (directory.description ?? "").split(whereSeparator: \.isNewline)
    if isAperio {
      guard !directory.layout.isTiled else { return nil }
      let word = firstWord(lines.count > 1 ? lines[1] : "")
      if ["label", "macro"].contains(word) { return word }
      if directory.kind == 9 { return "macro" }
      if directory.kind == 1 { return "label" }
      return directory.index == 1 ? "thumbnail" : pageName(directory)
    }
    let word = firstWord(lines.first ?? "")
    return pictureNames.contains(word) ? word : directory.kind == 9 ? "macro" : nil
  }

  private static func pageName(_ directory: TIFFDirectory) -> String {
    "\(pagePrefix)\(directory.index + 1)"
  }

  private static func firstWord(_ line: Substring) -> String {
    String(line.drop { $0 == " " }.prefix { $0.isLetter }).lowercased()
  }

  /// Whether a directory is a smaller copy: sizes may be off by a pixel each.
  private static func isCopy(_ directory: TIFFDirectory, of base: TIFFDirectory) -> Bool {
    let (width, height) = (directory.width, directory.height)
    guard width <= base.width, height <= base.height,
      width < base.width || height < base.height,
      abs(width * base.height - height * base.width) <= base.width + base.height
    else { return false }
    if directory.isSubdirectory || directory.isReduced { return true }
    return directory.layout.isTiled && base.layout.isTiled
      && Double(base.width) >= leastDownsample * Double(width)
  }

  /// From the finest; of levels of one size the first counts.
  private mutating func sortLevels() {
    let rest = levels.dropFirst().enumerated().sorted {
      ($1.element.width, $0.offset) < ($0.element.width, $1.offset)
    }.map(\.element)
    levels = rest.reduce(into: [levels[0]]) { kept, level in
      if level.width != kept[kept.count - 1].width || level.height != kept[kept.count - 1].height {
        kept.append(level)
      }
    }
    levels = Array(levels.prefix(Self.mostLevels))
  }

  /// Says how many pages have the size of the image that is measured, which is one of many then.
  ///
  /// - Parameters:
  ///   - offset: place of the directory that is measured.
  ///   - width: its width as seen.
  ///   - height: its height as seen.
  /// - Returns: at most one warning.
  func pageWarnings(beside offset: UInt64, width: Int, height: Int) -> [String] {
    let count = pictures.count { name, directory in
      name.hasPrefix(Self.pagePrefix) && directory.offset != offset && directory.width == width
        && directory.height == height
    }
    switch count {
    case 0: return []
    case 1: return ["1 more page of the same size is not measured"]
    default: return ["\(count) more pages of the same size are not measured"]
    }
  }

  private mutating func makeNamesUnique() {
    var uses: [String: Int] = [:]
    for index in pictures.indices {
      let name = pictures[index].name
      let use = uses[name, default: 0] + 1
      uses[name] = use
      if use > 1 { pictures[index].name = "\(name) \(use)" }
    }
  }
}
