import Agreement
import Foundation
import TestSupport
import Testing

/// A Python 3 with SciPy and statsmodels: `KI67_PYTHON`, else the system's.
private let referencePython: URL? = {
  let named = ProcessInfo.processInfo.environment["KI67_PYTHON"]
  let found = [named, "/usr/bin/python3"].compactMap { $0 }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  guard let url = found.map({ URL(fileURLWithPath: $0) }) else { return nil }
  let process = Process()
  process.executableURL = url
  process.arguments = ["-c", "import scipy, statsmodels.stats.inter_rater"]
  process.standardError = FileHandle.nullDevice
  guard (try? launch(process)) != nil else { return nil }
  process.waitUntilExit()
  return process.terminationStatus == 0 ? url : nil
}()

/// Random data by this module and by SciPy and statsmodels.
@Suite(
  "Agreement against Python",
  .enabled(
    if: referencePython != nil, "no Python 3 with scipy and statsmodels: set KI67_PYTHON"))
struct AgreementReferenceTests {
  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../Conformance/reference_agreement.py").standardizedFileURL

  /// Hands data to the script and returns its figures.
  private func reference<T: Decodable>(
    _ kind: String, _ data: some Encodable, as type: T.Type
  ) throws -> T {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-agreement-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["in.json", "out.json"].map { folder.appendingPathComponent($0) }
    try JSONEncoder().encode(data).write(to: files[0])
    let python: URL = try #require(referencePython)
    let process = Process()
    process.executableURL = python
    process.arguments = [Self.script.path, kind, files[0].path, files[1].path]
    try launch(process)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try JSONDecoder().decode(type, from: Data(contentsOf: files[1]))
  }

  private func isNear(_ value: Double?, _ expected: Double?, _ tolerance: Double = 1e-8) -> Bool {
    guard let value, let expected else { return value == nil && expected == nil }
    return abs(value - expected) <= tolerance * max(1, abs(expected))
  }

  @Test func `quantiles of t and F are SciPy's`() throws {
    let degrees = [0.3, 1, 1.7, 2, 5, 16, 39.746, 120, 5000]
    let grid = degrees.flatMap { a in degrees.map { [a, $0] } }
    let expected = try reference("quantiles", grid, as: [Double].self)
    for (pair, value) in zip(grid, expected) {
      let found = FDistribution(pair[0], pair[1]).quantile(0.975)
      #expect(isNear(found / value, 1), "F \(pair): \(found), expected \(value)")
    }
    let counts = [1, 2, 3, 7, 16, 99, 100_000]
    let expectedT = try reference("t", counts, as: [Double].self)
    for (count, value) in zip(counts, expectedT) {
      #expect(isNear(StudentT.quantile975(degreesOfFreedom: count), value, 1e-10))
    }
  }

  @Test func `ratings of random tables`() throws {
    var random = SeededGenerator(seed: 5)
    for (rows, raters) in [(6, 2), (10, 3), (40, 2), (25, 7)] {
      let ratings = (0..<rows).map { _ in
        let level = 30 * random.unit()
        return (0..<raters).map { level + Double($0) + 9 * random.unit() }
      }
      let expected = try reference("icc", ratings, as: [[Double]].self)
      let icc = try IntraclassCorrelation(ratings: ratings)
      for (found, row) in zip([icc.oneWay, icc.agreement, icc.consistency], expected) {
        #expect(isNear(found.value, row[0]))
        #expect(isNear(found.interval?.lower, row[1], 1e-7))
        #expect(isNear(found.interval?.upper, row[2], 1e-7))
      }
    }
  }

  @Test func `kappas of random tables`() throws {
    var random = SeededGenerator(seed: 6)
    for size in 2...5 {
      var table = ConfusionTable(categories: (0..<size).map(String.init))
      for row in 0..<size {
        for column in 0..<size {
          let most = row == column ? 30.0 : 9
          table.add(reference: row, measured: column, times: Int(most * random.unit()))
        }
      }
      let expected = try reference("kappa", table.counts, as: [[Double]].self)
      for (weights, row) in zip(WeightedKappa.Weights.allCases, expected) {
        let result = try WeightedKappa(table, weights: weights)
        #expect(isNear(result.kappa.value, row[0]))
        #expect(isNear(result.standardError, row[1]))
        #expect(isNear(result.z, row[2]))
      }
    }
  }

  @Test func `lines, limits and concordance of random pairs`() throws {
    var random = SeededGenerator(seed: 7)
    for count in [5, 18, 61] {
      // Whole numbers give ties, vertical lines and slopes of exactly -1.
      let isRounded = count == 18
      let x = (0..<count).map { _ in
        isRounded ? (12 * random.unit()).rounded() : 50 * random.unit()
      }
      let y = x.map { value in
        let shifted = 1.2 * value + 6 * random.unit() + 1
        return isRounded ? shifted.rounded() : shifted
      }
      let pairs = try PairedValues(reference: x, measured: y)
      let expected = try reference("pairs", [x, y], as: [String: [Double]].self)
      let bland = try BlandAltman(pairs)
      let line = try PassingBablok.fit(pairs)
      let deming = try DemingRegression.fit(pairs, errorRatio: 1.5)
      let found: [String: Estimate] = [
        "bias": bland.bias, "lower": bland.lowerLimit, "upper": bland.upperLimit,
        "concordance": try Concordance(pairs).coefficient, "slope": line.slope,
        "intercept": line.intercept, "deming_slope": deming.slope,
        "deming_intercept": deming.intercept,
      ]
      for (name, estimate) in found {
        let values = try #require(expected[name])
        #expect(isNear(estimate.value, values[0]), "\(name) \(count)")
        guard let interval = estimate.interval else {
          #expect(abs(values[1]) > 1e11 || abs(values[2]) > 1e11, "\(name) \(count)")
          continue
        }
        #expect(isNear(interval.lower, values[1]), "\(name) \(count)")
        #expect(isNear(interval.upper, values[2]), "\(name) \(count)")
      }
    }
  }

  @Test func `random fields are paired as SciPy's assignment does`() throws {
    var random = SeededGenerator(seed: 8)
    for (count, side, radius) in [(30, 30.0, 4.0), (400, 80, 4), (600, 60, 6)] {
      let fields = (0..<2).map { _ in
        (0..<count).map { _ in [side * random.unit(), side * random.unit()] }
      }
      struct Field: Encodable {
        var points: [[[Double]]]
        var radius: Double
      }
      let expected = try reference(
        "matching", Field(points: fields, radius: radius), as: [Double].self)
      let sets = fields.map { $0.map { SIMD2($0[0], $0[1]) } }
      let matches = try PointMatching.match(sets[0], sets[1], radius: radius)
      #expect(Double(matches.count) == expected[0])
      #expect(isNear(matches.reduce(0) { $0 + $1.distance }, expected[1]))
    }
  }
}
