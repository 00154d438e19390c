import Statistics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Foundation
#endif

/// Draws whole fields anew to see how far the index of all nuclei may lie from the truth.
struct FieldBootstrap {
  private let fields: [FieldVariation.Field]
  /// The first number of the random sequence: results must repeat.
  private static let seed: UInt64 = 0x6669_656C_6473

  init(_ fields: [FieldVariation.Field]) {
    self.fields = fields
  }

  /// Sums over drawn fields.
  private struct Sums {
    var positive = 0.0
    var total = 0.0
    var positiveSquared = 0.0
    var totalSquared = 0.0
    var product = 0.0

    mutating func add(_ field: FieldVariation.Field) {
      let (x, n) = (Double(field.positive), Double(field.total))
      positive += x
      total += n
      positiveSquared += x * x
      totalSquared += n * n
      product += x * n
    }

    /// Log odds, half a nucleus added to each side so that they are finite.
    var logOdds: Double { log((positive + 0.5) / (total - positive + 0.5)) }

    /// Standard error of the log odds by linearization of the ratio.
    func error(fields: Double) -> Double {
      let share = positive / total
      let residual = positiveSquared - 2 * share * product + share * share * totalSquared
      let odds = (positive + 0.5) * (total - positive + 0.5) / (total * total)
      return (max(0, residual) * fields / (fields - 1)).squareRoot() / (total * odds)
    }
  }

  /// The 95 % interval; nil when the fields have no spread.
  func interval(resamples: Int) -> ProportionInterval? {
    let count = fields.count
    var whole = Sums()
    for field in fields { whole.add(field) }
    let error = whole.error(fields: Double(count))
    guard error > 0 else { return nil }
    var random = SplitMix64(seed: Self.seed)
    var statistics: [Double] = []
    for _ in 0..<resamples {
      var drawn = Sums()
      for _ in 0..<count { drawn.add(fields[random.next(below: UInt32(count))]) }
      let drawnError = drawn.error(fields: Double(count))
      // A draw without spread (no positive nucleus at all) says nothing about its own error.
      statistics.append((drawn.logOdds - whole.logOdds) / (drawnError > 0 ? drawnError : error))
    }
    statistics.sort()
    // With 1999 draws, the 50th from either end.
    let tail = (resamples + 1) / 40
    let high = statistics[tail - 1]
    let low = statistics[resamples - tail]
    return ProportionInterval(
      lowerPercent: Self.percent(whole.logOdds - low * error),
      upperPercent: Self.percent(whole.logOdds - high * error))
  }

  private static func percent(_ logOdds: Double) -> Double { 100 / (1 + exp(-logOdds)) }
}
