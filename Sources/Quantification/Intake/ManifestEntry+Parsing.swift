import Foundation
import Grading

extension ManifestEntry {
  /// Checks the cells of one line.
  ///
  /// All cells are looked at, so that one bad cell does not hide what the line says about its case;
  /// of several problems the one that leaves out most is kept.
  init(row: CSVTable.Row, header: ManifestHeader, manifest: String) {
    self.init(line: ManifestLine(path: manifest, number: row.line))
    guard row.cells.count == header.names.count else {
      problem = Problem(
        reason: .cellCount(found: row.cells.count, expected: header.names.count), scope: .image,
        column: "")
      return
    }
    let cells = LineCells(row: row, header: header, folder: PathText.folder(manifest))
    caseName = cells.text(.caseName)
    slide = cells.text(.slide)
    carriedFields = header.carried.map {
      CarriedField(name: $0.name, value: row.cells[$0.index])
    }
    readCaseFields(cells)
    readSlideFields(cells)
    readImage(cells)
    readPlace(cells)
  }

  private mutating func readCaseFields(_ cells: LineCells) {
    for column in ManifestColumn.allCases where column.scope == .caseData {
      guard let text = cells.text(column) else { continue }
      caseFields[column] = text
      switch column {
      case .mitoses:
        let expected = "a number of mitoses, 0 or more, or one with its unit, such as 5/10 HPF"
        check(cells.mitotic(column, .mitoses, expected: expected), column)
      case .mitosisArea:
        let expected = "an area in mm² above 0 and up to 10000"
        check(cells.mitotic(column, .mitosisAreaMm2, expected: expected), column)
      case .mitosisFields:
        let expected = "a whole number of fields from 1 to 100000"
        check(cells.mitotic(column, .mitosisFields, expected: expected), column)
      case .fieldDiameter:
        let expected = "a diameter in mm, 0.1 to 2"
        check(cells.mitotic(column, .fieldDiameterMm, expected: expected), column)
      default: break
      }
    }
  }

  private mutating func readSlideFields(_ cells: LineCells) {
    let size = cells.number(.micronsPerPixel, expected: PixelSizeOption.expectation) {
      (0.05...2.0).contains($0)
    }
    if let value = check(size, .micronsPerPixel) {
      slideFields[.micronsPerPixel] = "\(value)"
    }
    for column in [ManifestColumn.roi, .profile] {
      if let path = check(cells.file(column), column) { slideFields[column] = path }
    }
  }

  private mutating func readImage(_ cells: LineCells) {
    image = cells.text(.image) ?? ""
    soughtPath = image.isEmpty ? "" : PathText.joined(cells.folder, image)
    if image.isEmpty {
      note(.noImage, .image)
    } else if let found = check(cells.file(.image), .image) {
      path = found
    }
  }

  private mutating func readPlace(_ cells: LineCells) {
    let expected = "a whole number of full-resolution pixels, 0 to 999999999"
    let x = check(cells.whole(.x, expected: expected), .x)
    let y = check(cells.whole(.y, expected: expected), .y)
    if let x, let y {
      place = Place(x: x, y: y)
    } else if x != nil, cells.text(.y) == nil {
      note(.incompletePlacement(given: "x", missing: "y"), .y)
    } else if y != nil, cells.text(.x) == nil {
      note(.incompletePlacement(given: "y", missing: "x"), .x)
    }
    downsample = check(
      cells.number(.downsample, expected: "a factor of 1 to 1024") { (1...1024).contains($0) },
      .downsample)
  }

  @discardableResult
  private mutating func check<Value>(
    _ result: Result<Value?, LineProblem>, _ column: ManifestColumn
  ) -> Value? {
    switch result {
    case .success(let value): return value
    case .failure(let reason):
      note(reason, column)
      return nil
    }
  }

  private mutating func note(_ reason: LineProblem, _ column: ManifestColumn) {
    if let problem, problem.scope != .image || column.scope == .image { return }
    problem = Problem(reason: reason, scope: column.scope, column: column.rawValue)
  }
}

/// Cells of one line by column.
private struct LineCells {
  let row: CSVTable.Row
  let header: ManifestHeader
  let folder: String

  /// Text of a cell without blanks around it, nil when there is none.
  func text(_ column: ManifestColumn) -> String? {
    guard let index = header.indices[column] else { return nil }
    let text = StrictNumber.trimmedBlanks(row.cells[index])
    return text.isEmpty ? nil : text
  }

  func number(
    _ column: ManifestColumn, expected: String, where isValid: (Double) -> Bool
  ) -> Result<Double?, LineProblem> {
    guard let text = text(column) else { return .success(nil) }
    if let value = StrictNumber.decimal(text), isValid(value) { return .success(value) }
    return .failure(bad(column, text, expected))
  }

  /// What grading reads, as written: here it is told with its line.
  func mitotic(
    _ column: ManifestColumn, _ field: CaseField, expected: String
  ) -> Result<String?, LineProblem> {
    guard let text = text(column) else { return .success(nil) }
    if MitoticCount.reads(text, as: field) { return .success(text) }
    return .failure(bad(column, text, expected))
  }

  /// Places on a slide; areas of slides up to this size still fit into an integer.
  private static let places = 0...999_999_999

  func whole(_ column: ManifestColumn, expected: String) -> Result<Int?, LineProblem> {
    guard let text = text(column) else { return .success(nil) }
    if let value = StrictNumber.whole(text), Self.places.contains(value) { return .success(value) }
    return .failure(bad(column, text, expected))
  }

  /// Path of an existing file, seen from the manifest's folder.
  func file(_ column: ManifestColumn) -> Result<String?, LineProblem> {
    guard let text = text(column) else { return .success(nil) }
    let path = PathText.joined(folder, text)
    if FileKind.of(path) == .file { return .success(path) }
    return .failure(.missingFile(column: column.rawValue, path: text))
  }

  private func bad(_ column: ManifestColumn, _ text: String, _ expected: String) -> LineProblem {
    let hint =
      StrictNumber.hasDecimalComma(text)
      ? "\(expected), with a decimal point, not a comma" : expected
    return .badCell(column: column.rawValue, found: text, expected: hint)
  }
}

extension LineProblem: Error {}
