import Foundation
import Grading

/// How often intervals hold the true index, and how often grades of a stated probability are right,
/// on simulated counts; prints tables in Markdown.
///
/// Usage: coverage [TUMORS], 4000 a row when not stated, for the bootstrap as well.
let tumors = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 4000

/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

  /// Positives among `count` nuclei, each positive by chance.
  mutating func positives(_ count: Int, _ share: Double) -> Int {
    (0..<count).reduce(0) { sum, _ in sum + (unit() < share ? 1 : 0) }
  }

  /// A normal deviate (Box & Muller 1958).
  mutating func normal() -> Double {
    (-2 * log(max(unit(), 1e-300))).squareRoot() * cos(2 * .pi * unit())
  }
}

func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }

func wilson(nuclei: Int, share: Double) -> Double {
  var random = Random(state: 1)
  let held = (0..<tumors).count { _ in
    guard let index = try? LabelingIndex(positive: random.positives(nuclei, share), total: nuclei)
    else { return false }
    let interval = index.wilsonInterval
    return interval.lowerPercent <= 100 * share && 100 * share <= interval.upperPercent
  }
  return Double(held) / Double(tumors)
}

/// Coverage of the bootstrap over fields, and of Wilson's interval of the same nuclei.
func fields(count: Int, share: Double, spread: Double) -> (bootstrap: Double, wilson: Double) {
  var random = Random(state: 2)
  var held = (bootstrap: 0, wilson: 0)
  let slides = tumors
  for _ in 0..<slides {
    // The log odds of fields vary normally; their mean index is the truth to be held.
    let center = log(share / (1 - share))
    var drawn: [FieldVariation.Field] = []
    var sum = (positive: 0, total: 0)
    for _ in 0..<count {
      let odds = exp(center + spread * random.normal())
      let total = 100 + Int(200 * random.unit())
      let positive = random.positives(total, odds / (1 + odds))
      sum = (sum.positive + positive, sum.total + total)
      if let field = FieldVariation.Field(positive: positive, total: total) { drawn.append(field) }
    }
    let truth = 100 * mean(center: center, spread: spread)
    if let interval = FieldVariation(drawn)?.interval {
      held.bootstrap += interval.lowerPercent <= truth && truth <= interval.upperPercent ? 1 : 0
    }
    if let index = try? LabelingIndex(positive: sum.positive, total: sum.total) {
      let interval = index.wilsonInterval
      held.wilson += interval.lowerPercent <= truth && truth <= interval.upperPercent ? 1 : 0
    }
  }
  return (Double(held.bootstrap) / Double(slides), Double(held.wilson) / Double(slides))
}

/// Mean index of fields, by summation over the normal distribution.
func mean(center: Double, spread: Double) -> Double {
  var sum = (weight: 0.0, value: 0.0)
  for step in -600...600 {
    let z = Double(step) / 100
    let weight = exp(-z * z / 2)
    let odds = exp(center + spread * z)
    sum = (sum.weight + weight, sum.value + weight * odds / (1 + odds))
  }
  return sum.value / sum.weight
}

print("Wilson's 95 % interval, \(tumors) tumors a row\n")
print("| nuclei | 1 % | 2 % | 3 % | 5 % | 10 % | 20 % | 25 % |\n|---|---|---|---|---|---|---|---|")
for nuclei in [500, 1000, 2000] {
  let row = [0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.25].map {
    percent(wilson(nuclei: nuclei, share: $0))
  }
  print("| \(nuclei) | \(row.joined(separator: " | ")) |")
}

print("\n95 % interval of all nuclei by whole fields, \(tumors) tumors a row\n")
print("| fields | index | SD of log odds | bootstrap | Wilson |\n|---|---|---|---|---|")
for count in [20, 60, 200] {
  for (share, spread) in [(0.02, 0.0), (0.02, 0.5), (0.10, 0.5), (0.20, 0.8)] {
    let held = fields(count: count, share: share, spread: spread)
    print(
      "| \(count) | \(percent(share)) | \(spread) | \(percent(held.bootstrap)) "
        + "| \(percent(held.wilson)) |")
  }
}

/// True indices spread evenly over their logarithm from 0.5 to 40 %; 500 nuclei counted.
var random = Random(state: 3)
var stated = [Double](repeating: 0, count: 10)
var right = [Int](repeating: 0, count: 10)
var all = [Int](repeating: 0, count: 10)
var held = 0
for _ in 0..<(tumors * 5) {
  let share = 0.005 * pow(80, random.unit())
  guard let index = try? LabelingIndex(positive: random.positives(500, share), total: 500),
    let chances = GradeProbabilities(index, scheme: .whoGEP2022)
  else { continue }
  let truth = share > 0.2 ? 2 : share >= 0.03 ? 1 : 0
  let values = [chances.g1, chances.g2, chances.g3]
  for (grade, value) in values.enumerated() where value > 0.001 && value < 0.999 {
    let bin = min(9, Int(10 * value))
    stated[bin] += value
    all[bin] += 1
    if grade == truth { right[bin] += 1 }
  }
  // The fewest grades that hold 95 % of the probability.
  var sum = 0.0
  var isHeld = false
  for grade in [0, 1, 2].sorted(by: { values[$0] > values[$1] }) where sum < 0.95 {
    sum += values[grade]
    if grade == truth { isHeld = true }
  }
  held += isHeld ? 1 : 0
}
print("\nProbability of a grade by 500 nuclei, \(tumors * 5) tumors\n")
print("| stated | right |\n|---|---|")
for bin in 0..<10 where all[bin] > 0 {
  print(
    "| \(percent(stated[bin] / Double(all[bin]))) | \(percent(Double(right[bin]) / Double(all[bin]))) |"
  )
}
print(
  "\nThe grades that hold 95 % of the probability hold the true one in \(percent(Double(held) / Double(tumors * 5)))."
)
