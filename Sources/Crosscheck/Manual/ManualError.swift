/// Why manual results cannot be used.
public enum ManualError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(path: String, reason: String)
  /// The file is larger than any manual result.
  case tooLarge(path: String, byteCount: Int, limit: Int)
  /// The file is compressed.
  case compressed(path: String)
  /// The text is not UTF-8.
  case notUTF8(path: String)
  /// Nothing is in the file or folder.
  case empty(path: String)
  /// A quote of a table is out of place.
  case strayQuote(path: String, line: Int)
  /// A line has more or fewer cells than the header.
  case raggedLine(path: String, line: Int, found: Int, expected: Int)
  /// A name occurs twice in the header.
  case duplicateColumn(path: String, name: String)
  /// The header does not say what the table holds.
  case unknownTable(path: String, columns: [String])
  /// A cell cannot be used.
  case badValue(path: String, line: Int, column: String, found: String, expected: String)
  /// The same reader counted the same twice without naming repeats.
  case repeated(path: String, line: Int, subject: String)
  /// Classes of which nobody knows whether they are positive.
  case unknownClasses(path: String, names: [String])
  /// The file is no GeoJSON or Cell Counter file that can be used.
  case malformed(path: String, problem: String)
  /// Counts and marked nuclei were given together.
  case mixed(counts: String, points: String)

  /// What was found in which file, what was expected and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)."
    case .tooLarge(let path, let byteCount, let limit):
      "\(path) has \(byteCount) bytes, more than the \(limit) that are read; give a file of manual "
        + "results."
    case .compressed(let path): "\(path) is compressed; unpack it first (gunzip)."
    case .notUTF8(let path): "\(path) is not UTF-8 text; save it as UTF-8."
    case .empty(let path): "\(path) holds no manual results."
    case .strayQuote(let path, let line):
      "\(path), line \(line): a quotation mark is out of place; quote whole cells and double quotes "
        + "inside."
    case .raggedLine(let path, let line, let found, let expected):
      "\(path), line \(line): found \(found) cells, expected \(expected) as in the header."
    case .duplicateColumn(let path, let name):
      "\(path): the column \"\(name)\" occurs twice; keep one."
    case .unknownTable(let path, let columns):
      "\(path): found the columns \(columns.joined(separator: ", ")); expected counts (case, slide "
        + "or image, with positive and total, or index) or nuclei (x, y, class or positive)."
    case .badValue(let path, let line, let column, let found, let expected):
      "\(path), line \(line): \(column) is \"\(found)\", expected \(expected)."
    case .repeated(let path, let line, let subject):
      "\(path), line \(line): \(subject) was counted before by the same reader; name repeats in a "
        + "column \"repeat\"."
    case .unknownClasses(let path, let names):
      "\(path): it is not known which of the classes \(names.joined(separator: ", ")) are positive; "
        + "say so with --positive NAME, --negative NAME and --other NAME."
    case .malformed(let path, let problem): "\(path): \(problem)."
    case .mixed(let counts, let points):
      "\(counts) holds counts and \(points) marked nuclei; compare them one after the other."
    }
  }
}
