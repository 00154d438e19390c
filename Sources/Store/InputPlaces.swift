import Foundation
import Quantification

/// Where the input files of a slide are to be looked for, also after folders were moved.
struct InputPlaces: Sendable {
  /// Working folder of the program that measured the slide; nil for slides of older versions.
  var workingFolder: String?
  /// Output folder that the slide was measured into, an absolute path; nil as above.
  var outputFolder: String?
  /// Where that output folder is now.
  var presentFolder: String

  /// Absolute path of a file or folder, without `.` and `..`.
  static func absolute(_ path: String, in folder: String? = nil) -> String {
    let base = URL(
      fileURLWithPath: folder ?? FileManager.default.currentDirectoryPath, isDirectory: true)
    return URL(fileURLWithPath: path, relativeTo: base).standardizedFileURL.path
  }

  /// Paths at which a file may be, the likeliest first.
  ///
  /// Where it was; where the same command would find it now; and where it would be had images and
  /// results been moved together. Always three, as given where that leads to the same file.
  func candidates(_ path: String) -> [String] {
    let measured = Self.absolute(path, in: workingFolder)
    let here = Self.absolute(path)
    let moved = outputFolder.map {
      Self.moved(measured, from: $0, to: Self.absolute(presentFolder))
    }
    // Messages name a file as it was given, as long as that leads to it.
    return [measured, here, moved ?? here].map { PathKey($0) == PathKey(here) ? path : $0 }
  }

  /// The path that leads from one folder to a file, walked from another folder.
  static func moved(_ path: String, from old: String, to new: String) -> String {
    let (file, folder) = (path.split(separator: "/"), old.split(separator: "/"))
    let common = zip(file, folder).prefix { $0.utf8.elementsEqual($1.utf8) }.count
    let up = Array(repeating: "..", count: folder.count - common)
    let way = up + file.dropFirst(common).map(String.init)
    return absolute(way.joined(separator: "/"), in: new)
  }
}
