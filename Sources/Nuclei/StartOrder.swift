import Raster

/// Sorts starts by cells of a lattice, cells in bands from left to right, and keeps one of equal ones.
///
/// Neighbors in the list then are neighbors in the plane, down as well as across: the rays of one
/// reach most of the samples that the rays of the next need, and find them in the nearest cache.
/// Starts spread evenly over the cells, so that dealing them out by cell leaves little to sort.
final class StartOrder {
  /// A cell is 64 half pixels high, as rays are long, and 16 wide.
  private static let (bandShift, columnShift) = (6, 4)

  private let places = SampleBuffer<Int32>()
  private var sorted: [OutlineStart] = []

  /// Sorts and merges starts that lie in a plane of `width * height` half pixels.
  func merge(_ starts: inout [OutlineStart], width: Int, height: Int) {
    guard let any = starts.first else { return }
    if sorted.count < starts.count {
      sorted = [OutlineStart](repeating: any, count: starts.count)
    }
    let columns = (width >> Self.columnShift) + 1
    let cells = ((height >> Self.bandShift) + 1) * columns
    func cell(_ start: OutlineStart) -> Int {
      (start.y2 >> Self.bandShift) * columns + (start.x2 >> Self.columnShift)
    }
    let places = places.reserve(cells + 1)
    places.update(repeating: 0, count: cells + 1)
    var kept = 0
    starts.withUnsafeMutableBufferPointer { starts in
      sorted.withUnsafeMutableBufferPointer { sorted in
        for start in starts { places[cell(start) + 1] += 1 }
        for cell in 0..<cells { places[cell + 1] += places[cell] }
        for start in starts {
          let cell = cell(start)
          sorted[Int(places[cell])] = start
          places[cell] += 1
        }
        var (last, first) = (-1, 0)
        for index in 0..<starts.count {
          let start = sorted[index]
          let home = cell(start)
          if home != last { (last, first) = (home, kept) }
          // Every start moves at most within its cell.
          var place = kept
          while place > first, starts[place - 1].key > start.key {
            starts[place] = starts[place - 1]
            place -= 1
          }
          if place > first, starts[place - 1] == start {
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
