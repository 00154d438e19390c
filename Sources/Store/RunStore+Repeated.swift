import GRDB
import Quantification
import Raster

extension RunStore {
  /// Names of the cases of which two images with nuclei are the same file, which are told in
  /// `changes`.
  ///
  /// Tiles of bare glass may well be alike, and one image may have several regions, of which each is
  /// measured once.
  ///
  /// - Parameter slides: the slides of the run; others are passed over.
  /// - Returns: the names, none for most runs.
  /// - Throws: what keeps the database from being read.
  public func casesWithRepeatedImages(
    among slides: [SlideInput]
  ) throws(StoreError) -> Set<String> {
    let names = Set(slides.map(\.slide))
    let images = try read { db in try Self.imagesWithNuclei(db) }
    let found = images.filter { names.contains($0.slide) }
    let repeated = Dictionary(grouping: found, by: \.key).filter { $0.value.count > 1 }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let groups = repeated.map { $0.value.map(\.path) }
    state.withLock { $0.changes.sameImages = groups }
    return Set(repeated.map { $0.key[0] })
  }

  /// An image, and what it is the same image by: case, content and regions.
  private struct KeyedImage {
    var slide: String
    var key: [String]
    var path: String
  }

  private static func imagesWithNuclei(_ db: Database) throws -> [KeyedImage] {
    let image = SlideFingerprint.File.Role.image.rawValue
    // Not in one query, which would look for the regions of a slide once for each of its tiles.
    let regions = Dictionary(
      grouping: try Row.fetchAll(
        db, sql: "SELECT slide, hash FROM inputs WHERE role <> ? ORDER BY slide, number",
        arguments: [image])
    ) { $0["slide"] as Int64 }
    return try Row.fetchAll(
      db,
      sql: """
        SELECT slides.id, case_name, slides.name, inputs.path, inputs.hash
        FROM inputs JOIN slides ON slides.id = inputs.slide
        JOIN tiles ON tiles.slide = inputs.slide AND tiles.tile = inputs.number
        WHERE role = ? AND tiles.total > 0 ORDER BY case_name, slides.name, inputs.number
        """, arguments: [image]
    ).map { row in
      let own = regions[row["id"], default: []].map { $0["hash"] as String }
      return KeyedImage(
        slide: row["name"], key: [row["case_name"], row["hash"], own.joined(separator: " ")],
        path: row["path"])
    }
  }
}
