/// A set of cells of a lattice.
struct CellMask: Sendable, Equatable {
  /// Cells in a row.
  let width: Int
  /// Rows.
  let height: Int
  /// Whether each cell belongs, row by row.
  var isSet: [Bool]

  /// Makes a mask from its cells, `width * height` of them.
  init(width: Int, height: Int, isSet: [Bool]) {
    precondition(isSet.count == width * height)
    self.width = width
    self.height = height
    self.isSet = isSet
  }

  /// Makes a mask by a rule on the index of a cell.
  init(width: Int, height: Int, where rule: (Int) -> Bool) {
    self.init(width: width, height: height, isSet: (0..<(width * height)).map(rule))
  }

  /// Number of cells that belong.
  var count: Int { isSet.count { $0 } }

  /// Cells within a distance, in both directions, of those that belong.
  func dilated(by reach: Int) -> CellMask {
    var across = [Bool](repeating: false, count: isSet.count)
    for y in 0..<height {
      let row = y * width
      // First cell right of the last one that is reached.
      var end = 0
      for x in 0..<width where isSet[row + x] {
        for reached in max(end, x - reach)..<max(end, min(width, x + reach + 1)) {
          across[row + reached] = true
        }
        end = max(end, min(width, x + reach + 1))
      }
    }
    var result = CellMask(width: width, height: height, isSet: across)
    // On most rows of large lattices nothing is set, or everything.
    let counts = (0..<height).map { y in
      across[(y * width)..<((y + 1) * width)].count { $0 }
    }
    for y in 0..<height where counts[y] < width {
      for other in max(0, y - reach)..<min(height, y + reach + 1)
      where other != y && counts[other] > 0 {
        for x in 0..<width where across[other * width + x] { result.isSet[y * width + x] = true }
      }
    }
    return result
  }

  /// Cells farther than a distance from those that do not belong; what lies off the lattice does.
  func eroded(by reach: Int) -> CellMask {
    inverted.dilated(by: reach).inverted
  }

  /// Cells that do not belong.
  var inverted: CellMask { CellMask(width: width, height: height, isSet: isSet.map { !$0 }) }

  /// The cells with gaps of up to twice a distance filled.
  func closed(by reach: Int) -> CellMask { dilated(by: reach).eroded(by: reach) }

  /// Share of the cells within a distance of one, in both directions, that belong.
  func share(around cell: Int, reach: Int) -> Double {
    let (x, y) = (cell % width, cell / width)
    var set = 0
    var count = 0
    for row in max(0, y - reach)...min(height - 1, y + reach) {
      for column in max(0, x - reach)...min(width - 1, x + reach) {
        count += 1
        if isSet[row * width + column] { set += 1 }
      }
    }
    return Double(set) / Double(count)
  }

  /// Groups of cells that touch along edges or at corners, each in the order it was walked.
  ///
  /// A group is handed over and forgotten, so that memory does not grow with their number.
  func forEachGroup(_ body: ([Int]) -> Void) {
    var left = isSet
    var group: [Int] = []
    for start in left.indices where left[start] {
      group.removeAll(keepingCapacity: true)
      group.append(start)
      left[start] = false
      var next = 0
      while next < group.count {
        let cell = group[next]
        next += 1
        let (x, y) = (cell % width, cell / width)
        for row in max(0, y - 1)...min(height - 1, y + 1) {
          for column in max(0, x - 1)...min(width - 1, x + 1) where left[row * width + column] {
            left[row * width + column] = false
            group.append(row * width + column)
          }
        }
      }
      body(group)
    }
  }

  /// The groups that hold at least so many cells.
  func groups(ofAtLeast cells: Int) -> CellMask {
    var result = CellMask(
      width: width, height: height, isSet: [Bool](repeating: false, count: isSet.count))
    forEachGroup { group in
      if group.count >= cells { for cell in group { result.isSet[cell] = true } }
    }
    return result
  }
}
