import SlideIO

/// Hard links among the files that were found: names of one file, which is measured once.
///
/// Tiles that lie at a place of a slide by their names stay: empty glass is often stored once for many
/// places.
struct HardLinks: Sendable {
  /// The files, of hard links to one file that with the shortest name.
  private(set) var files: [FoundFile] = []
  /// Says which names were left out.
  private(set) var notes: [String] = []

  /// Looks at files, each of which occurs once but for hard links.
  ///
  /// - Parameters:
  ///   - found: files that no manifest names.
  ///   - described: files that a manifest names, whose word goes before other names.
  ///   - reader: reads sizes of tiles.
  init(_ found: [FoundFile], described: Set<PathKey>, reader: ImageReader) {
    let linked = found.compactMap { file in
      FileIdentity(linkedFile: file.canonicalPath.text).map { (file: file, identity: $0) }
    }
    let placed = NameGrouping.placed(linked.map(\.file), among: found, reader: reader)
    var identities: [PathKey: FileIdentity] = [:]
    for (file, identity) in linked where !placed.contains(file.canonicalPath) {
      identities[file.canonicalPath] = identity
    }
    var firsts: [FileIdentity: String] = [:]
    for path in described.sorted() {
      guard let identity = FileIdentity(linkedFile: path.text), firsts[identity] == nil else {
        continue
      }
      firsts[identity] = "\(path.text) (a hard link), which a manifest names."
    }
    var left: [String] = []
    for file in found.sorted(by: FoundFile.isBetterNamed(_:than:)) {
      guard let identity = identities[file.canonicalPath] else {
        files.append(file)
        continue
      }
      if let first = firsts[identity] {
        left.append("\(file.path) is the same file as \(first)")
      } else {
        firsts[identity] = "\(file.path) (a hard link), which is measured once."
        files.append(file)
      }
    }
    notes = ToldNotes.of(left, kind: "Hard links to files that are measured once")
  }
}
