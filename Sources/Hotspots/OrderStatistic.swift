/// Selection of one value by its rank, without sorting the others.
package enum OrderStatistic {
  /// One value by its rank (Hoare's Find, Commun ACM 1961;4:321–322).
  ///
  /// - Parameters:
  ///   - rank: place among the sorted values, from 0.
  ///   - values: finite numbers, more than `rank`; left in another order.
  /// - Returns: what `values.sorted()[rank]` would be.
  package static func value(rank: Int, of values: inout [Double]) -> Double {
    precondition(values.indices.contains(rank))
    var low = 0
    var high = values.count - 1
    while low < high {
      let pivot = median(values[low], values[(low + high) / 2], values[high])
      var left = low
      var right = high
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        guard left <= right else { break }
        values.swapAt(left, right)
        left += 1
        right -= 1
      }
      // Between `right` and `left` lie only values equal to the pivot.
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return values[rank]
      }
    }
    return values[rank]
  }

  private static func median(_ a: Double, _ b: Double, _ c: Double) -> Double {
    max(min(a, b), min(max(a, b), c))
  }
}
