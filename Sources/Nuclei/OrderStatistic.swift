/// Selection of one value by its rank, without sorting the others.
package enum OrderStatistic {
  /// One value by its rank (Hoare's Find, Commun ACM 1961;4:321–322).
  ///
  /// - Parameters:
  ///   - rank: place among the sorted values, from 0.
  ///   - values: finite numbers, more than `rank`; left in another order, in which those before the rank
  ///     are not larger than it and those behind it not smaller.
  /// - Returns: what `values.sorted()[rank]` would be.
  @inlinable
  package static func value<Value: Comparable>(rank: Int, of values: inout [Value]) -> Value {
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
        // Not `swapAt`, which stays generic here and asks for memory at each call.
        (values[left], values[right]) = (values[right], values[left])
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

  @inlinable
  package static func median<Value: Comparable>(_ a: Value, _ b: Value, _ c: Value) -> Value {
    max(min(a, b), min(max(a, b), c))
  }
}
