import GRDB
import Quantification
import Raster

extension RunStore {
  /// Removes results of slides that are no longer among the inputs, unless they may come back.
  ///
  /// - Returns: files of the output folder that belong to them.
  func removeAbsent(
    _ run: RunResult, isComplete: Bool, _ db: Database
  ) throws -> Set<String> {
    guard isComplete else { return [] }
    let names = Set(run.slides.digests.map(\.slide))
    let missing = try String.fetchAll(db, sql: "SELECT name FROM slides ORDER BY name")
      .filter { !names.contains($0) }
    // While a share is away, slides are dealt to other parts than before.
    let elsewhere = missing.filter(run.elsewhere.contains)
    let absent = missing.filter { !run.elsewhere.contains($0) }
    let kept = try slidesToKeep(among: absent, run, db)
    let removed = absent.filter { !kept.contains($0) }
    var files: Set<String> = []
    for slide in removed {
      files.formUnion(try Self.files(of: slide, db))
      try Self.remove(slide, db)
    }
    state.withLock {
      ($0.changes.absent, $0.changes.dropped) = (kept.sorted(), removed)
      $0.changes.elsewhere = elsewhere
    }
    return files
  }

  /// Slides whose inputs may only be away.
  private func slidesToKeep(
    among absent: [String], _ run: RunResult, _ db: Database
  ) throws -> Set<String> {
    guard run.rejected.isEmpty, run.absent.isEmpty else { return Set(absent) }
    var folders = EmptiedFolders()
    let away = try absent.filter { try folders.hold(places(of: $0, db)) }
    // Without all of its slides, a shared run may have other names and parts for those it has.
    let isPart = try Self.fact(.shard, db)?.isEmpty == false
    return Set(isPart && !away.isEmpty ? absent : away)
  }

  /// Absolute paths at which the files may be that a slide was measured from, file by file.
  private func places(of slide: String, _ db: Database) throws -> [[String]] {
    try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT path, working_folder, output_folder FROM inputs JOIN slides ON slides.id = slide
          WHERE name = ?
          """), arguments: [slide]
    ).map { row in
      let path: String = try row.decode(forColumn: "path")
      let places = InputPlaces(
        workingFolder: row["working_folder"], outputFolder: row["output_folder"],
        presentFolder: folder)
      return places.candidates(path).map { InputPlaces.absolute($0) }
    }
  }
}
