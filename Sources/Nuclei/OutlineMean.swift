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
        let first = Int(low.rounded(.up))
        for y in first...max(first, Int(high.rounded(.down))) {
          addRow(
            y, corners: UnsafeBufferPointer(corners), levels: origin + y * planes.width,
            stains: stains)
        }
        if count == 0 { add(origin[0], stains: stains) }
      }
    }
    let scale = 1 / (DensityTables.densityScale * Float(count))
    dabOD = Float(sums.x) * scale
    hematoxylinOD = Float(sums.y) * scale
  }

  /// Adds the pixels of one row between each pair of crossings.
  private mutating func addRow(
    _ y: Int, corners: UnsafeBufferPointer<SIMD2<Float>>, levels: UnsafePointer<UInt32>,
    stains: UnsafeBufferPointer<SIMD2<Int32>>
  ) {
    let height = Float(y)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: corners.count) { crossings in
      var found = 0
      for i in 0..<(corners.count - 1) {
        let a = corners[i]
        let b = corners[i + 1]
        guard (a.y <= height) != (b.y <= height) else { continue }
        let x = a.x + (height - a.y) / (b.y - a.y) * (b.x - a.x)
        var place = found
        while place > 0, crossings[place - 1] > x {
          crossings[place] = crossings[place - 1]
          place -= 1
        }
        crossings[place] = x
        found += 1
      }
      for pair in stride(from: 0, to: found - 1, by: 2) {
        var x = Int(crossings[pair].rounded(.up))
        let end = Int(crossings[pair + 1].rounded(.down))
        while x <= end {
          add(levels[x], stains: stains)
          x += 1
        }
      }
    }
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
