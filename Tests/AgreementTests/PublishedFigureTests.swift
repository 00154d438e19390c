import Agreement
import Testing

/// Figures of published data, to the digits printed there (few) or computed with R (many).
@Suite("Agreement of published data")
struct PublishedFigureTests {
  @Test func `Bland-Altman of Bland and Altman's peak flows`() throws {
    let result = try BlandAltman(PublishedData.peakFlowPairs())
    #expect(result.count == 17 && result.leftOut == 0)
    #expect(isClose(result.bias.value, -2.1176470588))
    #expect(isClose(result.standardDeviation, 38.7651298736))
    #expect(isClose(result.biasStandardError, 9.4019250035))
    #expect(isClose(result.bias.interval?.lower, -22.04884, within: 5e-6))
    #expect(isClose(result.bias.interval?.upper, 17.81354, within: 5e-6))
    #expect(isClose(result.lowerLimit.value, -78.0959054671, within: 2e-5))
    #expect(isClose(result.upperLimit.value, 73.8606113495, within: 2e-5))
    #expect(isClose(result.limitStandardError1986, 16.28461, within: 5e-6))
    #expect(isClose(result.limitStandardError, 16.39491, within: 5e-6))
  }

  @Test func `Bland-Altman of Giavarina's methods`() throws {
    let result = try BlandAltman(PublishedData.giavarinaPairs())
    #expect(isClose(result.bias.value, -27.1666666667))
    #expect(isClose(result.standardDeviation, 34.8059480978))
    #expect(isClose(result.lowerLimit.value, -95.39, within: 0.006))
    #expect(isClose(result.upperLimit.value, 41.05, within: 0.006))
    #expect(isClose(result.biasStandardError, 6.35, within: 0.006))
    #expect(isClose(result.bias.interval?.lower, -40.16, within: 0.006))
    #expect(isClose(result.bias.interval?.upper, -14.17, within: 0.006))
    #expect(isClose(result.limitStandardError1986, 11.01, within: 0.006))
  }

  @Test func `Lin's concordance of both`() throws {
    let flow = try Concordance(PublishedData.peakFlowPairs())
    #expect(isClose(flow.coefficient.value, 0.9427424314))
    #expect(isClose(flow.correlation, 0.9432794469))
    #expect(isClose(flow.accuracy, 0.9994306931))
    #expect(isClose(flow.coefficient.interval?.lower, 0.8504918732))
    #expect(isClose(flow.coefficient.interval?.upper, 0.9787262792))
    #expect(isClose(flow.asymptoticInterval?.lower, 0.8866546566))
    #expect(isClose(flow.asymptoticInterval?.upper, 0.9988302062))
    let other = try Concordance(PublishedData.giavarinaPairs())
    #expect(isClose(other.coefficient.value, 0.9915429312))
    #expect(isClose(other.coefficient.interval?.lower, 0.9836428855))
    #expect(isClose(other.coefficient.interval?.upper, 0.9956358620))
  }

  @Test func `intraclass correlation of Shrout and Fleiss's judges`() throws {
    let icc = try IntraclassCorrelation(ratings: PublishedData.shroutFleiss)
    #expect(isClose(icc.oneWay.value, 0.1657417684))
    #expect(isClose(icc.oneWay.interval?.lower, -0.1329, within: 5e-5))
    #expect(isClose(icc.oneWay.interval?.upper, 0.7226, within: 5e-5))
    #expect(isClose(icc.agreement.value, 0.2897637795))
    #expect(isClose(icc.agreement.interval?.lower, 0.0188, within: 5e-5))
    #expect(isClose(icc.agreement.interval?.upper, 0.7611, within: 5e-5))
    #expect(isClose(icc.consistency.value, 0.7148407148))
    #expect(isClose(icc.consistency.interval?.lower, 0.3425, within: 5e-5))
    #expect(isClose(icc.consistency.interval?.upper, 0.9459, within: 5e-5))
    #expect(isClose(icc.agreementOfMean, 0.6200505476))
    #expect(isClose(icc.consistencyOfMean, 0.9093155424))
  }

  @Test func `intraclass correlation of two methods`() throws {
    let flow = try IntraclassCorrelation(
      ratings: zip(PublishedData.peakFlow.wright, PublishedData.peakFlow.mini).map { [$0, $1] })
    #expect(isClose(flow.agreement.value, 0.9459284056))
    #expect(isClose(flow.agreement.interval?.lower, 0.8574112, within: 5e-8))
    #expect(isClose(flow.agreement.interval?.upper, 0.9800787, within: 5e-8))
    #expect(isClose(flow.consistency.value, 0.9429130724))
    #expect(isClose(flow.consistency.interval?.lower, 0.8499084, within: 5e-8))
    #expect(isClose(flow.consistency.interval?.upper, 0.9789431, within: 5e-8))
    #expect(isClose(flow.oneWay.value, 0.9460147251))
    let other = try IntraclassCorrelation(
      ratings: zip(PublishedData.giavarina.a, PublishedData.giavarina.b).map { [$0, $1] })
    #expect(isClose(other.agreement.value, 0.9918225283))
    #expect(isClose(other.agreement.interval?.lower, 0.9606486, within: 5e-8))
    #expect(isClose(other.agreement.interval?.upper, 0.9971296, within: 5e-8))
    #expect(isClose(other.consistency.value, 0.9947952837))
  }

  @Test func `irr's anxiety ratings`() throws {
    let icc = try IntraclassCorrelation(ratings: PublishedData.anxiety.map { $0.map(Double.init) })
    #expect(isClose(icc.agreement.value, 0.1979982594))
    #expect(isClose(icc.agreement.interval?.lower, -0.0389106, within: 5e-8))
    #expect(isClose(icc.agreement.interval?.upper, 0.4935739, within: 5e-8))
    var table = ConfusionTable(categories: (1...6).map(String.init))
    for row in PublishedData.anxiety { table.add(reference: row[0] - 1, measured: row[1] - 1) }
    let expected: [(WeightedKappa.Weights, Double, Double)] = [
      (.unweighted, 0.1194968553, 1.16376), (.linear, 0.1891891892, 1.41566),
      (.quadratic, 0.2967651195, 1.34050),
    ]
    for (weights, kappa, z) in expected {
      let result = try WeightedKappa(table, weights: weights)
      #expect(isClose(result.kappa.value, kappa))
      #expect(isClose(result.z, z, within: 5e-6))
    }
  }

  @Test func `kappa of a table of grades`() throws {
    var table = ConfusionTable(categories: ["G1", "G2", "G3"])
    for (row, counts) in [[40, 6, 0], [5, 30, 2], [0, 1, 16]].enumerated() {
      for (column, count) in counts.enumerated() {
        table.add(reference: row, measured: column, times: count)
      }
    }
    #expect(table.total == 100 && table.equal == 86 && table.higher == 8 && table.lower == 6)
    let expected: [(WeightedKappa.Weights, Double, Double, Double)] = [
      (.unweighted, 0.7761790568, 0.6661737, 0.8861844),
      (.linear, 0.8216106014, 0.7309759, 0.9122453),
      (.quadratic, 0.8731194490, 0.8050296, 0.9412093),
    ]
    for (weights, kappa, low, high) in expected {
      let result = try WeightedKappa(table, weights: weights)
      #expect(isClose(result.kappa.value, kappa))
      #expect(isClose(result.kappa.interval?.lower, low, within: 1e-7))
      #expect(isClose(result.kappa.interval?.upper, high, within: 1e-7))
    }
    let plain = try WeightedKappa(table, weights: .unweighted)
    #expect(isClose(plain.standardError, 0.0561262255))
  }

  @Test func `regressions of both`() throws {
    let flow = try PassingBablok.fit(
      PairedValues(
        reference: PublishedData.peakFlow.wright, measured: PublishedData.peakFlow.mini))
    #expect(isClose(flow.slope.value, 1.0648148148))
    #expect(isClose(flow.slope.interval?.lower, 0.8370786517))
    #expect(isClose(flow.slope.interval?.upper, 1.3968253968))
    #expect(isClose(flow.intercept.value, -24.3055555556))
    let pairs = try PairedValues(
      reference: PublishedData.giavarina.a, measured: PublishedData.giavarina.b)
    let other = try PassingBablok.fit(pairs)
    #expect(isClose(other.slope.value, 1.0553121662))
    #expect(isClose(other.slope.interval?.lower, 1.0206576151))
    #expect(isClose(other.slope.interval?.upper, 1.0913838781))
    #expect(isClose(other.intercept.value, 7.0818691129))
    let deming = try DemingRegression.fit(pairs)
    #expect(isClose(deming.slope.value, 1.0461891320))
    #expect(isClose(deming.intercept.value, 10.3445848016))
  }

  /// Newcombe, Stat Med 1998;17:857–872: 81 of 263 and 15 of 263.
  @Test func `Wilson's interval of classic proportions`() {
    let large = Proportion(81, of: 263).interval
    #expect(isClose(large?.lower, 0.255289, within: 5e-7))
    #expect(isClose(large?.upper, 0.366210, within: 5e-7))
    let small = Proportion(15, of: 263).interval
    #expect(isClose(small?.lower, 0.034865, within: 5e-7))
    #expect(isClose(small?.upper, 0.091958, within: 5e-7))
    #expect(Proportion(0, of: 0).interval == nil && Proportion(0, of: 0).value == nil)
    #expect(Proportion(0, of: 9).interval?.lower == 0)
    #expect(Proportion(9, of: 9).interval?.upper == 1)
  }

  /// The arithmetic of the cut at 3 %: at a sensitivity of 0.95, specificities of 0.99, 0.995 and
  /// 0.999 make 3.82, 3.34 and 2.95 % of a true 3 %.
  @Test(arguments: [(10, 3.82), (5, 3.335), (1, 2.947)])
  func `false positives make a G2 of a G1`(falsePerThousand: Int, expected: Double) {
    let figures = PositivityFigures(
      falsePositives: Proportion(falsePerThousand, of: 1000),
      truePositives: Proportion(950, of: 1000))
    #expect(isClose(figures.expectedIndexPercent(atTruePercent: 3), expected))
    let tolerable = figures.tolerableFalsePositiveRate(atTruePercent: 3, biasPoints: 0.5)
    #expect(isClose(tolerable, 0.65 / 97))
  }
}
