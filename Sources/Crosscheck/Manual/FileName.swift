import Foundation

/// Parts of paths as manual results and tables give them, with slashes of either kind.
enum FileName {
  /// What follows the last slash.
  static func last(_ path: String) -> String {
    path.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? path
  }

  /// The same without its extension; of `.ome.tif` and `.geojson.gz` both parts go.
  static func stem(_ path: String) -> String {
    let name = last(path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    let first = String(name[..<dot])
    for inner in [".ome", ".geojson"] where first.lowercased().hasSuffix(inner) {
      return String(first.dropLast(inner.count))
    }
    return first
  }

  /// A path seen from the folder of a file, unless it is absolute.
  static func joined(folderOf file: String, _ path: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return String(file[...slash]) + path
  }
}

/// Text cells as tables of results write them.
enum SpreadsheetText {
  /// The text without the apostrophe that keeps a spreadsheet from running it as a formula.
  static func unescaped(_ text: String) -> String {
    guard text.hasPrefix("'"), let second = text.dropFirst().first, "=+-@\t\r\n".contains(second)
    else { return text }
    return String(text.dropFirst())
  }
}
