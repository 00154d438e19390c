import Foundation

/// Names in a folder that are not UTF-8. The text that is made of one has U+FFFD in place of what is
/// no character, and by it nothing is found.
struct UndecodedNames: Sendable {
  private var folders: Set<PathKey> = []

  /// Looks through a folder in which some of these names may be such texts.
  init(in folder: String, listed names: [String]) {
    guard names.contains(where: Self.isPossible), let list = unsafe opendir(folder) else { return }
    defer { unsafe closedir(list) }
    while let entry = unsafe readdir(list) {
      // In place: the list's memory may end before the longest possible name would.
      unsafe withUnsafePointer(to: &entry.pointee.d_name) { bytes in
        let name = unsafe UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self)
        guard unsafe String(validatingCString: name) == nil else { return }
        var status = stat()
        let isReached = unsafe fstatat(dirfd(list), name, &status, 0) == 0
        if !isReached || status.st_mode & S_IFMT == S_IFDIR {
          folders.insert(PathKey(unsafe String(cString: name)))
        }
      }
    }
  }

  /// Whether such a name made this text, and is that of a folder or of a link to what may be one.
  func mayBeFolder(_ text: String) -> Bool { folders.contains(PathKey(text)) }

  /// Whether a text may have been made of such a name.
  static func isPossible(_ text: String) -> Bool { text.unicodeScalars.contains("\u{FFFD}") }
}
