/// Least-cost assignment on a sparse graph, by shortest augmenting paths (Jonker & Volgenant,
/// Computing 1987;38:325–340).
///
/// Every row also has a column of its own that stands for "unmatched" and costs more than any
/// detour through allowed pairs can save. So as many rows as possible are matched, at the least
/// total distance.
struct SparseAssignment {
  private struct Edge {
    let column: Int
    let cost: Double
    let match: Int
  }

  private let matches: [PointMatching.Match]
  private let edges: [[Edge]]
  private let columnCount: Int

  /// A problem of pairs that share points; `farthest` is the largest distance allowed.
  init(_ matches: [PointMatching.Match], farthest: Double) {
    self.matches = matches
    var rows: [Int: Int] = [:]
    var columns: [Int: Int] = [:]
    var edges: [[Edge]] = []
    for (position, match) in matches.enumerated() {
      let row = rows[match.first] ?? edges.count
      if row == edges.count {
        rows[match.first] = row
        edges.append([])
      }
      let column = columns[match.second] ?? columns.count
      columns[match.second] = column
      edges[row].append(Edge(column: column, cost: match.distance, match: position))
    }
    let penalty = farthest * Double(min(edges.count, columns.count) + 1) + 1
    for row in edges.indices {
      edges[row].append(Edge(column: columns.count + row, cost: penalty, match: -1))
    }
    columnCount = columns.count + edges.count
    self.edges = edges
  }

  /// The pairs of the best assignment.
  func solved() -> [PointMatching.Match] {
    var state = State(rowCount: edges.count, columnCount: columnCount)
    for row in edges.indices { augment(from: row, &state) }
    return edges.indices.compactMap { row in
      edges[row].first { $0.column == state.columnOfRow[row] && $0.match >= 0 }
        .map { matches[$0.match] }
    }
  }

  private struct State {
    var columnOfRow: [Int]
    var rowOfColumn: [Int]
    /// Dual values, for which no edge has a negative reduced cost.
    var rowDual: [Double]
    var columnDual: [Double]
    /// Of the search under way: distance, row before, whether final; touched columns are reset.
    var distance: [Double]
    var before: [Int]
    var isFinal: [Bool]
    var touched: [Int] = []

    init(rowCount: Int, columnCount: Int) {
      columnOfRow = Array(repeating: -1, count: rowCount)
      rowOfColumn = Array(repeating: -1, count: columnCount)
      rowDual = Array(repeating: 0, count: rowCount)
      columnDual = Array(repeating: 0, count: columnCount)
      distance = Array(repeating: .infinity, count: columnCount)
      before = Array(repeating: -1, count: columnCount)
      isFinal = Array(repeating: false, count: columnCount)
    }
  }

  /// Matches one more row, by the shortest path to a free column.
  private func augment(from start: Int, _ state: inout State) {
    var heap = ColumnHeap()
    relax(start, by: 0, &state, &heap)
    var end = -1
    while let (distance, column) = heap.pop() {
      if state.isFinal[column] || distance > state.distance[column] { continue }
      state.isFinal[column] = true
      if state.rowOfColumn[column] < 0 {
        end = column
        break
      }
      relax(state.rowOfColumn[column], by: distance, &state, &heap)
    }
    // A row's own column is always within reach.
    precondition(end >= 0)
    let length = state.distance[end]
    state.rowDual[start] += length
    for column in state.touched {
      if state.isFinal[column], column != end {
        let gain = length - state.distance[column]
        state.columnDual[column] -= gain
        state.rowDual[state.rowOfColumn[column]] += gain
      }
    }
    var column = end
    while true {
      let row = state.before[column]
      let next = state.columnOfRow[row]
      state.rowOfColumn[column] = row
      state.columnOfRow[row] = column
      if row == start { break }
      column = next
    }
    for column in state.touched {
      state.distance[column] = .infinity
      state.isFinal[column] = false
    }
    state.touched.removeAll(keepingCapacity: true)
  }

  private func relax(
    _ row: Int, by base: Double, _ state: inout State, _ heap: inout ColumnHeap
  ) {
    for edge in edges[row] where !state.isFinal[edge.column] {
      let reduced = edge.cost - state.rowDual[row] - state.columnDual[edge.column]
      // Rounding must not make a path shorter than its beginning.
      let length = base + max(0, reduced)
      guard length < state.distance[edge.column] else { continue }
      if state.distance[edge.column] == .infinity { state.touched.append(edge.column) }
      state.distance[edge.column] = length
      state.before[edge.column] = row
      heap.push(length, edge.column)
    }
  }
}

/// A binary heap of columns by distance; equal distances by column, so that results repeat.
private struct ColumnHeap {
  private var items: [(distance: Double, column: Int)] = []

  mutating func push(_ distance: Double, _ column: Int) {
    items.append((distance, column))
    var place = items.count - 1
    while place > 0, items[place] < items[(place - 1) / 2] {
      items.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func pop() -> (distance: Double, column: Int)? {
    guard let first = items.first, let last = items.popLast() else { return nil }
    if items.isEmpty { return first }
    items[0] = last
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < items.count && items[child] < items[least] { least = child }
      if least == place { return first }
      items.swapAt(place, least)
      place = least
    }
  }
}
