import Agreement
import Grading
import Quantification

/// A table of manual results: CSV or TSV with a header, its columns known by their names.
struct ManualTable {
  /// Columns that are read.
  enum Column: String, CaseIterable {
    case specimen, slide, hotspot, image, reader, repetition
    case positive, negative, total, index
    case x, y, xMicrons, yMicrons, label, tumor, roi

    /// Names in headers, in lower case.
    var names: [String] {
      switch self {
      case .specimen: ["case"]
      case .slide: ["slide"]
      case .hotspot: ["hotspot"]
      case .image: ["image"]
      case .reader: ["reader", "observer", "rater"]
      case .repetition: ["repeat", "replicate"]
      case .positive: ["positive", "num positive"]
      case .negative: ["negative", "num negative"]
      case .total: ["total", "num detections", "counted"]
      case .index: ["index", "index_percent", "ki67", "ki-67", "positive %"]
      case .x: ["x", "x_px", "centroid x px", "markerx"]
      case .y: ["y", "y_px", "centroid y px", "markery"]
      case .xMicrons: ["x_um", "x_µm", "centroid x µm", "centroid x um"]
      case .yMicrons: ["y_um", "y_µm", "centroid y µm", "centroid y um"]
      case .label: ["class", "classification", "label"]
      case .tumor: ["tumor", "tumour"]
      case .roi: ["roi"]
      }
    }
  }

  let path: String
  private let header: [String]
  private let places: [Column: Int]
  private let rows: [CSVTable.Row]

  /// Reads a table; cells are separated by comma, semicolon or tab, whichever the header has most.
  init(_ text: String, path: String) throws(ManualError) {
    self.path = path
    let line = text.prefix { !$0.isNewline }
    let separators = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
    let frequencies = separators.map { separator in line.utf8.count { $0 == separator } }
    let most = frequencies.max() ?? 0
    let separator = separators[frequencies.firstIndex(of: most) ?? 0]
    let table: CSVTable
    do throws(CSVTable.Problem) {
      table = try CSVTable(text, separator: separator)
    } catch {
      switch error {
      case .quoteNotClosed(let line), .strayQuote(let line):
        throw .strayQuote(path: path, line: line)
      }
    }
    guard let first = table.rows.first, table.rows.count > 1 else { throw .empty(path: path) }
    header = first.cells.map(StrictNumber.trimmedBlanks)
    rows = Array(table.rows.dropFirst())
    var places: [Column: Int] = [:]
    for (place, name) in header.enumerated() {
      guard let column = Column.allCases.first(where: { $0.names.contains(name.lowercased()) })
      else { continue }
      guard places.updateValue(place, forKey: column) == nil else {
        throw .duplicateColumn(path: path, name: name)
      }
    }
    self.places = places
    for row in rows where row.cells.count != header.count {
      throw .raggedLine(
        path: path, line: row.line, found: row.cells.count, expected: header.count)
    }
  }

  /// Whether lines are nuclei.
  var holdsPoints: Bool { (has(.x) && has(.y)) || (has(.xMicrons) && has(.yMicrons)) }

  private func has(_ column: Column) -> Bool { places[column] != nil }

  /// A cell without blanks around it; nil when it is empty or the column is missing.
  ///
  /// An apostrophe before what a spreadsheet would take for a formula goes.
  private func cell(_ column: Column, _ row: CSVTable.Row) -> String? {
    guard let place = places[column] else { return nil }
    let text = StrictNumber.trimmedBlanks(row.cells[place])
    return text.isEmpty ? nil : SpreadsheetText.unescaped(text)
  }

  private func bad(
    _ column: Column, _ row: CSVTable.Row, expected: String
  ) -> ManualError {
    let place = places[column]
    return .badValue(
      path: path, line: row.line, column: place.map { header[$0] } ?? column.names[0],
      found: place.map { row.cells[$0] } ?? "", expected: expected)
  }

  // MARK: Counts

  /// Lines as counts.
  func counts(reader: String) throws(ManualError) -> [ManualCount] {
    let hasCounts = has(.positive) && (has(.total) || has(.negative) || has(.tumor))
    guard hasCounts || has(.index), has(.specimen) || has(.slide) || has(.image) else {
      throw .unknownTable(path: path, columns: header)
    }
    struct Key: Hashable {
      var subject: ManualSubject
      var reader: String
      var repetition: String
    }
    var seen: Set<Key> = []
    var result: [ManualCount] = []
    for row in rows {
      let count = ManualCount(
        subject: try subject(row), reader: cell(.reader, row) ?? reader,
        repetition: cell(.repetition, row) ?? "", value: try value(row))
      let key = Key(subject: count.subject, reader: count.reader, repetition: count.repetition)
      guard seen.insert(key).inserted else {
        throw .repeated(path: path, line: row.line, subject: count.subject.name)
      }
      result.append(count)
    }
    return result
  }

  private func subject(_ row: CSVTable.Row) throws(ManualError) -> ManualSubject {
    if let image = cell(.image, row) { return .image(image) }
    if let slide = cell(.slide, row) {
      guard let text = cell(.hotspot, row) else { return .slide(slide) }
      guard let rank = StrictNumber.whole(text), rank >= 1 else {
        throw bad(.hotspot, row, expected: "the rank of a hotspot, 1 for the hottest")
      }
      return .hotspot(slide: slide, rank: rank)
    }
    if let name = cell(.specimen, row) { return .specimen(case: name) }
    let column = [Column.specimen, .slide, .image].first(where: has) ?? .specimen
    throw bad(column, row, expected: "a name")
  }

  private func value(_ row: CSVTable.Row) throws(ManualError) -> Ki67Measurement.Value {
    guard let text = cell(.positive, row), has(.total) || has(.negative) || has(.tumor) else {
      guard has(.index) else { throw bad(.positive, row, expected: "a whole number of nuclei") }
      let text = cell(.index, row) ?? ""
      do throws(CaseDataError) {
        return try Ki67Measurement(percentText: text).value
      } catch {
        throw bad(.index, row, expected: error.expected)
      }
    }
    guard let positive = StrictNumber.whole(text), positive >= 0 else {
      throw bad(.positive, row, expected: "a whole number of nuclei")
    }
    let column = [Column.total, .tumor].first(where: has) ?? .negative
    guard let number = cell(column, row).flatMap(StrictNumber.whole), number >= 0,
      number <= LabelingIndex.most
    else { throw bad(column, row, expected: "a whole number of nuclei") }
    let total = column == .negative ? positive + number : number
    do throws(LabelingIndexError) {
      return .counts(try LabelingIndex(positive: positive, total: total))
    } catch {
      throw bad(column, row, expected: "at least as many as are positive, and at least 1")
    }
  }

  // MARK: Nuclei

  /// Lines as nuclei, by image or slide and reader, in order of their first line.
  func points(
    _ classes: ClassNames, place: String?, reader: String
  ) throws(ManualError) -> [ManualPoints] {
    guard has(.label) || has(.positive) else {
      throw .unknownTable(path: path, columns: header)
    }
    struct Key: Hashable {
      var place: String
      var isImage: Bool
      var reader: String
    }
    let inMicrons = !(has(.x) && has(.y))
    var order: [Key: Int] = [:]
    var result: [ManualPoints] = []
    var unknown: [String] = []
    for row in rows {
      let image = cell(.image, row)
      let name = place ?? image ?? cell(.slide, row) ?? FileName.stem(path)
      let key = Key(
        place: name, isImage: place == nil && image != nil, reader: cell(.reader, row) ?? reader)
      let index = order[key] ?? result.count
      if index == result.count {
        order[key] = index
        result.append(
          ManualPoints(
            place: key.place, isImage: key.isImage, reader: key.reader,
            unit: inMicrons ? .microns : .pixels, field: field(row), points: []))
      }
      let x = try coordinate(inMicrons ? .xMicrons : .x, row)
      let y = try coordinate(inMicrons ? .yMicrons : .y, row)
      if let label = try label(row, classes, &unknown) {
        result[index].points.append(ManualPoint(place: SIMD2(x, y), label: label))
      }
    }
    if !unknown.isEmpty { throw .unknownClasses(path: path, names: unknown) }
    return result
  }

  private func field(_ row: CSVTable.Row) -> ManualPoints.Field {
    cell(.roi, row).map { .mask(path: FileName.joined(folderOf: path, $0)) } ?? .unstated
  }

  private func coordinate(_ column: Column, _ row: CSVTable.Row) throws(ManualError) -> Double {
    guard let text = cell(column, row), let value = StrictNumber.decimal(text), abs(value) < 1e8
    else { throw bad(column, row, expected: "a number with a decimal point") }
    return value
  }

  /// What a line was called; nil, and its name among the unknown, when that is not known.
  private func label(
    _ row: CSVTable.Row, _ classes: ClassNames, _ unknown: inout [String]
  ) throws(ManualError) -> NucleusLabel? {
    guard has(.label) else {
      let flags: [String: Bool] = ["1": true, "true": true, "0": false, "false": false]
      guard let isPositive = flags[cell(.positive, row)?.lowercased() ?? ""] else {
        throw bad(.positive, row, expected: "1 or 0")
      }
      if has(.tumor), cell(.tumor, row) == "0" { return .other }
      return isPositive ? .positive : .negative
    }
    let name = cell(.label, row) ?? ""
    if let label = classes.label(name) { return label }
    let shown = name.isEmpty ? "(no class)" : name
    if !unknown.contains(shown) { unknown.append(shown) }
    return nil
  }
}
