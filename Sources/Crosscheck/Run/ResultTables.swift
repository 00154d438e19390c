import Foundation
import Grading
import Quantification

/// The results of a run, read from the tables in its output folder.
public struct ResultTables: MeasuredResults {
  /// Cases in order.
  public let cases: [MeasuredCase]
  /// Slides in order.
  public let slides: [MeasuredSlide]
  /// Images in order.
  public let images: [MeasuredImage]
  /// Hotspots in order.
  public let hotspots: [MeasuredHotspot]
  /// The output folder.
  public let folder: String
  private let doubt: NucleiDoubt?

  /// Says why the table of nuclei of a slide cannot be that of the run; nil when it is.
  public typealias NucleiDoubt = @Sendable (_ slide: String) -> String?

  /// Reads cases, slides, images and hotspots.
  ///
  /// - Parameters:
  ///   - folder: the output folder.
  ///   - doubt: knows the tables of nuclei; without it, their counts must be those of the slides.
  /// - Throws: `ResultTableError` when the folder holds no run or a table is damaged.
  public init(folder: String, doubt: NucleiDoubt? = nil) throws(ResultTableError) {
    self.folder = folder
    self.doubt = doubt
    func read(_ name: String) throws(ResultTableError) -> ResultTable {
      try ResultTable(path: "\(folder)/\(name)")
    }
    cases = try read("cases.csv").map { row throws(ResultTableError) in
      MeasuredCase(
        name: try row.text("case"), slides: try row.list("slides"), failure: try row.failure(),
        global: try row.index("positive", "total"),
        hotspot: try row.index("hotspot_positive", "hotspot_total"),
        hotspotSlide: try row.optionalText("hotspot_slide"),
        isGradedOnHotspot: try row.text("graded_region") == "hotspot")
    }
    slides = try read("slides.csv").map { row throws(ResultTableError) in
      let stated = try row.optionalPair("mpp_x", "mpp_y")
      let estimated = try row.optionalPair("detection_mpp_x", "detection_mpp_y")
      return MeasuredSlide(
        name: try row.text("slide"), caseName: try row.text("case"), failure: try row.failure(),
        size: try row.optionalPair("width", "height") ?? .zero,
        micronsPerPixel: stated ?? estimated, isScaleEstimated: stated == nil,
        referenceOD: try row.optionalNumber("positivity_reference_od"),
        cutOD: try row.optionalNumber("positivity_cut_od"),
        index: try row.index("positive", "total"))
    }
    images = try read("tiles.csv").map { row throws(ResultTableError) in
      MeasuredImage(
        path: try row.text("image"), slide: try row.text("slide"), failure: try row.failure(),
        origin: try row.optionalPair("x", "y") ?? .zero,
        size: try row.optionalPair("width", "height") ?? .zero,
        downsample: try row.optionalNumber("downsample") ?? 1,
        index: try row.index("positive", "total"))
    }
    hotspots = try read("hotspots.csv").map { row throws(ResultTableError) in
      let radius = try row.number("radius_px")
      return MeasuredHotspot(
        slide: try row.text("slide"), rank: try row.wholeNumber("rank"),
        center: SIMD2(try row.number("x"), try row.number("y")),
        radii: SIMD2(radius, radius * (try row.number("aspect"))),
        index: try row.index("positive", "total"))
    }
  }

  /// Measured nuclei of a slide, those that do not count included.
  ///
  /// - Throws: `ResultTableError`, also for a table that may be of another run.
  public func nuclei(ofSlide slide: String) throws(ResultTableError) -> [MeasuredNucleus] {
    let path = "\(folder)/nuclei/\(slide).csv"
    let nuclei = try ResultTable(path: path).map { row throws(ResultTableError) in
      MeasuredNucleus(
        image: try row.text("image"),
        place: SIMD2(try row.number("slide_x"), try row.number("slide_y")),
        isPositive: try row.text("positive") == "1", isCounted: try row.text("tumor") == "1",
        dabOD: try row.number("dab_od"))
    }
    let reason: String? = if let doubt { doubt(slide) } else { countDoubt(nuclei, slide) }
    if let reason { throw .foreign(path: path, reason: reason) }
    return nuclei
  }

  /// In what the counts of a table differ from those of its slide.
  private func countDoubt(_ nuclei: [MeasuredNucleus], _ slide: String) -> String? {
    let counted = nuclei.filter(\.isCounted)
    let positive = counted.count { $0.isPositive }
    let expected = slides.first { $0.name == slide }?.index
    let isSame =
      expected.map { $0.positive == positive && $0.total == counted.count } ?? counted.isEmpty
    return isSame
      ? nil
      : "\(positive) of its \(counted.count) tumor nuclei are positive, expected "
        + "\(expected?.positive ?? 0) of \(expected?.total ?? 0) as in slides.csv"
  }
}

/// Why the results of a run cannot be read.
public enum ResultTableError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A table is missing or cannot be read.
  case unreadable(path: String, reason: String)
  /// A table is not as `quantify` writes it.
  case damaged(path: String, line: Int, problem: String)
  /// A table may be of another run.
  case foreign(path: String, reason: String)

  /// What was found in which file, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason); name the output folder of ki67 quantify, written with "
        + "its tables of nuclei."
    case .damaged(let path, let line, let problem):
      "\(path), line \(line): \(problem); write the results anew with ki67 quantify."
    case .foreign(let path, let reason):
      "\(path) may be of another run: \(reason); give the command that wrote the folder again, with "
        + "--nuclei csv."
    }
  }
}

/// A table of results, read by the names of its columns.
private struct ResultTable {
  let path: String
  private let columns: [String: Int]
  private let rows: [CSVTable.Row]

  init(path: String) throws(ResultTableError) {
    self.path = path
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(path: path, reason: SystemReason.text(error))
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw .damaged(path: path, line: 1, problem: "the text is not UTF-8")
    }
    let table: CSVTable
    do throws(CSVTable.Problem) {
      table = try CSVTable(text, separator: UInt8(ascii: ","))
    } catch {
      throw .damaged(path: path, line: 1, problem: "a quotation mark is out of place")
    }
    guard let header = table.rows.first else {
      throw .damaged(path: path, line: 1, problem: "the table is empty")
    }
    columns = Dictionary(zip(header.cells, 0...)) { first, _ in first }
    rows = Array(table.rows.dropFirst())
    for row in rows where row.cells.count != header.cells.count {
      throw .damaged(
        path: path, line: row.line,
        problem: "found \(row.cells.count) cells, expected \(header.cells.count)")
    }
  }

  func map<T>(_ make: (Row) throws(ResultTableError) -> T) throws(ResultTableError) -> [T] {
    var result: [T] = []
    result.reserveCapacity(rows.count)
    for row in rows { result.append(try make(Row(table: self, row: row))) }
    return result
  }

  /// A line with the ways to read its cells.
  struct Row {
    let table: ResultTable
    let row: CSVTable.Row

    private func damaged(_ problem: String) -> ResultTableError {
      .damaged(path: table.path, line: row.line, problem: problem)
    }

    func text(_ column: String) throws(ResultTableError) -> String {
      guard let place = table.columns[column] else {
        throw .damaged(path: table.path, line: 1, problem: "there is no column \"\(column)\"")
      }
      return SpreadsheetText.unescaped(row.cells[place])
    }

    func optionalText(_ column: String) throws(ResultTableError) -> String? {
      let text = try text(column)
      return text.isEmpty ? nil : text
    }

    func list(_ column: String) throws(ResultTableError) -> [String] {
      try text(column).split(separator: ";").map(String.init)
    }

    func optionalNumber(_ column: String) throws(ResultTableError) -> Double? {
      guard let text = try optionalText(column) else { return nil }
      guard let number = StrictNumber.decimal(text) else {
        throw damaged("\(column) is \"\(text)\", expected a number")
      }
      return number
    }

    func number(_ column: String) throws(ResultTableError) -> Double {
      guard let number = try optionalNumber(column) else { throw damaged("\(column) is empty") }
      return number
    }

    func wholeNumber(_ column: String) throws(ResultTableError) -> Int {
      let number = try number(column)
      guard let whole = Int(exactly: number) else {
        throw damaged("\(column) is \(number), expected a whole number")
      }
      return whole
    }

    func optionalPair(
      _ first: String, _ second: String
    ) throws(ResultTableError) -> SIMD2<Double>? {
      guard let x = try optionalNumber(first), let y = try optionalNumber(second) else {
        return nil
      }
      return SIMD2(x, y)
    }

    /// Counts; nil when they are missing or nothing was counted.
    func index(
      _ positive: String, _ total: String
    ) throws(ResultTableError) -> LabelingIndex? {
      guard let counts = try optionalPair(positive, total) else { return nil }
      guard let first = Int(exactly: counts.x), let second = Int(exactly: counts.y) else {
        throw damaged("\(positive) and \(total) are no whole numbers")
      }
      return try? LabelingIndex(positive: first, total: second)
    }

    /// Why the thing failed; nil when it was measured.
    func failure() throws(ResultTableError) -> String? {
      let status = try text("status")
      if status == "measured" { return nil }
      return try optionalText("error") ?? "it was \(status)"
    }
  }
}
