import Foundation
import Quantification
import Store

/// The tables of a run that stand for all its slides.
public enum ResultTables {
  /// Tables by file name, in the order in which they are written.
  ///
  /// - Parameters:
  ///   - run: the run.
  ///   - reviews: what people did with its cases, by name.
  /// - Returns: names and bytes of the files.
  public static func all(
    of run: RunResult, reviews: [String: CaseReview] = [:]
  ) -> [(name: String, bytes: [UInt8])] {
    [
      ("cases.csv", CasesTable.bytes(of: run, reviews: reviews)),
      ("slides.csv", SlidesTable.bytes(of: run)),
      ("tiles.csv", TilesTable.bytes(of: run)), ("hotspots.csv", HotspotsTable.bytes(of: run)),
      ("regions.csv", RegionsTable.bytes(of: run)),
    ]
  }

  /// Names of tables in a folder that are not those that follow from its database.
  ///
  /// - Throws: what keeps the database from being read.
  public static func differing(in folder: String, from stored: StoredRun) throws -> [String] {
    let run = try RunMerge([stored], isForced: true).result()
    return all(of: run, reviews: try stored.reviews()).filter { name, bytes in
      FileManager.default.contents(atPath: "\(folder)/\(name)").map(Array.init) != bytes
    }.map(\.name)
  }
}
