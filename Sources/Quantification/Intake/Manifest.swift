import Foundation

/// A list of images as CSV: what `ki67 quantify` is told about slides, cases and places.
struct Manifest: Sendable, Equatable {
  /// Path as given.
  var path: String
  /// Lines below the header, in order.
  var entries: [ManifestEntry]
  /// Remarks on columns whose names may be mistyped.
  var notes: [String]

  /// Largest manifest that is read, in bytes; a line of 100 bytes for each of 2 million images.
  static let byteLimit = 256 << 20

  /// Reads a manifest.
  ///
  /// UTF-8 with or without byte order mark, lines ending in LF, CRLF or CR, cells separated by
  /// comma, semicolon or tab (whichever separates an `image` column from the others).
  ///
  /// - Throws: `IntakeError.manifest` when nothing of it can be used; problems of single lines stay
  ///   with the entries.
  init(path: String) throws(IntakeError) {
    self.path = path
    do throws(ManifestProblem) {
      let table = try Self.table(try Self.text(path))
      guard let first = table.rows.first else { throw .empty }
      let header = try ManifestHeader(cells: first.cells)
      guard table.rows.count > 1 else { throw .noRows }
      entries = table.rows.dropFirst().map {
        ManifestEntry(row: $0, header: header, manifest: path)
      }
      notes = header.hints.map { "\(path): \($0)" }
    } catch {
      throw .manifest(path: path, error)
    }
  }

  private static func text(_ path: String) throws(ManifestProblem) -> String {
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      data = try handle.read(upToCount: byteLimit + 1) ?? Data()
    } catch {
      throw .unreadable(reason: SystemReason.text(error))
    }
    guard data.count <= byteLimit else {
      throw .tooLarge(byteCount: data.count, limit: byteLimit)
    }
    var bytes = [UInt8](data)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .notUTF8(line: firstBadLine(bytes))
    }
    guard !text.utf8.contains(0) else { throw .notUTF8(line: 1) }
    return text
  }

  private static func firstBadLine(_ bytes: [UInt8]) -> Int {
    var line = 1
    for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if String(validating: part, as: UTF8.self) == nil { return line }
      line += 1
    }
    return 1
  }

  private static func table(_ text: String) throws(ManifestProblem) -> CSVTable {
    let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    do throws(CSVTable.Problem) {
      for separator in separators.dropFirst() where Self.headerNames(text, separator) {
        return try CSVTable(text, separator: separator)
      }
      return try CSVTable(text, separator: separators[0])
    } catch {
      switch error {
      case .quoteNotClosed(let line): throw .quoteNotClosed(line: line)
      case .strayQuote(let line): throw .strayQuote(line: line)
      }
    }
  }

  /// Whether the first line with text, cut at `separator`, has several cells and one is `image`.
  private static func headerNames(_ text: String, _ separator: UInt8) -> Bool {
    let isLineEnd: (Character) -> Bool = { $0.isNewline }
    for line in text.split(whereSeparator: isLineEnd) {
      guard let table = try? CSVTable(String(line), separator: separator) else { return false }
      guard let cells = table.rows.first?.cells else { continue }
      return cells.count > 1
        && cells.contains { ManifestHeader.known($0) == ManifestColumn.image }
    }
    return false
  }
}

extension ManifestProblem: Error {}

/// Which cell of a line belongs to which column.
struct ManifestHeader: Sendable, Equatable {
  /// Names as written.
  var names: [String]
  /// Cell index of the columns that `ki67` knows.
  var indices: [ManifestColumn: Int] = [:]
  /// The other columns; one without a name is called `column_` and its number.
  var carried: [CarriedColumn] = []

  /// A column that is carried through.
  struct CarriedColumn: Sendable, Equatable {
    var name: String
    var index: Int
  }

  /// Reads the header; known names are recognized in any case and with blanks around them.
  init(cells: [String]) throws(ManifestProblem) {
    names = cells
    var seen: Set<String> = []
    for (index, cell) in cells.enumerated() {
      let trimmed = StrictNumber.trimmedBlanks(cell)
      let clinical = ClinicalField(rawValue: trimmed.lowercased())?.rawValue
      let name = trimmed.isEmpty ? "column_\(index + 1)" : clinical ?? trimmed
      let column = Self.known(name)
      guard seen.insert(column?.rawValue ?? name).inserted else {
        throw .duplicateColumn(name: name)
      }
      if let column {
        indices[column] = index
      } else {
        carried.append(CarriedColumn(name: name, index: index))
      }
    }
    guard indices[.image] != nil else { throw .noImageColumn(found: cells) }
  }

  /// Remarks on carried columns that look like mistyped names of columns that are not there.
  var hints: [String] {
    let known = ManifestColumn.allCases.filter { indices[$0] == nil }.map(\.rawValue)
    let clinical = ClinicalField.allCases.map(\.rawValue)
    let absent = known + clinical.filter { name in !carried.contains { $0.name == name } }
    return carried.filter { !clinical.contains($0.name) }.compactMap { column in
      ClosestName.mistyped(column.name, among: absent).map { name in
        "column '\(column.name)' is not known and carried along; perhaps '\(name)' is meant."
      }
    }
  }

  /// The column a header cell names.
  static func known(_ cell: String) -> ManifestColumn? {
    ManifestColumn(rawValue: StrictNumber.trimmedBlanks(cell).lowercased())
  }
}
