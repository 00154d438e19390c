import Foundation

/// Parts of file paths as text.
enum PathText {
  /// Looked for among bytes: with an accent as the first of the name behind it, it is a character of
  /// another kind.
  private static let slash = UInt8(ascii: "/")

  /// What follows the last slash.
  static func lastComponent(_ path: String) -> String {
    path.utf8.split(separator: slash).last.flatMap { String($0) } ?? path
  }

  /// What precedes the last slash: "" without one, "/" for a file in the root.
  static func folder(_ path: String) -> String {
    guard let end = path.utf8.lastIndex(of: slash) else { return "" }
    return end == path.startIndex ? "/" : String(path[..<end])
  }

  /// File name without its extension; of `.ome.tif` both parts go.
  static func stem(_ path: String) -> String {
    var name = Substring(lastComponent(path))
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return String(name) }
    name = name[..<dot]
    if name.lowercased().hasSuffix(".ome"), name.count > 4 { name = name.dropLast(4) }
    return String(name)
  }

  /// Extension in lower case without its dot, "" when there is none.
  static func fileExtension(_ path: String) -> String {
    let name = lastComponent(path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// `path` seen from `folder`, unless it is absolute.
  static func joined(_ folder: String, _ path: String) -> String {
    if path.utf8.first == slash || folder.isEmpty { return path }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }

  /// Absolute path without links and dots: one text for one file.
  static func canonical(_ path: String) -> PathKey {
    PathKey(URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path)
  }

  /// The same for a file that need not be there: its folder without links.
  static func canonicalOfMissing(_ path: String) -> PathKey {
    PathKey(joined(canonical(folder(path)).text, lastComponent(path)))
  }
}
