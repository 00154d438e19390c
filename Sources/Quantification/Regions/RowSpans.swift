/// Parts of a level line: stretches from `lowerBound` up to `upperBound`, rising and apart.
struct RowSpans: Sendable, Equatable {
  private(set) var spans: [Range<Double>] = []

  /// An empty line.
  init() {}

  /// Stretches in any order, which may touch and overlap.
  init(_ spans: [Range<Double>]) {
    for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) where !span.isEmpty {
      if let last = self.spans.last, last.upperBound >= span.lowerBound {
        self.spans[self.spans.count - 1] =
          last.lowerBound..<max(last.upperBound, span.upperBound)
      } else {
        self.spans.append(span)
      }
    }
  }

  /// What lies between odd and even crossings, which are rising.
  init(crossings: [Double]) {
    self.init(
      stride(from: 0, to: crossings.count - 1, by: 2).map { crossings[$0]..<crossings[$0 + 1] })
  }

  /// Length of all stretches together.
  var length: Double { spans.reduce(0) { $0 + $1.upperBound - $1.lowerBound } }

  /// Whether there is none.
  var isEmpty: Bool { spans.isEmpty }

  /// What is in this line or in another.
  func union(_ other: RowSpans) -> RowSpans { RowSpans(spans + other.spans) }

  /// What is in both lines.
  func intersection(_ other: RowSpans) -> RowSpans {
    var result: [Range<Double>] = []
    var (i, j) = (0, 0)
    while i < spans.count, j < other.spans.count {
      let common = spans[i].clamped(to: other.spans[j])
      if !common.isEmpty { result.append(common) }
      if spans[i].upperBound < other.spans[j].upperBound { i += 1 } else { j += 1 }
    }
    var line = RowSpans()
    line.spans = result
    return line
  }

  /// What is in this line and not in another.
  func subtracting(_ other: RowSpans) -> RowSpans {
    guard !other.isEmpty else { return self }
    var gaps: [Range<Double>] = []
    var from = -Double.infinity
    for span in other.spans {
      if from < span.lowerBound { gaps.append(from..<span.lowerBound) }
      from = span.upperBound
    }
    gaps.append(from..<Double.infinity)
    var outside = RowSpans()
    outside.spans = gaps
    return intersection(outside)
  }
}
