import Raster

/// Sorts starts in reading order and keeps one of equal ones.
///
/// Neighbors in the list then are neighbors in the plane, whose samples a fit finds in the cache.
/// Starts spread evenly over the rows, so that dealing them out by row leaves little to sort.
final class StartOrder {
  private let places = SampleBuffer<Int32>()
  private var sorted: [OutlineStart] = []

  /// Sorts and merges starts whose rows lie below `rowCount`.
  func merge(_ starts: inout [OutlineStart], rowCount: Int) {
    guard let first = starts.first else { return }
    if sorted.count < starts.count {
      sorted = [OutlineStart](repeating: first, count: starts.count)
    }
    let places = places.reserve(rowCount + 1)
    places.update(repeating: 0, count: rowCount + 1)
    var kept = 0
    starts.withUnsafeMutableBufferPointer { starts in
      sorted.withUnsafeMutableBufferPointer { sorted in
        for start in starts { places[start.y2 + 1] += 1 }
        for row in 0..<rowCount { places[row + 1] += places[row] }
        for start in starts {
          sorted[Int(places[start.y2])] = start
          places[start.y2] += 1
        }
        for index in 0..<starts.count {
          // Every start moves at most within its row.
          let start = sorted[index]
          var place = kept
          while place > 0, starts[place - 1].key > start.key {
            starts[place] = starts[place - 1]
            place -= 1
          }
          if place > 0, starts[place - 1] == start {
            for later in place..<kept { starts[later] = starts[later + 1] }
            continue
          }
          starts[place] = start
          kept += 1
        }
      }
    }
    starts.removeLast(starts.count - kept)
  }
}
