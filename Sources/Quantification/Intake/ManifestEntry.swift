/// One line of a manifest, its cells checked one by one but not yet against other lines.
struct ManifestEntry: Sendable, Equatable {
  /// Where it stands.
  var line: ManifestLine
  /// Text of `image`, as written.
  var image = ""
  /// Text of `case`, nil when empty.
  var caseName: String?
  /// Text of `slide`, nil when empty.
  var slide: String?
  /// Path that opens the image, links resolved; nil when the image was not found.
  var path: String?
  /// Where the image was looked for: seen from the manifest's folder; "" when none is named.
  var soughtPath = ""
  /// Place in full-resolution pixels.
  var place: Place?
  /// Full-resolution pixels per pixel of the file, nil when not stated.
  var downsample: Double?
  /// Values of the columns that speak about the slide, paths resolved.
  var slideFields: [ManifestColumn: String] = [:]
  /// Values of the columns that speak about the case.
  var caseFields: [ManifestColumn: String] = [:]
  /// Columns that `ki67` does not know, empty cells too.
  var carriedFields: [CarriedField] = []
  /// Why the line cannot be used, and the column to blame; nil when all is well.
  var problem: Problem?

  /// A place in full-resolution pixels.
  struct Place: Sendable, Hashable {
    var x: Int
    var y: Int
  }

  /// Why a line cannot be used.
  struct Problem: Sendable, Equatable {
    var reason: LineProblem
    var scope: ManifestColumn.Scope
    var column: String
  }

  /// Whether two lines say the same.
  func repeats(_ other: ManifestEntry) -> Bool {
    var copy = self
    copy.line = other.line
    return copy == other
  }
}
