import Foundation

/// A file that a person gave or that a given folder holds.
struct FoundFile: Sendable, Equatable {
  /// Path that opens it.
  var path: String
  /// Its path without links: one text for one file.
  var canonicalPath: PathKey
  /// Its name in tables: relative to the input.
  var name: String

  /// Whether of two names of one file the first is kept, whatever came first: the shorter one.
  static func isBetterNamed(_ one: FoundFile, than other: FoundFile) -> Bool {
    (one.name.count, one.name, one.path) < (other.name.count, other.name, other.path)
  }
}

/// The images below a folder.
///
/// Recursive, in natural order, links followed (each folder entered once, so that loops end).
/// Hidden files and folders are not looked at, nor are excluded folders and results of earlier runs.
struct FolderScan: Sendable {
  /// Files that begin like an image.
  var images: [FoundFile] = []
  /// Files whose name promises an image and whose content is something else.
  var impostors: [FoundFile] = []
  /// Numbers of other files by extension.
  var otherFiles: [String: Int] = [:]
  /// Manifests seen, which are used only when given by name.
  var manifests: [String] = []
  /// Result folders of earlier runs, left out.
  var resultFolders: [String] = []
  /// Folders that cannot be listed, and what may have been one.
  var failures: [IntakeError] = []

  private var entered: Set<PathKey> = []
  private let excluded: Set<PathKey>

  /// Scans a folder; `excluded` holds canonical paths of folders to leave out.
  init(folder: String, excluded: Set<PathKey>) {
    self.excluded = excluded
    let canonical = PathText.canonical(folder)
    if Self.isPartOfResults(canonical.text) {
      resultFolders.append(folder)
    } else {
      enter(folder, canonical: canonical, name: "")
    }
  }

  /// Whether a folder, given by its path without links, has the pictures that a run made, which are
  /// pictures of its inputs.
  private static func isPartOfResults(_ folder: String) -> Bool {
    guard PathText.lastComponent(folder) == "overlays",
      FileKind.of(PathText.joined(folder, "report")) == .folder
    else { return false }
    let parent = PathText.folder(folder)
    return areResults { FileKind.of(PathText.joined(parent, $0)) == .file }
  }

  /// Whether a folder holds the results of a run, by the files in it.
  private static func areResults(_ holds: (_ file: String) -> Bool) -> Bool {
    // A run that was killed leaves its database and pictures, but no tables.
    holds("ki67.sqlite") || (holds("run.json") && holds("slides.csv"))
  }

  private mutating func enter(_ folder: String, canonical: PathKey, name: String) {
    guard !excluded.contains(canonical), entered.insert(canonical).inserted else { return }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      failures.append(.unreadableFolder(path: folder, reason: SystemReason.text(error)))
      return
    }
    if Self.areResults({ names.contains($0) }) {
      resultFolders.append(folder)
      return
    }
    let undecoded = UndecodedNames(in: folder, listed: names)
    for entry in names.sorted(by: NaturalOrder.precedes) where !entry.hasPrefix(".") {
      let path = PathText.joined(folder, entry)
      let relative = name.isEmpty ? entry : "\(name)/\(entry)"
      do {
        switch try FileKind.reached(path) {
        case .folder: enter(path, canonical: PathText.canonical(path), name: relative)
        case .file: add(path, name: relative)
        case .other: addNoFile(path, name: relative)
        }
      } catch {
        if Self.isNamedAsImage(path) {
          addNoFile(path, name: relative)
        } else {
          addUnreached(path, error, isMisnamed: undecoded.mayBeFolder(entry))
        }
      }
    }
  }

  private mutating func addNoFile(_ path: String, name: String) {
    if Self.isNamedAsImage(path) {
      impostors.append(FoundFile(path: path, canonicalPath: PathKey(path), name: name))
    } else {
      otherFiles[Self.special, default: 0] += 1
    }
  }

  private static func isNamedAsImage(_ path: String) -> Bool {
    ImageSignature.imageExtensions.contains(PathText.fileExtension(path))
  }

  /// A link to nothing, or a folder that does not answer: a disk or share that is away looks like
  /// that, and of the slides on it nothing is known.
  ///
  /// Nor is it of those in a folder that cannot be named. Where nothing has the name, and no link,
  /// no share is away.
  private mutating func addUnreached(_ path: String, _ error: POSIXError, isMisnamed: Bool) {
    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    switch (error.code, target) {
    case (.ELOOP, let target?): failures.append(.circularLink(path: path, target: target))
    case (.ENOENT, let target?), (.ENOTDIR, let target?):
      failures.append(.danglingLink(path: path, target: target))
    case (.ENOENT, nil) where isMisnamed: failures.append(.nameNotUTF8(path: path))
    case (.ENOENT, nil): otherFiles[Self.special, default: 0] += 1
    default: failures.append(.unreachable(path: path, reason: SystemReason.text(error)))
    }
  }

  private mutating func add(_ path: String, name: String) {
    let type = PathText.fileExtension(path)
    if ImageSignature.isImageOrSlide(path) {
      images.append(
        FoundFile(path: path, canonicalPath: PathText.canonical(path), name: name))
    } else if Self.isNamedAsImage(path) {
      impostors.append(
        FoundFile(path: path, canonicalPath: PathText.canonical(path), name: name))
    } else {
      otherFiles[type, default: 0] += 1
      if type == "csv", PathText.stem(path).lowercased().contains("manifest") {
        manifests.append(path)
      }
    }
  }

  /// Why a folder without images gives nothing to measure.
  func emptiness(of folder: String) -> IntakeError {
    resultFolders == [folder]
      ? .results(folder: folder) : .noImages(folder: folder, otherFiles: otherFileTexts)
  }

  /// How many files were ignored.
  var ignoredCount: Int { otherFiles.values.reduce(0, +) }

  /// "3 .jpg files", the most frequent first.
  var otherFileTexts: [String] {
    otherFiles.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { type, count in
      switch type {
      case "": "\(IntakeError.count(count, "file")) without extension"
      case Self.special: IntakeError.count(count, "special file")
      default: IntakeError.count(count, ".\(type) file")
      }
    }
  }

  /// Stands among extensions for what is no regular file; no extension holds a blank.
  private static let special = "special file"
}
