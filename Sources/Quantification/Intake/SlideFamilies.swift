import Foundation
import SlideIO

/// Which files are one slide together: instances of one DICOM series in one folder.
///
/// Folders are looked through once each, when a file in them is asked about. A link counts where it
/// lies, not where it leads to: that is where OpenSlide looks for the other files.
struct SlideFamilies: Sendable {
  /// Paths without links of a slide's files in natural order, by its series, by folder.
  private var folders: [String: [String: [String]]] = [:]

  /// The path without links that stands for the slide of a file: the first of several files, else
  /// the file's own.
  mutating func representative(of path: String) -> String {
    files(with: path).first ?? PathText.canonical(path)
  }

  /// All files of a file's slide, itself among them, in natural order of their names.
  mutating func files(with path: String) -> [String] {
    let own = PathText.canonical(path)
    guard let series = DICOMInstance(path: path)?.series else { return [own] }
    let folder = PathText.canonical(PathText.folder(path))
    let known = folders[folder] ?? Self.series(in: folder)
    folders[folder] = known
    guard let files = known[series], files.contains(own) else { return [own] }
    return files
  }

  private static func series(in folder: String) -> [String: [String]] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var found: [String: [String]] = [:]
    for name in names.sorted(by: NaturalOrder.precedes) {
      let path = PathText.joined(folder, name)
      guard let series = DICOMInstance(path: path)?.series else { continue }
      found[series, default: []].append(PathText.canonical(path))
    }
    return found
  }
}
