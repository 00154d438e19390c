import Foundation
import SlideIO

/// Which files are one slide together: instances of one DICOM series in one folder.
///
/// Folders are looked through once each, when a file in them is asked about. A link counts where it
/// lies, not where it leads to: that is where OpenSlide looks for the other files.
struct SlideFamilies: Sendable {
  /// A file of a slide.
  struct Member: Sendable, Hashable {
    /// Its name in its folder.
    var name: String
    /// Its path without links.
    var canonicalPath: PathKey
  }

  /// Files of a slide in natural order of their names, by its series, by folder.
  private var folders: [PathKey: [String: [Member]]] = [:]

  /// The path without links that stands for the slide of a file: the first of several files, else
  /// the file's own.
  mutating func representative(of path: String) -> PathKey {
    members(with: path).first?.canonicalPath ?? PathText.canonical(path)
  }

  /// All files of a file's slide, itself among them, in natural order of their names.
  mutating func members(with path: String) -> [Member] {
    let own = Member(
      name: PathText.lastComponent(path), canonicalPath: PathText.canonical(path))
    guard let series = DICOMInstance(path: path)?.series else { return [own] }
    let folder = PathText.canonical(PathText.folder(path))
    let known = folders[folder] ?? Self.series(in: folder.text)
    folders[folder] = known
    guard let members = known[series], members.contains(own) else { return [own] }
    return members
  }

  private static func series(in folder: String) -> [String: [Member]] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var found: [String: [Member]] = [:]
    for name in names.sorted(by: NaturalOrder.precedes) {
      let path = PathText.joined(folder, name)
      guard let series = DICOMInstance(path: path)?.series else { continue }
      found[series, default: []].append(
        Member(name: name, canonicalPath: PathText.canonical(path)))
    }
    return found
  }
}
