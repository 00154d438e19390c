/// The value of `coordinates`: positions inside lists inside lists.
struct GeoJSONCoordinates {
  /// Levels of lists, those of a position included: a point has 1, a line or ring 2, a polygon 3,
  /// several polygons 4; 0 when there is no position.
  private(set) var level = 0
  /// Polygons, each with its rings; none for points and lines.
  private(set) var polygons: [RegionArea] = []
  private var ring: [SIMD2<Double>] = []
  private var rings: [[SIMD2<Double>]] = []

  private static let mostLevels = 4

  /// Makes coordinates without a position.
  init() {}

  /// Reads the value; null counts as no position.
  ///
  /// - Throws: `RegionFileError` when a position is not two or more finite numbers, lies farther off
  ///   than any slide reaches, or lists are nested unevenly.
  init(_ scanner: inout JSONScanner) throws(RegionFileError) {
    guard scanner.kind() == .array else {
      guard try scanner.word() == "null" else {
        throw scanner.unexpected("coordinates before here")
      }
      return
    }
    level = try readList(&scanner, depth: 1)
  }

  /// Reads the list that follows and gives its levels, 0 when no position is in it.
  private mutating func readList(
    _ scanner: inout JSONScanner, depth: Int
  ) throws(RegionFileError) -> Int {
    try scanner.beginArray()
    var inner = 0
    while try scanner.nextElement() {
      guard scanner.kind() == .array else {
        guard inner == 0 else { throw scanner.unexpected("a list of coordinates") }
        try readPosition(&scanner)
        return 1
      }
      guard depth < Self.mostLevels else { throw scanner.unexpected("a number") }
      let level = try readList(&scanner, depth: depth + 1)
      guard level == 0 || inner == 0 || level == inner else {
        throw scanner.unexpected("coordinates nested evenly before here")
      }
      inner = max(inner, level)
    }
    switch inner {
    case 1:
      rings.append(ring)
      ring.removeAll()
    case 2:
      polygons.append(RegionArea(rings: rings))
      rings.removeAll()
    default: break
    }
    return inner == 0 ? 0 : inner + 1
  }

  /// Reads what is left of a list that holds numbers.
  private mutating func readPosition(_ scanner: inout JSONScanner) throws(RegionFileError) {
    let x = try coordinate(&scanner)
    guard try scanner.nextElement() else { throw scanner.unexpected("two numbers before here") }
    ring.append(SIMD2(x, try coordinate(&scanner)))
    while try scanner.nextElement() { try scanner.skip() }
  }

  private func coordinate(_ scanner: inout JSONScanner) throws(RegionFileError) -> Double {
    guard scanner.kind() == .number else { throw scanner.unexpected("a number") }
    let start = scanner.position
    let value = try scanner.number()
    guard abs(value) <= RegionArea.farthestPixels else {
      scanner.position = start
      throw scanner.unexpected("a place in full-resolution pixels")
    }
    return value
  }
}
