import Agreement
import TestSupport
import Testing

/// What must hold whatever the data, and what is refused.
@Suite("Agreement identities")
struct AgreementIdentityTests {
  private func randomPairs(_ count: Int, seed: UInt64) throws -> PairedValues {
    var random = SeededGenerator(seed: seed)
    let x = (0..<count).map { _ in 100 * random.unit() }
    return try PairedValues(reference: x, measured: x.map { $0 + 8 * random.unit() - 3 })
  }

  @Test func `equal measurements agree perfectly`() throws {
    let values: [Double] = [0, 1, 2.5, 3, 20, 44]
    let pairs = try PairedValues(reference: values, measured: values)
    let bland = try BlandAltman(pairs)
    #expect(bland.bias.value == 0 && bland.standardDeviation == 0)
    #expect(try Concordance(pairs).coefficient.value == 1)
    #expect(try IntraclassCorrelation(ratings: values.map { [$0, $0] }).agreement.value == 1)
    #expect(try isClose(PassingBablok.fit(pairs).slope.value, 1, within: 1e-12))
    #expect(try isClose(DemingRegression.fit(pairs).slope.value, 1, within: 1e-12))
    #expect(pairs.shareWithin(relative: 0.2).count == 6)
  }

  @Test func `exchanging the methods turns the bias and inverts the slope`() throws {
    let pairs = try randomPairs(40, seed: 3)
    let turned = try PairedValues(reference: pairs.measured, measured: pairs.reference)
    for scale in BlandAltman.Scale.allCases {
      let forward = try BlandAltman(pairs, scale: scale)
      let backward = try BlandAltman(turned, scale: scale)
      #expect(isClose(forward.bias.value, -backward.bias.value))
      #expect(isClose(forward.lowerLimit.value, -backward.upperLimit.value))
    }
    let concordance = try Concordance(pairs).coefficient.value
    #expect(try isClose(Concordance(turned).coefficient.value, concordance))
    let slope = try DemingRegression.fit(pairs).slope.value
    #expect(try isClose(DemingRegression.fit(turned).slope.value, 1 / slope))
    let robust = try PassingBablok.fit(pairs).slope.value
    #expect(try isClose(PassingBablok.fit(turned).slope.value, 1 / robust, within: 1e-6))
  }

  @Test func `each scale says which pairs it leaves out`() throws {
    let pairs = try PairedValues(reference: [0, 0, 2, 4, 9], measured: [0, 1, 3, 4, 8])
    #expect(try BlandAltman(pairs).leftOut == 0)
    #expect(try BlandAltman(pairs, scale: .logRatio).leftOut == 2)
    #expect(try BlandAltman(pairs, scale: .rootOfMean).leftOut == 1)
    let ratio = try BlandAltman(pairs, scale: .logRatio)
    // A ratio of 2 at a mean of 3 is 4 against 2.
    #expect(isClose(ratio.difference(0.6931471805599453, atMean: 3), 2))
    let root = try BlandAltman(pairs, scale: .rootOfMean)
    #expect(isClose(root.difference(0.5, atMean: 9), 1.5))
  }

  @Test func `categories that nobody used still count`() throws {
    var narrow = ConfusionTable(categories: ["G1", "G2"])
    var wide = ConfusionTable(categories: ["G1", "G2", "G3"])
    for (row, column, times) in [(0, 0, 9), (0, 1, 2), (1, 0, 1), (1, 1, 8)] {
      narrow.add(reference: row, measured: column, times: times)
      wide.add(reference: row, measured: column, times: times)
    }
    let unweighted = try WeightedKappa(narrow, weights: .unweighted).kappa.value
    // With two categories in use every disagreement is a near miss, which cancels in kappa.
    #expect(try isClose(WeightedKappa(wide, weights: .linear).kappa.value, unweighted))
    wide.add(reference: 0, measured: 2)
    let linear = try WeightedKappa(wide, weights: .linear).kappa.value
    let quadratic = try WeightedKappa(wide, weights: .quadratic).kappa.value
    #expect(linear != quadratic)
  }

  @Test func `the share within 20 percent counts its bounds`() throws {
    let pairs = try PairedValues(
      reference: [5, 5, 5, 3, 0, 0, 10], measured: [6, 4, 6.001, 3.6, 0, 0.1, 12])
    #expect(pairs.shareWithin(relative: 0.2) == Proportion(5, of: 7))
  }

  @Test func `influence is what leaving out changes`() throws {
    var pairs = try randomPairs(12, seed: 9)
    var measured = pairs.measured
    measured[7] += 40
    pairs = try PairedValues(reference: pairs.reference, measured: measured)
    let influence = pairs.influence { try? BlandAltman($0).bias.value }
    let whole = try BlandAltman(pairs).bias.value
    let rest = try BlandAltman(pairs.leavingOut(7)).bias.value
    #expect(isClose(influence[7], rest - whole))
    let strongest = influence.indices.max { abs(influence[$0] ?? 0) < abs(influence[$1] ?? 0) }
    #expect(strongest == 7)
  }

  @Test func `what has no figure says why`() throws {
    #expect(throws: AgreementError.unequalCounts(first: 1, second: 2)) {
      try PairedValues(reference: [1], measured: [1, 2])
    }
    #expect(throws: AgreementError.notFinite(position: 1)) {
      try PairedValues(reference: [1, .nan], measured: [1, 2])
    }
    let one = try PairedValues(reference: [1], measured: [2])
    #expect(throws: AgreementError.tooFew(found: 1, expected: 2)) { try BlandAltman(one) }
    #expect(throws: AgreementError.tooFew(found: 1, expected: 3)) { try PassingBablok.fit(one) }
    let flat = try PairedValues(reference: [1, 1, 1], measured: [1, 1, 1])
    #expect(throws: AgreementError.noVariation) { try Concordance(flat) }
    #expect(throws: AgreementError.noVariation) { try PassingBablok.fit(flat) }
    #expect(throws: AgreementError.noVariation) { try DemingRegression.fit(flat) }
    let falling = try PairedValues(reference: [1, 2, 3, 4], measured: [4, 3, 2, 1])
    #expect(throws: AgreementError.notRelated) { try PassingBablok.fit(falling) }
    #expect(throws: AgreementError.noVariation) {
      try IntraclassCorrelation(ratings: [[1, 1], [1, 1]])
    }
    #expect(throws: AgreementError.unequalCounts(first: 2, second: 1)) {
      try IntraclassCorrelation(ratings: [[1, 2], [1]])
    }
    var table = ConfusionTable(categories: ["G1", "G2", "G3"])
    #expect(throws: AgreementError.tooFew(found: 0, expected: 1)) {
      try WeightedKappa(table, weights: .linear)
    }
    table.add(reference: 1, measured: 1, times: 5)
    #expect(throws: AgreementError.noVariation) { try WeightedKappa(table, weights: .linear) }
    table.add(reference: 0, measured: 0, times: 3)
    let perfect = try WeightedKappa(table, weights: .linear).kappa
    #expect(isClose(perfect.value, 1) && perfect.interval == nil)
  }

  @Test func `few pairs give a line without interval`() throws {
    let pairs = try PairedValues(reference: [1, 2, 3], measured: [1, 2.2, 2.9])
    let line = try PassingBablok.fit(pairs)
    #expect(line.slope.value.isFinite && line.intercept.value.isFinite)
    for bound in [line.slope.interval, line.intercept.interval] {
      #expect(bound.map { $0.lower.isFinite && $0.upper.isFinite } ?? true)
    }
  }
}
