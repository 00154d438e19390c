/// The order people expect of names: runs of digits compare as numbers, "tile 2" before "tile 10",
/// and capitals count only between names that are otherwise equal.
///
/// It depends on the texts alone, never on a locale, so that tables repeat on every machine.
package enum NaturalOrder {
  /// Whether `first` comes before `second`; equal texts do not.
  package static func precedes(_ first: String, _ second: String) -> Bool {
    let a = Array(first.lowercased().unicodeScalars)
    let b = Array(second.lowercased().unicodeScalars)
    var i = 0
    var j = 0
    while i < a.count, j < b.count {
      if isDigit(a[i]), isDigit(b[j]) {
        let left = number(a, &i)
        let right = number(b, &j)
        if left.count != right.count { return left.count < right.count }
        for (x, y) in zip(left, right) where x != y { return x < y }
      } else {
        if a[i] != b[j] { return a[i] < b[j] }
        i += 1
        j += 1
      }
    }
    if i < a.count || j < b.count { return i == a.count }
    return first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar)
  }

  /// Digits from `index` on without leading zeros; `index` moves behind them.
  private static func number(
    _ scalars: [Unicode.Scalar], _ index: inout Int
  ) -> ArraySlice<Unicode.Scalar> {
    let start = index
    while index < scalars.count, isDigit(scalars[index]) { index += 1 }
    return scalars[start..<index].drop { $0 == "0" }
  }
}
