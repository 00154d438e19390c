import SlideIO

/// The files behind a command's inputs, each once but for hard links.
struct FoundInputs: Sendable {
  /// Images, by their paths without links.
  private(set) var files: [FoundFile] = []
  /// Manifests given by name.
  private(set) var manifests: [Manifest] = []
  /// Slides that unusable files would be, without their files.
  private(set) var absent: [SlideDraft] = []
  /// Inputs that cannot be used.
  private(set) var rejected: [DraftRejection] = []
  /// Remarks on what was ignored.
  private(set) var notes: [String] = []

  /// Files that are one slide together.
  private(set) var families = SlideFamilies()

  private let reader: ImageReader
  private var byPath: [PathKey: FoundFile] = [:]
  private var manifestPaths: Set<PathKey> = []
  private var unusedManifests: [String] = []

  /// Looks at every input; `excludedFolders` are not searched.
  init(_ inputs: [String], excludedFolders: [String], reader: ImageReader) {
    self.reader = reader
    let excluded = Set(excludedFolders.map(PathText.canonical))
    var seen: Set<PathKey> = []
    for input in inputs.sorted(by: NaturalOrder.precedes) {
      let canonical = PathText.canonical(input)
      guard seen.insert(canonical).inserted else { continue }
      switch FileKind.of(input) {
      case .folder where excluded.contains(canonical):
        reject(input, .outputFolder(folder: input))
      case .folder: addFolder(FolderScan(folder: input, excluded: excluded), input)
      case .file: addFile(input, canonical)
      case .other: addImpostor(Self.named(input, canonical))
      case nil: addMissing(input)
      }
    }
    files = byPath.values.sorted { $0.canonicalPath < $1.canonicalPath }
    noteUnusedManifests()
  }

  private mutating func addFile(_ path: String, _ canonical: PathKey) {
    if ImageSignature.isImageOrSlide(path) {
      add(Self.named(path, canonical))
    } else if ["csv", "tsv", "txt"].contains(PathText.fileExtension(path)) {
      manifestPaths.insert(canonical)
      do {
        let manifest = try Manifest(path: path)
        manifests.append(manifest)
        notes += manifest.notes
      } catch {
        reject(path, error)
      }
    } else {
      addImpostor(Self.named(path, canonical))
    }
  }

  private static func named(_ path: String, _ canonical: PathKey) -> FoundFile {
    FoundFile(path: path, canonicalPath: canonical, name: PathText.lastComponent(path))
  }

  private mutating func addFolder(_ scan: FolderScan, _ input: String) {
    for file in scan.images { add(file) }
    for file in scan.impostors { addImpostor(file) }
    for failure in scan.failures { reject(input, failure) }
    if scan.images.isEmpty, scan.impostors.isEmpty, scan.failures.isEmpty {
      reject(input, scan.emptiness(of: input))
    } else if scan.ignoredCount > 0 {
      notes.append(
        "\(input): \(IntakeError.listed(scan.otherFileTexts)) ignored: no PNG or TIFF image, and no slide."
      )
    }
    for folder in scan.resultFolders where folder != input {
      notes.append("\(folder) ignored: it holds the results of a run.")
    }
    unusedManifests += scan.manifests
  }

  /// The reader knows more than first bytes; what it cannot describe is rejected in its words.
  private mutating func addImpostor(_ file: FoundFile) {
    do {
      _ = try SlideReader(memoryLimitBytes: reader.memoryLimitBytes).describe(file.path)
      add(file)
    } catch {
      let isMisnamed = UndecodedNames.isPossible(file.path) && FileKind.of(file.path) == nil
      reject(
        file.path,
        isMisnamed ? .nameNotUTF8(path: file.path) : .notAnImage(reason: error.description),
        slide: NameGrouping.absentSlide(file.path))
    }
  }

  /// Of a name without an image's ending it is not known how many slides are behind it.
  private mutating func addMissing(_ input: String) {
    let isImage = ImageSignature.imageExtensions.contains(PathText.fileExtension(input))
    reject(
      input, .noSuchInput(path: input), slide: isImage ? NameGrouping.absentSlide(input) : nil)
  }

  /// Of several names of one file or slide the shortest is kept, whatever came first.
  private mutating func add(_ file: FoundFile) {
    var file = file
    file.canonicalPath = families.representative(of: file.path)
    if let known = byPath[file.canonicalPath], !FoundFile.isBetterNamed(file, than: known) {
      return
    }
    byPath[file.canonicalPath] = file
  }

  private mutating func reject(
    _ input: String, _ error: IntakeError, slide: SlideDraft? = nil
  ) {
    rejected.append(
      DraftRejection(input: input, error: error, slide: nil, place: slide?.key))
    if let slide { absent.append(slide) }
  }

  private mutating func noteUnusedManifests() {
    for path in unusedManifests where !manifestPaths.contains(PathText.canonical(path)) {
      notes.append("\(path) is not used: a manifest counts only when it is given by its own name.")
    }
  }
}
