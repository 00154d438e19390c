import Foundation

/// Where a file or folder is, as its file system tells it from others: all paths that lead to it,
/// through links or in another spelling, are one place.
///
/// What is not there yet is told by the nearest folder that is, and the names below it.
package struct FilePlace: Sendable, Hashable {
  private let device: UInt64
  private let inode: UInt64
  private let missing: [PathKey]

  /// Whether there is something.
  package var isThere: Bool { missing.isEmpty }

  /// The place behind a path.
  package init?(_ path: String) {
    guard let nearest = Nearest(path) else { return nil }
    self.init(nearest.status, missing: nearest.missing)
  }

  private init(_ status: stat, missing: [PathKey] = []) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    self.missing = missing
  }

  /// The place behind a path, then all folders that it lies in; of a link those of the link and those
  /// of the file that it leads to.
  ///
  /// - Parameter path: a file or folder, which need not be there.
  /// - Returns: the places, its own first; none when not even a folder above it can be reached.
  package static func around(_ path: String) -> [FilePlace] {
    var status = stat()
    let isLink = unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    return chain(path) + (isLink ? chain(PathText.canonical(path).text) : [])
  }

  private static func chain(_ path: String) -> [FilePlace] {
    guard let nearest = Nearest(path) else { return [] }
    var places = (0...nearest.missing.count).map {
      FilePlace(nearest.status, missing: Array(nearest.missing.dropLast($0)))
    }
    // Two dots are asked of the system, which follows links before it goes up.
    var folder = nearest.isFolder ? "\(nearest.path)/.." : nearest.folder
    while let status = Nearest.status(folder) {
      let place = FilePlace(status)
      guard place != places.last else { break }
      places.append(place)
      folder += "/.."
    }
    return places
  }

  /// What is there of a path.
  private struct Nearest {
    var status: stat
    var path: String
    /// The folder that it lies in, by its name.
    var folder: String
    var missing: [PathKey] = []

    var isFolder: Bool { status.st_mode & S_IFMT == S_IFDIR }

    init?(_ whole: String) {
      let slash = UInt8(ascii: "/")
      let start = whole.utf8.first == slash ? "/" : ""
      var names = whole.utf8.split(separator: slash).map { String(decoding: $0, as: UTF8.self) }
      func joined(_ names: ArraySlice<String>) -> String {
        let text = start + names.joined(separator: "/")
        return text.isEmpty ? "." : text
      }
      while true {
        path = joined(names[...])
        folder = joined(names.dropLast())
        if let status = Self.status(path) {
          self.status = status
          return
        }
        guard let name = names.popLast() else { return nil }
        missing.insert(PathKey(name), at: 0)
      }
    }

    static func status(_ path: String) -> stat? {
      var status = stat()
      return unsafe stat(path, &status) == 0 ? status : nil
    }
  }
}
