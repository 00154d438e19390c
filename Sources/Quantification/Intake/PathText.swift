import Foundation

/// Parts of file paths as text.
enum PathText {
  /// What follows the last slash.
  static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// What precedes the last slash: "" without one, "/" for a file in the root.
  static func folder(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
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
    if path.hasPrefix("/") || folder.isEmpty { return path }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }

  /// Absolute path without links and dots: one text for one file.
  static func canonical(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
