/// Exact percentiles of measures of nuclei that may be too many to be kept.
///
/// Few values are sorted. Of many, the upper half of the bits is counted in one visit, and the lower
/// half of those that share their upper half with the values looked for in another; so the memory
/// does not depend on the number of nuclei, and the outcome is that of sorting.
package struct PercentileScan<Element> {
  /// Whether the values are few enough to be sorted.
  private let areFew: Bool
  /// Visits all nuclei. What they come from is no part of the type: the compiler makes code for the
  /// nuclei of this module only, and general code takes five times as long.
  private let forEach: ((Element) -> Void) -> Void

  /// Prepares scanning nuclei, which are visited several times.
  package init(_ nuclei: some Sequence<Element>, sortingAtMost fewNuclei: Int = 100_000) {
    areFew = nuclei.underestimatedCount <= fewNuclei
    forEach = { body in for nucleus in nuclei { body(nucleus) } }
  }

  /// A percentile that is looked for.
  package struct Request {
    /// From 0 to 100.
    var percent: Double
    /// The measure, nil for nuclei that do not take part.
    var value: (Element) -> Float?

    /// Asks for a percentile.
    package init(percent: Double, value: @escaping (Element) -> Float?) {
      self.percent = percent
      self.value = value
    }
  }

  /// Percentiles by linear interpolation between order statistics (type 7 of Hyndman & Fan,
  /// Am Stat 1996;50:361–365).
  ///
  /// - Parameter requests: what is looked for.
  /// - Returns: for each the percentile, nil without values, and the number of values.
  package func percentiles(_ requests: [Request]) -> [(value: Double?, count: Int)] {
    areFew ? sorted(requests) : counted(requests)
  }

  private func sorted(_ requests: [Request]) -> [(value: Double?, count: Int)] {
    var values = [[Float]](repeating: [], count: requests.count)
    forEach { nucleus in
      for index in requests.indices {
        if let value = requests[index].value(nucleus) { values[index].append(value) }
      }
    }
    return zip(requests, values).map { request, values in
      guard !values.isEmpty else { return (nil, 0) }
      return (PositivityCalibration.percentile(request.percent, of: values), values.count)
    }
  }

  private func counted(_ requests: [Request]) -> [(value: Double?, count: Int)] {
    var upper = [HalfCounts](repeating: HalfCounts(), count: requests.count)
    visit(requests) { index, bits in upper[index].add(bits >> 16) }
    let places = zip(requests, upper).map { request, counts in
      Place(percent: request.percent, count: counts.total)
    }
    let halves = zip(places, upper).map { place, counts in
      [place.lower, place.upper].map { counts.find(rank: $0) }
    }
    var lower = [[HalfCounts]](
      repeating: [HalfCounts](repeating: HalfCounts(), count: 2), count: requests.count)
    visit(requests) { index, bits in
      for end in 0..<2 where bits >> 16 == halves[index][end].half {
        lower[index][end].add(bits & 0xFFFF)
      }
    }
    return requests.indices.map { index in
      guard upper[index].total > 0 else { return (nil, 0) }
      let ends = (0..<2).map { end -> Double in
        let (half, before) = halves[index][end]
        let rank = [places[index].lower, places[index].upper][end] - before
        return Double(Self.value(half << 16 | lower[index][end].find(rank: rank).half))
      }
      let share = places[index].share
      return (ends[0] * (1 - share) + ends[1] * share, upper[index].total)
    }
  }

  private func visit(_ requests: [Request], _ body: (_ index: Int, _ bits: UInt32) -> Void) {
    forEach { nucleus in
      for index in requests.indices {
        if let value = requests[index].value(nucleus) { body(index, Self.bits(value)) }
      }
    }
  }

  /// Bits that are ordered as the numbers are.
  private static func bits(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
  }

  private static func value(_ bits: UInt32) -> Float {
    Float(bitPattern: bits >> 31 == 0 ? ~bits : bits & 0x7FFF_FFFF)
  }

  /// The two values between which a percentile lies.
  private struct Place {
    var lower: Int
    var upper: Int
    var share: Double

    init(percent: Double, count: Int) {
      let place = min(max(percent / 100, 0), 1) * Double(max(0, count - 1))
      lower = Int(place)
      upper = min(lower + 1, max(0, count - 1))
      share = place - Double(lower)
    }
  }

  /// How often each value of 16 bits was met.
  private struct HalfCounts {
    private var counts = [UInt32](repeating: 0, count: 1 << 16)
    private(set) var total = 0

    mutating func add(_ half: UInt32) {
      counts[Int(half)] += 1
      total += 1
    }

    /// The value of a rank, and how many smaller ones there are.
    func find(rank: Int) -> (half: UInt32, before: Int) {
      var before = 0
      for (half, count) in counts.enumerated() {
        if before + Int(count) > rank { return (UInt32(half), before) }
        before += Int(count)
      }
      return (0, 0)
    }
  }
}
