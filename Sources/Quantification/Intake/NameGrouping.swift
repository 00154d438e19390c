import SlideIO

/// Turns image files that no manifest describes into slides, by their names.
struct NameGrouping: Sendable {
  /// The slides.
  private(set) var drafts: [SlideDraft] = []
  /// Slides that are left out, without their files.
  private(set) var absent: [SlideDraft] = []
  /// Files that are left out.
  private(set) var rejected: [DraftRejection] = []
  /// Label images beside tiles, ignored.
  private(set) var labelImages: [String] = []

  private let reader: ImageReader

  /// Groups files; each must occur once.
  init(files: [FoundFile], reader: ImageReader) {
    self.reader = reader
    var regions: [SlideDraft.Key: [(file: FoundFile, region: TileRegion)]] = [:]
    var corners: [SlideDraft.Key: [(file: FoundFile, x: Int, y: Int)]] = [:]
    for file in files {
      switch TileName(path: file.name) {
      case .region(let slide, let region):
        let name = region.plane.isEmpty ? slide : "\(slide) \(region.plane)"
        regions[Self.key(of: file, slide: name), default: []].append((file, region))
      case .corner(let slide, let x, let y):
        corners[Self.key(of: file, slide: slide), default: []].append((file, x, y))
      case .besideRegion: labelImages.append(file.path)
      case .plain: addLone(file)
      }
    }
    for (key, tiles) in regions { addRegions(key, tiles) }
    for (key, tiles) in corners { addCorners(key, tiles) }
  }

  /// Slide of a tile, by its folder and its name.
  private static func key(of file: FoundFile, slide: String) -> SlideDraft.Key {
    let folder = PathKey(PathText.folder(file.canonicalPath.text))
    return .tiles(caseName: nil, folder: folder, slide: PathKey(slide))
  }

  private static func isGrid(
    _ tiles: [(file: FoundFile, x: Int, y: Int)], reader: ImageReader
  ) -> Bool {
    TileGrid.isPlausible(
      tiles.map { tile in
        let info = try? reader.info(at: tile.file.path)
        return TileGrid.Candidate(
          x: tile.x, y: tile.y, size: info.map { SIMD2($0.width, $0.height) })
      })
  }

  /// The slide that a file would be or belong to, without files.
  ///
  /// - Parameter path: path of the file, which need not be there.
  /// - Returns: the slide; nil when the file's name says that it is none.
  static func absentSlide(_ path: String) -> SlideDraft? {
    let canonical = PathText.canonicalOfMissing(path)
    let file = FoundFile(path: path, canonicalPath: canonical, name: PathText.lastComponent(path))
    switch TileName(path: path) {
    case .region(let slide, let region):
      let name = region.plane.isEmpty ? slide : "\(slide) \(region.plane)"
      let folder = PathKey(PathText.folder(canonical.text))
      return draft(
        .tiles(caseName: nil, folder: folder, slide: PathKey(name)), name, file, [])
    case .corner, .plain: return draft(.lone(path: canonical), PathText.stem(path), file, [])
    case .besideRegion: return nil
    }
  }

  private mutating func addLone(_ file: FoundFile) {
    add(
      .lone(path: file.canonicalPath), wantedName: PathText.stem(file.name),
      [(file, TileInput(path: file.path, image: file.name))])
  }

  private mutating func addRegions(
    _ key: SlideDraft.Key, _ tiles: [(file: FoundFile, region: TileRegion)]
  ) {
    guard case .tiles(_, _, let slide) = key else { return }
    let name = slide.text
    let sorted = tiles.sorted { NaturalOrder.precedes($0.file.name, $1.file.name) }
    if let other = sorted.first(where: { $0.region.downsample != sorted[0].region.downsample }) {
      let names = (sorted[0].file.name, other.file.name)
      reject(
        sorted[0].file, .mixedDownsamples(slide: name, first: names.0, second: names.1), slide: nil,
        place: key)
      leaveOut(key, wantedName: name, sorted[0].file)
      return
    }
    var fitting: [(FoundFile, TileInput)] = []
    for (file, region) in sorted {
      if let error = TileSizeCheck.problem(path: file.path, region: region, reader: reader) {
        reject(file, error, slide: key)
      } else {
        let tile = TileInput(
          path: file.path, image: file.name, x: region.x, y: region.y,
          downsample: region.downsample)
        fitting.append((file, tile))
      }
    }
    if fitting.isEmpty { leaveOut(key, wantedName: name, sorted[0].file) }
    add(key, wantedName: name, fitting)
  }

  private mutating func addCorners(
    _ key: SlideDraft.Key, _ tiles: [(file: FoundFile, x: Int, y: Int)]
  ) {
    guard case .tiles(_, _, let slide) = key else { return }
    let name = slide.text
    guard Self.isGrid(tiles, reader: reader) else {
      for tile in tiles { addLone(tile.file) }
      return
    }
    let placed = tiles.map { tile in
      (tile.file, TileInput(path: tile.file.path, image: tile.file.name, x: tile.x, y: tile.y))
    }
    add(key, wantedName: Self.withoutSlideExtension(name), placed)
  }

  private mutating func add(
    _ key: SlideDraft.Key, wantedName: String, _ tiles: [(file: FoundFile, tile: TileInput)]
  ) {
    guard let file = tiles.map(\.file).min(by: { $0.canonicalPath < $1.canonicalPath }) else {
      return
    }
    let sorted = tiles.map(\.tile).inSlideOrder()
    if let (first, second) = sorted.firstClash() {
      reject(
        file,
        .duplicatePlacement(
          slide: wantedName, x: first.x, y: first.y, first: first.image, second: second.image),
        slide: nil, place: key)
      leaveOut(key, wantedName: wantedName, file)
      return
    }
    drafts.append(Self.draft(key, wantedName, file, sorted))
  }

  private mutating func leaveOut(
    _ key: SlideDraft.Key, wantedName: String, _ file: FoundFile
  ) {
    absent.append(Self.draft(key, wantedName, file, []))
  }

  private static func draft(
    _ key: SlideDraft.Key, _ wantedName: String, _ file: FoundFile, _ tiles: [TileInput]
  ) -> SlideDraft {
    SlideDraft(
      key: key, wantedName: wantedName,
      qualifier: PathText.lastComponent(PathText.folder(file.canonicalPath.text)),
      canonicalPath: file.canonicalPath, tiles: tiles)
  }

  private mutating func reject(
    _ file: FoundFile, _ error: IntakeError, slide: SlideDraft.Key?, place: SlideDraft.Key? = nil
  ) {
    rejected.append(
      DraftRejection(input: file.path, error: error, slide: slide, place: place))
  }

  /// `slide.svs_0_512.png` shows a part of `slide.svs`; the slide is called `slide`.
  private static func withoutSlideExtension(_ name: String) -> String {
    let isSlide = ["svs", "ndpi", "mrxs", "scn", "bif", "tif", "tiff", "czi", "vsi"]
      .contains(PathText.fileExtension(name))
    return isSlide ? PathText.stem(name) : name
  }
}

extension NameGrouping {
  /// Files that lie at a place of a slide by their names, as grouping them finds.
  ///
  /// - Parameters:
  ///   - asked: the files in question.
  ///   - files: all files, each once.
  ///   - reader: reads sizes of tiles.
  /// - Returns: paths of those in question that are placed.
  static func placed(
    _ asked: [FoundFile], among files: [FoundFile], reader: ImageReader
  ) -> Set<PathKey> {
    var placed: Set<PathKey> = []
    var keys: Set<SlideDraft.Key> = []
    for file in asked {
      switch TileName(path: file.name) {
      case .region, .besideRegion: placed.insert(file.canonicalPath)
      case .corner(let slide, _, _): keys.insert(key(of: file, slide: slide))
      case .plain: break
      }
    }
    guard !keys.isEmpty else { return placed }
    var corners: [SlideDraft.Key: [(file: FoundFile, x: Int, y: Int)]] = [:]
    for file in files {
      guard case .corner(let slide, let x, let y) = TileName(path: file.name) else { continue }
      let key = key(of: file, slide: slide)
      if keys.contains(key) { corners[key, default: []].append((file, x, y)) }
    }
    for tiles in corners.values where isGrid(tiles, reader: reader) {
      placed.formUnion(tiles.map(\.file.canonicalPath))
    }
    return placed
  }
}

/// Compares the size in a tile's name with its file.
enum TileSizeCheck {
  /// The disagreement, nil when there is none or the file cannot be read (measuring will say why).
  static func problem(path: String, region: TileRegion, reader: ImageReader) -> IntakeError? {
    guard let info = try? reader.info(at: path),
      !region.agrees(fileWidth: info.width, fileHeight: info.height)
    else { return nil }
    return .tileSizeDisagrees(
      path: path, nameWidth: region.width, nameHeight: region.height,
      downsample: region.downsample, fileWidth: info.width, fileHeight: info.height)
  }
}
