import Foundation
import Quantification

/// The files that an image file stands for: most formats are one file, some keep their pixels in
/// others beside it.
enum SlideFiles {
  /// Paths in a fixed order, the named file first.
  ///
  /// * MIRAX: everything in the folder of the same name.
  /// * Hamamatsu VMS and VMU: neighbors whose names begin with the file's own.
  /// * DICOM: the files of the same series in the folder.
  static func all(of path: String) -> [String] {
    let extensions = [".mrxs", ".vms", ".vmu"]
    let isByName = extensions.contains { path.lowercased().hasSuffix($0) }
    let others = isByName ? [] : ListedFile.files(of: [path]).first?.others ?? []
    // Most images are one file, and a URL takes as long as hashing a part of it.
    return isByName || !others.isEmpty ? [path] + parts(of: path, others: others) : [path]
  }

  private static func parts(of path: String, others: [String]) -> [String] {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent()
    let stem = url.deletingPathExtension().lastPathComponent
    switch url.pathExtension.lowercased() {
    case "mrxs":
      return files(in: folder.appendingPathComponent(stem)) { _ in true }
    case "vms", "vmu":
      return files(in: folder) {
        $0.hasPrefix(stem) && PathKey($0) != PathKey(url.lastPathComponent)
      }
    default:
      return others.map { folder.appendingPathComponent($0).path }
    }
  }

  private static func files(in folder: URL, where isPart: (String) -> Bool) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter(isPart).map(PathKey.init).sorted().map(\.text).map {
      folder.appendingPathComponent($0).path
    }
  }
}
