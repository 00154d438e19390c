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
    for place in 0..<points.count {
      let column = Int((points.xs[place] / Self.sideMicrons).rounded(.down))
      let row = Int((points.ys[place] / Self.sideMicrons).rounded(.down))
      let counts = points.counts(from: Int32(place), to: Int32(place + 1))
      if let last = fields.last, last.column == column, last.row == row {
        fields[fields.count - 1].counts = last.counts + counts
      } else {
        fields.append(Field(column: column, row: row, counts: counts))
      }
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
