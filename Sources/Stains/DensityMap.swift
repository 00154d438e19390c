/// Pixels of a slide counted by their optical density, seen in the plane of the reference stains.
///
/// Each cell of the map also holds the mean density of its pixels, which gives it a color. Pixels
/// beyond the edges of the map are left out.
public struct DensityMap: Sendable, Equatable {
  /// Cells along each side.
  public static let side = 80
  /// Size of a cell, OD.
  public static let cellOD = 0.025
  /// Reach of the map: x from -1 to 1, y from 0 to 2, OD.
  public static let reachOD = (x: -1.0...1.0, y: 0.0...2.0)

  /// A cell that holds pixels.
  public struct Cell: Sendable, Equatable {
    /// Column from the left, 0 to `side` - 1.
    public var column: Int
    /// Row from density 0 upwards, 0 to `side` - 1.
    public var row: Int
    /// Share of all pixels of the slide, 0 to 1.
    public var share: Double
    /// Mean optical density of its pixels, red, green and blue.
    public var meanDensityOD: SIMD3<Double>
  }

  /// Cells with pixels, row by row.
  public let cells: [Cell]

  /// Counts the colors of a slide.
  ///
  /// - Parameters:
  ///   - colors: colors of the slide or of a sample of it; pixels of one entry are spread evenly over
  ///     the intensities that share it.
  ///   - white: its white point, 1 to 255 per channel.
  public init(colors: ColorHistogram, white: SIMD3<Double>) {
    let plane = StainPlane()
    let tables = (0..<3).map { channel in
      (0..<256).map {
        OpticalDensity.density(sample: UInt8($0), white: white[channel])
      }
    }
    var weights = [Double](repeating: 0, count: Self.side * Self.side)
    var sums = [SIMD3<Double>](repeating: .zero, count: Self.side * Self.side)
    var total = 0.0
    for entry in colors.entries {
      let first = entry.color - Double(ColorHistogram.step - 1) / 2
      let weight = Double(entry.count) / Double(Self.spread * Self.spread * Self.spread)
      total += Double(entry.count)
      for offset in Self.offsets {
        let density = SIMD3(
          tables[0][Int(first.x) + offset.x], tables[1][Int(first.y) + offset.y],
          tables[2][Int(first.z) + offset.z])
        guard let cell = Self.cell(plane.project(density)) else { continue }
        weights[cell] += weight
        sums[cell] += density * weight
      }
    }
    cells = weights.indices.compactMap { index in
      guard weights[index] > 0 else { return nil }
      return Cell(
        column: index % Self.side, row: index / Self.side, share: weights[index] / total,
        meanDensityOD: sums[index] / weights[index])
    }
  }

  private static let spread = ColorHistogram.step

  /// Places of intensities within an entry of the histogram.
  private static let offsets: [SIMD3<Int>] = (0..<spread).flatMap { red in
    (0..<spread).flatMap { green in (0..<spread).map { SIMD3(red, green, $0) } }
  }

  private static func cell(_ place: SIMD2<Double>) -> Int? {
    let column = Int(((place.x - reachOD.x.lowerBound) / cellOD).rounded(.down))
    let row = Int(((place.y - reachOD.y.lowerBound) / cellOD).rounded(.down))
    guard (0..<side).contains(column), (0..<side).contains(row) else { return nil }
    return row * side + column
  }
}
