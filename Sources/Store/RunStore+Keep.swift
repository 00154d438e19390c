import Foundation
import GRDB
import Nuclei
import Quantification
import Raster

extension RunStore {
  /// Keeps a measured slide in place of what was kept of it before.
  ///
  /// - Parameters:
  ///   - slide: its result.
  ///   - nuclei: its nuclei, in the order in which they are to come back.
  ///   - files: files of the output folder that were written for it.
  ///   - pictures: what the writer of its pictures wants back with it.
  /// - Returns: files that an earlier run wrote for the slide and this one did not.
  /// - Throws: `StoreError.changedInput` when a file is not what was hashed before measuring,
  ///   `.lostNuclei` when there are fewer nuclei than announced, and what kept the database from
  ///   being written.
  public func keep(
    _ slide: SlideResult, nuclei: some Sequence<TiledNucleus>, files: [StoredFile], pictures: String
  ) throws(StoreError) -> [String] {
    guard let pending = state.withLock({ $0.pending.removeValue(forKey: slide.slide) }) else {
      // Its files could not be hashed, though they could be decoded just after.
      throw .changedInput(path: slide.tiles.first?.path ?? slide.slide)
    }
    if let changed = pending.fingerprint.changedFile { throw .changedInput(path: changed) }
    let outdated = try write { db in
      let old = try Self.files(of: slide.slide, db)
      try Self.remove(slide.slide, db)
      let id = try insert(slide, pending, pictures: pictures, db)
      try Self.insert(slide.tiles, slide: id, db)
      try Self.insert(pending.fingerprint.files, slide: id, db)
      guard try Self.insert(nuclei, slide: id, db) >= nuclei.underestimatedCount else {
        throw StoreError.lostNuclei(slide: slide.slide)
      }
      try Self.insert(files, slide: id, db)
      try Seal.seal(slide: id, db)
      return try old.subtracting(files.map(\.path)).sorted().filter { path in
        try !Self.isFile(path, db)
      }
    }
    removeJournal(of: slide.slide)
    return outdated
  }

  /// Notes which files a kept slide has, after some were written again or are gone.
  ///
  /// - Parameters:
  ///   - slide: its name.
  ///   - files: all its files.
  ///   - pictures: what is stored of them besides.
  /// - Throws: what kept the database from being written.
  public func replaceFiles(
    of slide: String, by files: [StoredFile], pictures: String
  ) throws(StoreError) {
    try write { db in
      guard
        let id = try Int64.fetchOne(
          db, sql: "SELECT id FROM slides WHERE name = ?", arguments: [slide])
      else { return }
      try db.execute(
        sql: "UPDATE slides SET pictures = ? WHERE id = ?", arguments: [pictures, id])
      try db.execute(sql: "DELETE FROM files WHERE slide = ?", arguments: [id])
      try Self.insert(files, slide: id, db)
      try Seal.seal(slide: id, db)
    }
  }

  static func files(of slide: String, _ db: Database) throws -> Set<String> {
    try String.fetchSet(
      try db.cachedStatement(
        sql: "SELECT path FROM files WHERE slide = (SELECT id FROM slides WHERE name = ?)"),
      arguments: [slide])
  }

  /// Whether a file was written for any slide.
  private static func isFile(_ path: String, _ db: Database) throws -> Bool {
    try Bool.fetchOne(
      try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM files WHERE path = ?)"),
      arguments: [path]) ?? false
  }

  static func remove(_ slide: String, _ db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM slides WHERE name = ?").execute(arguments: [slide])
  }

  private func insert(
    _ slide: SlideResult, _ pending: Pending, pictures: String, _ db: Database
  ) throws -> Int64 {
    var document = slide
    document.tiles = []
    // Given up after the slide was handed over; pictures that show them are not drawn from here.
    document.regionOutlines = []
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO slides (name, case_name, status, positive, total, settings, profile, contents,
          fingerprint, input, document, pictures, working_folder, output_folder)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      slide.slide, slide.caseName, slide.status.rawValue, slide.counts.positive,
      slide.counts.total, settings.hash.text, pending.profile,
      pending.fingerprint.contents.text, pending.fingerprint.whole.text,
      try StoreDocument.text(pending.input), try StoreDocument.text(document), pictures,
      InputPlaces.absolute("."), InputPlaces.absolute(folder),
    ])
    return db.lastInsertedRowID
  }

  private static func insert(_ tiles: [TileResult], slide: Int64, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO tiles (slide, tile, image, status, positive, total, document)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    for (index, tile) in tiles.enumerated() {
      try statement.execute(arguments: [
        slide, index, tile.image, tile.status.rawValue, tile.counts.positive, tile.counts.total,
        try StoreDocument.text(tile),
      ])
    }
  }

  private static func insert(
    _ files: [SlideFingerprint.File], slide: Int64, _ db: Database
  ) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT INTO inputs (slide, number, role, path, hash, bytes) VALUES (?, ?, ?, ?, ?, ?)")
    for (index, file) in files.enumerated() {
      try statement.execute(arguments: [
        slide, index, file.role.rawValue, file.path, file.hash.text, file.stamp.bytes,
      ])
    }
  }

  /// Writes nuclei block by block and returns their number.
  private static func insert(
    _ nuclei: some Sequence<TiledNucleus>, slide: Int64, _ db: Database
  ) throws -> Int {
    let statement = try db.cachedStatement(
      sql: "INSERT INTO nuclei (slide, part, tile, count, records) VALUES (?, ?, ?, ?, ?)")
    var part = 0
    var count = 0
    try NucleusRecords.forEachBlock(of: nuclei) { block in
      try statement.execute(arguments: [
        slide, part, block.tile, block.count, Data(block.bytes),
      ])
      part += 1
      count += block.count
    }
    return count
  }

  private static func insert(_ files: [StoredFile], slide: Int64, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO files (slide, path, bytes, hash) VALUES (?, ?, ?, ?)")
    for file in files {
      try statement.execute(arguments: [slide, file.path, file.bytes, file.hash])
    }
  }
}
