import GRDB

/// Where the fields of a run lie; each is found out once, because that takes reading all tiles of
/// its slide.
struct JudgedFields {
  /// Slides that the run measured. Another one may still stand in the database as it was measured
  /// before, and goes when the run ends.
  private let measured: Set<String>
  /// Places by slide and field.
  private var places: [[String]: [String]] = [:]

  init(measured: Set<String>) { self.measured = measured }

  /// The counts, which know whether their field is still what they counted in.
  mutating func compared(_ counts: [ReaderCount], _ db: Database) throws -> [ReaderCount] {
    var counts = counts
    for index in counts.indices {
      let count = counts[index]
      if !measured.contains(count.slide) {
        counts[index].isOfOtherField = true
      } else if count.counted != nil {
        counts[index].compare(with: try places(of: count.field, on: count.slide, db))
      }
    }
    return counts
  }

  private mutating func places(
    of field: String, on slide: String, _ db: Database
  ) throws -> [String] {
    if let known = places[[slide, field]] { return known }
    let found = try JudgedThing.places(of: field, on: slide, db)
    places[[slide, field]] = found
    return found
  }
}
