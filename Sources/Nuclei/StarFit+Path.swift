/// The best closed path through the gains of all rays.
///
/// Sums run from ray to ray for one and a half turns: after half a turn the start is forgotten, and
/// the last full turn is kept. Only the sums are stored; which jump was taken is found again on the
/// way back, for the 16 radii on the path instead of for all.
extension StarFit {
  /// Largest change of the radius between neighboring rays, in steps; also the padding of a row, so
  /// that jumps may look outside.
  private static let largestJump = 2
  private static let rowLength = steps + 2 * largestJump
  private static let turns = rays + rays / 2
  static let scoreCount = (turns + 1) * rowLength
  /// A sum that no path reaches, far enough from the end of 16 bits to subtract costs from.
  static let never: Int16 = -32_000

  func chooseOutline() {
    let pad = Self.largestJump
    let one = Lanes(repeating: jumpCosts.one)
    let two = Lanes(repeating: jumpCosts.two)
    let first = Self.rays / 2
    for i in 0..<Self.steps { score[pad + i] = gain[first * Self.steps + i] }
    for turn in 1...Self.turns {
      let from = score + ((turn - 1) * Self.rowLength + pad)
      let to = from + Self.rowLength
      let gain = gain + (first + turn) % Self.rays * Self.steps
      for i in 0..<Self.steps {
        let near = Lanes.larger(from[i - 1], from[i + 1]) &- one
        let far = Lanes.larger(from[i - 2], from[i + 2]) &- two
        to[i] = Lanes.larger(Lanes.larger(near, far), from[i]) &+ gain[i]
      }
    }
    trace()
  }

  /// Follows the best paths back through the last full turn.
  private func trace() {
    let final = score + (Self.turns * Self.rowLength + Self.largestJump)
    var best = final[0]
    var ends = Lanes()
    for i in 1..<Self.steps {
      let better = final[i] .> best
      best.replace(with: final[i], where: better)
      ends.replace(with: Int16(i), where: better)
    }
    let lanes = Self.lanes
    let rows = UnsafeRawPointer(score).assumingMemoryBound(to: Int16.self)
    let chosen = UnsafeMutableRawPointer(outline).assumingMemoryBound(to: Int16.self)
    // Turn by turn for all lanes: the next step of a path waits for the last one, and eight paths
    // share the wait.
    withUnsafeTemporaryAllocation(of: Int.self, capacity: lanes) { indices in
      for lane in 0..<lanes { indices[lane] = Int(ends[lane]) }
      for turn in stride(from: Self.turns, to: Self.turns - Self.rays, by: -1) {
        let ray = chosen + (Self.rays / 2 + turn) % Self.rays * lanes
        let row = rows + ((turn - 1) * Self.rowLength + Self.largestJump) * lanes
        for lane in 0..<lanes {
          let index = indices[lane]
          ray[lane] = Int16(truncatingIfNeeded: index)
          indices[lane] = index &+ bestJump(row + (index &* lanes &+ lane))
        }
      }
    }
  }

  /// The jump that the sum at a radius was made with; no jump wins ties, then the shorter one.
  ///
  /// Rank and jump ride below the sum, so that the largest number tells the jump without a branch.
  @inline(__always)
  private func bestJump(_ row: UnsafePointer<Int16>) -> Int {
    @inline(__always)
    func ranked(_ jump: Int, cost: Int16, rank: Int) -> Int {
      64 &* Int(row[jump &* Self.lanes])
        &+ (8 &* rank &+ jump &+ Self.largestJump &- 64 &* Int(cost))
    }
    let none = ranked(0, cost: 0, rank: 4)
    let near = max(
      ranked(-1, cost: jumpCosts.one, rank: 3), ranked(1, cost: jumpCosts.one, rank: 2))
    let far = max(
      ranked(-2, cost: jumpCosts.two, rank: 1), ranked(2, cost: jumpCosts.two, rank: 0))
    return max(none, max(near, far)) & 7 &- Self.largestJump
  }
}
