import Foundation
import GRDB
import Quantification
import Raster

extension RunStore {
  /// What an earlier run kept of a slide.
  ///
  /// The files of the slide are hashed in any case, so that its result can be kept with their
  /// hashes. A slide whose files cannot be read is left to the measurement, which says why.
  ///
  /// - Parameters:
  ///   - slide: the slide as the present run was given it.
  ///   - profile: the profile that it would be measured with.
  /// - Returns: the slide; nil when it is to be measured.
  public func recall(_ slide: SlideInput, profile: Profile) -> KeptSlide? {
    let own = slide.profile == nil ? nil : profile.yaml
    guard
      let fingerprint = try? SlideFingerprint(of: slide, profile: own, settings: settings.hash)
    else { return nil }
    let pending = Pending(input: slide, profile: own, fingerprint: fingerprint)
    state.withLock { $0.pending[slide.slide] = pending }
    guard !isFresh else { return nil }
    let row: SlideRow
    do {
      guard let found = try intactRow(of: slide.slide) else { return nil }
      row = found
    } catch {
      state.withLock { $0.changes.damaged.append(slide.slide) }
      return nil
    }
    guard row.fingerprint == fingerprint.whole.text else {
      note(row, fingerprint)
      return nil
    }
    guard let kept = try? kept(row, as: slide) else {
      state.withLock { $0.changes.changedPlacement.append(slide.slide) }
      return nil
    }
    state.withLock { $0.changes.kept.append(slide.slide) }
    return kept
  }

  /// The indexed columns of a stored slide.
  struct SlideRow: Sendable {
    var id: Int64
    var name: String
    var settings: String
    var contents: String
    var fingerprint: String
    var input: String
    var document: String
    var pictures: String
  }

  private func intactRow(of slide: String) throws(StoreError) -> SlideRow? {
    try read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM slides WHERE name = ?", arguments: [slide])
        .map { try Self.intact($0, db, path: path) }
    }
  }

  /// A row of a slide of which everything is stored as it was sealed.
  static func intact(_ found: Row, _ db: Database, path: String) throws -> SlideRow {
    let row = try SlideRow(found)
    guard try Seal.isIntact(slide: row.id, db) else {
      throw StoreError.damaged(path: path, what: "the records of slide \(row.name) are damaged")
    }
    return row
  }

  private func note(_ row: SlideRow, _ fingerprint: SlideFingerprint) {
    state.withLock { state in
      if row.settings != settings.hash.text {
        state.changes.changedSettings.append(row.name)
      } else if row.contents != fingerprint.contents.text {
        state.changes.changedContents.append(row.name)
      } else {
        state.changes.changedPlacement.append(row.name)
      }
    }
  }

  /// The stored slide under the names of the present run; nil when it speaks of other paths.
  private func kept(_ row: SlideRow, as slide: SlideInput) throws(StoreError) -> KeptSlide? {
    var kept = try read { try Self.kept(row, $0) }
    let known = try read { _ in try StoreDocument.value(SlideInput.self, row.input) }
    guard known.tiles.count == slide.tiles.count, kept.result.tiles.count >= slide.tiles.count,
      known.paths.map(PathKey.init) == slide.paths.map(PathKey.init)
        || !Self.tells(kept.result, row, of: known.paths)
    else { return nil }
    kept.result.caseName = slide.caseName
    let names = Dictionary(zip(known.paths.map(PathKey.init), slide.paths)) { first, _ in first }
    for index in kept.result.tiles.indices {
      let path = kept.result.tiles[index].path
      kept.result.tiles[index].path = names[PathKey(path)] ?? path
    }
    try rename(row, slide, kept.result.tiles)
    return kept
  }

  /// Whether messages of a result name files, which have other names now.
  private static func tells(
    _ result: SlideResult, _ row: SlideRow, of paths: [String]
  ) -> Bool {
    let texts =
      [row.document] + result.tiles.flatMap { [$0.error].compactMap { $0 } + $0.warnings }
    return texts.contains { text in paths.contains { text.contains($0) } }
  }

  /// Stores the names of the present run, so that the slide can be found and repeated later.
  private func rename(
    _ row: SlideRow, _ slide: SlideInput, _ tiles: [TileResult]
  ) throws(StoreError) {
    let files = state.withLock { $0.pending[slide.slide]?.fingerprint.files ?? [] }
    try write { db in
      let input = try StoreDocument.text(slide)
      try db.execute(
        sql: "UPDATE slides SET working_folder = ?, output_folder = ? WHERE id = ?",
        arguments: [InputPlaces.absolute("."), InputPlaces.absolute(folder), row.id])
      guard !input.utf8.elementsEqual(row.input.utf8) else { return }
      try db.execute(
        sql: "UPDATE slides SET input = ?, case_name = ? WHERE id = ?",
        arguments: [input, slide.caseName, row.id])
      for (index, tile) in tiles.enumerated() {
        try db.execute(
          sql: "UPDATE tiles SET document = ? WHERE slide = ? AND tile = ?",
          arguments: [try StoreDocument.text(tile), row.id, index])
      }
      for (index, file) in files.enumerated() {
        try db.execute(
          sql: "UPDATE inputs SET path = ? WHERE slide = ? AND number = ?",
          arguments: [file.path, row.id, index])
      }
      try Seal.seal(slide: row.id, db)
    }
  }

  static func kept(_ row: SlideRow, _ db: Database) throws -> KeptSlide {
    var result = try StoreDocument.value(SlideResult.self, row.document)
    result.tiles = try String.fetchAll(
      db, sql: "SELECT document FROM tiles WHERE slide = ? ORDER BY tile", arguments: [row.id]
    ).map { try StoreDocument.value(TileResult.self, $0) }
    let files = try Row.fetchAll(
      db, sql: "SELECT * FROM files WHERE slide = ? ORDER BY path", arguments: [row.id]
    ).map { file in
      StoredFile(
        path: try file.decode(forColumn: "path"), bytes: try file.decode(forColumn: "bytes"),
        hash: file.hasColumn("hash") ? try file.decode(forColumn: "hash") : nil)
    }
    return KeptSlide(result: result, files: files, pictures: row.pictures)
  }

  /// Hashes of the files that a kept slide was measured from, by path.
  ///
  /// - Throws: what keeps the database from being read.
  public func inputHashes(of slide: String) throws(StoreError) -> [PathKey: String] {
    try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT path, hash FROM inputs WHERE slide = (SELECT id FROM slides WHERE name = ?)
          """)
      let rows = try Row.fetchCursor(statement, arguments: [slide])
      var hashes: [PathKey: String] = [:]
      while let row = try rows.next() {
        let path = PathKey(try row.decode(String.self, forColumn: "path"))
        hashes[path] = try row.decode(String.self, forColumn: "hash")
      }
      return hashes
    }
  }

  /// The nuclei of a kept slide, in the order in which they were handed over.
  ///
  /// - Throws: `StoreError.damaged` when a block cannot be read.
  public func nuclei(of slide: String) throws(StoreError) -> [TiledNucleus] {
    try read { try Self.nuclei(of: slide, $0, path: path) }
  }

  static func nuclei(of slide: String, _ db: Database, path: String) throws -> [TiledNucleus] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT tile, records FROM nuclei
        WHERE slide = (SELECT id FROM slides WHERE name = ?) ORDER BY part
        """, arguments: [slide])
    let tiles = try Int.fetchOne(
      db,
      sql: "SELECT count(*) FROM tiles WHERE slide = (SELECT id FROM slides WHERE name = ?)",
      arguments: [slide])
    var nuclei: [TiledNucleus] = []
    while let row = try rows.next() {
      let records = try row.decode(Data.self, forColumn: "records")
      let tile = try row.decode(Int.self, forColumn: "tile")
      guard (0..<(tiles ?? 0)).contains(tile),
        let block = NucleusRecords.nuclei(in: Array(records), tile: tile)
      else {
        throw StoreError.damaged(path: path, what: "the nuclei of slide \(slide) are damaged")
      }
      nuclei += block
    }
    return nuclei
  }
}

extension RunStore.SlideRow {
  /// Reads a row; its columns may hold anything when the database is damaged.
  init(_ row: Row) throws {
    func text(_ column: String) throws -> String { try row.decode(forColumn: column) }
    self.init(
      id: try row.decode(forColumn: "id"), name: try text("name"), settings: try text("settings"),
      contents: try text("contents"), fingerprint: try text("fingerprint"),
      input: try text("input"), document: try text("document"), pictures: try text("pictures"))
  }
}

extension SlideInput {
  /// Paths of the slide's images and of its region.
  var paths: [String] { tiles.map(\.path) + [roi].compactMap { $0 } }
}
