import Raster

/// Mean stain densities of the pixels whose centers lie inside a fitted outline.
///
/// Stains are looked up here, for the pixels of nuclei, and not for every pixel of a slide.
struct OutlineMean {
  private(set) var dabOD: Float = 0
  private(set) var hematoxylinOD: Float = 0

  private var sums = SIMD2<Int32>()
  private var count: Int32 = 0

  /// Averages the stains of `planes`.
  ///
  /// - Parameters:
  ///   - radiusSteps: outline around `(x2, y2)`, which must lie inside the planes.
  ///   - x2: column of the center in half pixels.
  ///   - y2: row of the center in half pixels.
  ///   - planes: pixels.
  ///   - tables: densities by intensity.
  ///   - micronsPerPixel: size of a pixel in µm.
  init(
    radiusSteps: SIMD16<UInt8>, x2: Int, y2: Int, planes: WorkingPlanes, tables: DensityTables,
    micronsPerPixel: Float
  ) {
    let rays = StarFit.rays
    let origin = UnsafePointer(planes.levels.base) + ((y2 >> 1) * planes.width + (x2 >> 1))
    // Corners in pixels relative to the pixel that holds the center, so that rounding does not
    // depend on where the slide was cut.
    let fraction = SIMD2(Float(x2 & 1) / 2, Float(y2 & 1) / 2)
    withUnsafeTemporaryAllocation(of: SIMD2<Float>.self, capacity: rays + 1) { corners in
      var low = Float.infinity
      var high = -Float.infinity
      for ray in 0..<rays {
        let radius = Float(radiusSteps[ray]) * StarFit.stepMicrons / micronsPerPixel
        corners[ray] = StarOutline.directions[ray] * radius + fraction
        low = min(low, corners[ray].y)
        high = max(high, corners[ray].y)
      }
      corners[rays] = corners[0]
      tables.stains.withUnsafeBufferPointer { stains in
        let first = Self.up(low)
        addRows(
          first...max(first, Self.down(high)), corners: UnsafeBufferPointer(corners),
          origin: origin, width: planes.width, stains: stains)
        if count == 0 { add(origin[0], stains: stains) }
      }
    }
    let scale = 1 / (DensityTables.densityScale * Float(count))
    dabOD = Float(sums.x) * scale
    hematoxylinOD = Float(sums.y) * scale
  }

  /// Adds the pixels of each row between pairs of crossings with the outline.
  ///
  /// Edge by edge, so that an edge is looked at only where it crosses rows.
  private mutating func addRows(
    _ rows: ClosedRange<Int>, corners: UnsafeBufferPointer<SIMD2<Float>>,
    origin: UnsafePointer<UInt32>, width: Int, stains: UnsafeBufferPointer<SIMD2<Int32>>
  ) {
    let edges = corners.count - 1
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: rows.count) { found in
      found.initialize(repeating: 0)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: rows.count * edges) { crossings in
        for i in 0..<edges {
          let (a, b) = (corners[i], corners[i + 1])
          for y in Self.up(min(a.y, b.y))..<Self.up(max(a.y, b.y)) {
            let x = a.x + (Float(y) - a.y) / (b.y - a.y) * (b.x - a.x)
            let row = (y - rows.lowerBound) * edges
            var place = Int(found[y - rows.lowerBound])
            while place > 0, crossings[row + place - 1] > x {
              crossings[row + place] = crossings[row + place - 1]
              place -= 1
            }
            crossings[row + place] = x
            found[y - rows.lowerBound] += 1
          }
        }
        for y in rows {
          let row = (y - rows.lowerBound) * edges
          let levels = origin + y * width
          for pair in stride(from: row, to: row + Int(found[y - rows.lowerBound]) - 1, by: 2) {
            var x = Self.up(crossings[pair])
            let end = Self.down(crossings[pair + 1])
            while x <= end {
              add(levels[x], stains: stains)
              x += 1
            }
          }
        }
      }
    }
  }

  /// Smallest whole number at or above a value; the library's rounding is a call on older processors.
  @inline(__always)
  private static func up(_ value: Float) -> Int {
    let whole = Int(value)
    return Float(whole) < value ? whole + 1 : whole
  }

  /// Largest whole number at or below a value.
  @inline(__always)
  private static func down(_ value: Float) -> Int {
    let whole = Int(value)
    return Float(whole) > value ? whole - 1 : whole
  }

  @inline(__always)
  private mutating func add(_ levels: UInt32, stains: UnsafeBufferPointer<SIMD2<Int32>>) {
    let (red, green, blue) = WorkingPlanes.channels(of: levels)
    sums &+=
      stains[red] &+ stains[DensityTables.count + green]
      &+ stains[2 * DensityTables.count + blue]
    count &+= 1
  }
}
