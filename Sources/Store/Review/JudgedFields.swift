import GRDB

/// Where the fields of a run lie; each is found out once, because that takes reading all tiles of
/// its slide.
struct JudgedFields {
  /// Slides that the run measured. Another one may still stand in the database as it was measured
  /// before, and goes when the run ends.
  private let measured: Set<String>
  /// Places by slide and field.
  private var places: [[String]: String?] = [:]

  init(measured: Set<String>) { self.measured = measured }

  /// What is to be seen of a slide, see ``StoredRun/image(of:)``.
  mutating func image(of slide: String, _ db: Database) throws -> String? {
    try remembered([slide], of: slide) { try JudgedThing.image(of: slide, db) }
  }

  /// The counts, which know whether their field is still what they counted in.
  mutating func compared(_ counts: [ReaderCount], _ db: Database) throws -> [ReaderCount] {
    var counts = counts
    for index in counts.indices {
      let count = counts[index]
      if !measured.contains(count.slide) {
        counts[index].isOfOtherField = true
      } else if count.counted != nil {
        counts[index].compare(with: try place(of: count.field, on: count.slide, db))
      }
    }
    return counts
  }

  private mutating func place(
    of field: String, on slide: String, _ db: Database
  ) throws -> String? {
    try remembered([slide, field], of: slide) { try JudgedThing.field(field, of: slide, db) }
  }

  private mutating func remembered(
    _ key: [String], of slide: String, _ find: () throws -> String?
  ) throws -> String? {
    guard measured.contains(slide) else { return nil }
    if let known = places[key] { return known }
    let place = try find()
    places.updateValue(place, forKey: key)
    return place
  }
}
