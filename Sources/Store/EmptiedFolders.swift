import Foundation

/// Folders without anything in them, which is how the place of a disk or share looks that is away.
struct EmptiedFolders {
  private var isEmpty: [String: Bool] = [:]

  /// Tells whether any of some files was in such a folder, or below one.
  ///
  /// A file that is missing from a folder with other things in it was taken away by someone.
  ///
  /// - Parameter paths: absolute paths of files that need not be there.
  /// - Returns: true as well when the folder itself is gone and the one above it is empty.
  mutating func hold(_ paths: [String]) -> Bool {
    paths.contains { path in holds((path as NSString).deletingLastPathComponent) }
  }

  /// Looks at the nearest folder that is there: a share that is away takes its folders with it.
  private mutating func holds(_ folder: String) -> Bool {
    if let known = isEmpty[folder] { return known }
    let empty: Bool
    if let content = try? FileManager.default.contentsOfDirectory(atPath: folder) {
      empty = content.isEmpty
    } else {
      let above = (folder as NSString).deletingLastPathComponent
      empty = above != folder && !FileManager.default.fileExists(atPath: folder) && holds(above)
    }
    isEmpty[folder] = empty
    return empty
  }
}
