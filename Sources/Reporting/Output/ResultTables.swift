import Foundation
import Quantification
import Store

/// The tables of a run that stand for all its slides, written row by row: memory holds a piece of
/// each, though a run may have tens of thousands of slides.
public struct ResultTables {
  /// Names of the files, in the order in which they appear.
  static let names = ["cases.csv", "slides.csv", "tiles.csv", "hotspots.csv", "regions.csv"]

  /// Bytes of a table that are gathered before they are handed on.
  private static let pieceBytes = 1 << 18

  private let reviews: [String: CaseReview]
  private let carried: [String]
  private let sink: (_ table: Int, _ bytes: [UInt8]) throws -> Void
  /// What was not handed on yet of each table, by the order of `names`.
  private var pending: [CSVTable]

  /// Begins all tables.
  ///
  /// - Parameters:
  ///   - run: the run, whose cases and slides are then added.
  ///   - reviews: what people did with its cases, by name.
  ///   - sink: takes the bytes that follow in one of the tables, by the order of `names`.
  init(
    of run: RunResult, reviews: [String: CaseReview],
    sink: @escaping (_ table: Int, _ bytes: [UInt8]) throws -> Void
  ) {
    self.reviews = reviews
    self.sink = sink
    carried = CasesTable.carriedNames(of: run)
    pending =
      [CasesTable.empty(carrying: carried)]
      + [SlidesTable.columns, TilesTable.columns, HotspotsTable.columns, RegionsTable.columns]
      .map { CSVTable(columns: $0) }
  }

  /// Adds the rows of a case.
  mutating func add(_ result: CaseResult) throws {
    CasesTable.append(
      result, review: reviews[result.input.name], carrying: carried, to: &pending[0])
    try handOn(atLeast: Self.pieceBytes)
  }

  /// Adds the rows of a slide.
  mutating func add(_ slide: SlideResult) throws {
    SlidesTable.append(slide, to: &pending[1])
    TilesTable.append(slide, to: &pending[2])
    HotspotsTable.append(slide, to: &pending[3])
    RegionsTable.append(slide, to: &pending[4])
    try handOn(atLeast: Self.pieceBytes)
  }

  /// Adds the rows of inputs that never became a tile, and hands on what is left.
  mutating func finish(rejected: [RejectedInput]) throws {
    TilesTable.append(rejected, to: &pending[2])
    try handOn(atLeast: 0)
  }

  private mutating func handOn(atLeast bytes: Int) throws {
    for table in pending.indices where pending[table].bytes.count >= bytes {
      try sink(table, pending[table].takeBytes())
    }
  }

  /// Names of tables in a folder that are not those that follow from its database.
  ///
  /// - Throws: what keeps the database from being read.
  public static func differing(in folder: String, from stored: StoredRun) throws -> [String] {
    let run = try RunMerge([stored], isForced: true).result()
    let files = names.map { name in
      (FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data())
    }
    var places = names.map { _ in 0 }
    var areAlike = names.map { _ in true }
    var tables = ResultTables(of: run, reviews: try stored.reviews(of: run)) { table, bytes in
      let rest = files[table].dropFirst(places[table])
      areAlike[table] = areAlike[table] && rest.starts(with: bytes)
      places[table] += bytes.count
    }
    for result in run.cases { try tables.add(result) }
    for slide in run.slides { try tables.add(slide) }
    try tables.finish(rejected: run.rejected)
    if let failure = run.slides.failure { throw failure }
    return names.indices.filter { !areAlike[$0] || places[$0] != files[$0].count }.map { names[$0] }
  }
}
