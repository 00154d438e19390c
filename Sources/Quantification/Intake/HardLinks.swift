/// Hard links among the files that were found: names of one file, which is measured once.
///
/// Tiles of whose names say where they lie stay: empty glass is often stored once for many places.
struct HardLinks: Sendable {
  /// The files, of hard links to one file that with the shortest name.
  private(set) var files: [FoundFile] = []
  /// Says which names were left out.
  private(set) var notes: [String] = []

  /// Most names that are told one by one.
  private static let mostTold = 5

  /// Looks at files, each of which occurs once but for hard links.
  init(_ found: [FoundFile]) {
    var firsts: [FileIdentity: FoundFile] = [:]
    var left: [(name: FoundFile, first: FoundFile)] = []
    for file in found.sorted(by: FoundFile.isBetterNamed(_:than:)) {
      guard TileName(path: file.name) == .plain,
        let identity = FileIdentity(linkedFile: file.canonicalPath.text)
      else {
        files.append(file)
        continue
      }
      if let first = firsts[identity] {
        left.append((file, first))
      } else {
        firsts[identity] = file
        files.append(file)
      }
    }
    notes = left.prefix(Self.mostTold).map { name, first in
      "\(name.path) is the same file as \(first.path) (a hard link), which is measured once."
    }
    if left.count > Self.mostTold {
      notes.append(
        "Hard links to files that are measured once: \(left.count - Self.mostTold) more.")
    }
  }
}
