import Nuclei

/// Tumor nuclei of one slide counted in square fields on a lattice through the slide's corner.
public struct FieldGrid: Sendable, Equatable, Codable {
  /// Side of the smallest fields in µm.
  public static let sideMicrons = 100.0

  /// A field with at least one nucleus.
  private struct Field: Sendable, Equatable, Codable {
    var column: Int
    var row: Int
    var counts: NucleusCounts
  }

  private var fields: [Field] = []

  /// Makes a grid without nuclei.
  public init() {}

  /// Counts nuclei.
  public init(points: LabelledPoints) {
    var places: [SIMD2<Int32>: Int] = [:]
    var last: (place: SIMD2<Int32>, index: Int)?
    points.forEach { point in
      let place = SIMD2(
        Int32((point.x / Self.sideMicrons).rounded(.down)),
        Int32((point.y / Self.sideMicrons).rounded(.down)))
      // Neighbors in a strip mostly share their field.
      if last?.place != place {
        let index = places[place] ?? fields.count
        if index == fields.count {
          places[place] = index
          fields.append(
            Field(column: Int(place.x), row: Int(place.y), counts: NucleusCounts()))
        }
        last = (place, index)
      }
      guard let index = last?.index else { return }
      fields[index].counts.total += 1
      if point.isPositive { fields[index].counts.positive += 1 }
    }
    self = joined(1)
  }

  /// Counts of fields whose side is a multiple of the smallest, by row, then column.
  public func counts(joining factor: Int) -> [NucleusCounts] { joined(factor).fields.map(\.counts) }

  private func joined(_ factor: Int) -> FieldGrid {
    var grid = FieldGrid()
    let placed = fields.map { field in
      Field(
        column: Self.quotient(field.column, factor), row: Self.quotient(field.row, factor),
        counts: field.counts)
    }
    for field in placed.sorted(by: { ($0.row, $0.column) < ($1.row, $1.column) }) {
      if let last = grid.fields.last, last.column == field.column, last.row == field.row {
        grid.fields[grid.fields.count - 1].counts = last.counts + field.counts
      } else {
        grid.fields.append(field)
      }
    }
    return grid
  }

  /// The quotient rounded down, below 0 too.
  private static func quotient(_ value: Int, _ factor: Int) -> Int {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: factor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
