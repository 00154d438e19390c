extension [Float] {
  /// Moves values about until that of a rank, counted from 0, stands at its place, smaller ones before
  /// and larger ones behind it; takes time by the number of values, where sorting takes more.
  ///
  /// - Parameter rank: a place in the array.
  /// - Returns: the value of the rank.
  mutating func select(rank: Int) -> Float {
    var values = mutableSpan
    var (low, high) = (0, values.count - 1)
    while low < high {
      let pivot = Self.middle(values[low], values[(low + high) / 2], values[high])
      var (left, right) = (low, high)
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        break
      }
    }
    return values[rank]
  }

  private static func middle(_ a: Float, _ b: Float, _ c: Float) -> Float {
    Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
  }
}
