import Agreement
import Crosscheck
import Foundation
import Grading

/// `crosscheck.json`: every figure, for programs.
///
/// Keys are sorted, in snake case, and left out when a figure is undefined.
struct CrosscheckRecord: Encodable {
  var format = "ki67-crosscheck-1"
  var program: Program
  var level: String
  var radiusUm: Double?
  var index: Index?
  var grades: Grades?
  var readers: [Reader]
  var betweenReadersIcc21: Figure?
  var nuclei: Nuclei?
  var nucleiAtLowIndex: Nuclei?
  var calibration: Calibration?
  var subjects: [Subject]
  var unpaired: [Missing]

  struct Program: Encodable {
    var name = "ki67"
    var version: String
    var build: String?
  }

  /// A figure with its 95 % interval.
  struct Figure: Encodable {
    var value: Double
    var low: Double?
    var high: Double?

    init(_ estimate: Estimate) {
      value = estimate.value
      low = estimate.interval?.lower
      high = estimate.interval?.upper
    }

    init?(_ proportion: Proportion) {
      guard let value = proportion.value else { return nil }
      self.value = value
      low = proportion.interval?.lower
      high = proportion.interval?.upper
    }
  }

  struct Limits: Encodable {
    var scale: String
    var count: Int
    var leftOut: Int
    var bias: Figure
    var standardDeviation: Double
    var lowerLimit: Figure
    var upperLimit: Figure

    init(_ bland: BlandAltman) {
      scale = bland.scale.rawValue
      count = bland.count
      leftOut = bland.leftOut
      bias = Figure(bland.bias)
      standardDeviation = bland.standardDeviation
      lowerLimit = Figure(bland.lowerLimit)
      upperLimit = Figure(bland.upperLimit)
    }
  }

  struct Line: Encodable {
    var slope: Figure
    var intercept: Figure

    init(_ line: MethodLine) {
      slope = Figure(line.slope)
      intercept = Figure(line.intercept)
    }
  }

  struct Index: Encodable {
    var count: Int
    var manualStandardDeviation: Double?
    var biasPoints: Double
    var meanAbsoluteErrorPoints: Double
    var rootMeanSquareErrorPoints: Double
    var blandAltman: [Limits]
    var concordance: Figure?
    var correlation: Double?
    var icc11: Figure?
    var icc21: Figure?
    var icc31: Figure?
    var passingBablok: Line?
    var deming: Line?
    var within20Percent: Figure?
    var within20PercentCount: Int
    var lowBandCount: Int
    var lowBandBiasPoints: Double?
  }

  struct Grades: Encodable {
    var categories: [String]
    var table: [[Int]]
    var equal: Int
    var higher: Int
    var lower: Int
    var kappa: Figure?
    var kappaLinear: Figure?
    var kappaQuadratic: Figure?
  }

  struct Reader: Encodable {
    var name: String
    var count: Int
    var biasPoints: Double
    var meanAbsoluteErrorPoints: Double
    var concordance: Figure?
    var kappaLinear: Figure?
    var repeatabilityIcc11: Figure?
  }

  struct Detection: Encodable {
    var precision: Double?
    var recall: Double?
    var f1: Double?

    init(_ figures: DetectionFigures) {
      precision = figures.precision
      recall = figures.recall
      f1 = figures.f1
    }
  }

  struct Nuclei: Encodable {
    var marked: Int
    var markedPositive: Int
    var measured: Int
    var measuredPositive: Int
    var found: Int
    var missedPositive: Int
    var missedNegative: Int
    var unmarkedPositive: Int
    var unmarkedNegative: Int
    var positiveAsNegative: Int
    var negativeAsPositive: Int
    var otherAsPositive: Int
    var otherAsNegative: Int
    var detection: Detection
    var positive: Detection
    var negative: Detection
    var falsePositiveRate: Figure?
    var sensitivity: Figure?
    var expectedIndexPercentAtTrue3: Double?
    var markedIndexPercent: Double?
    var measuredIndexPercent: Double?

    init(_ counts: NucleusComparisonCounts) {
      marked = counts.marked
      markedPositive = counts.markedPositive
      measured = counts.measured
      measuredPositive = counts.measuredPositive
      found = counts.found
      missedPositive = counts.missedPositive
      missedNegative = counts.missedNegative
      unmarkedPositive = counts.unmarkedPositive
      unmarkedNegative = counts.unmarkedNegative
      positiveAsNegative = counts.positiveAsNegative
      negativeAsPositive = counts.negativeAsPositive
      otherAsPositive = counts.otherAsPositive
      otherAsNegative = counts.otherAsNegative
      detection = Detection(counts.detection)
      positive = Detection(counts.positives)
      negative = Detection(counts.negatives)
      falsePositiveRate = Figure(counts.positivity.falsePositives)
      sensitivity = Figure(counts.positivity.truePositives)
      expectedIndexPercentAtTrue3 = counts.positivity.expectedIndexPercent(atTruePercent: 3)
      markedIndexPercent = counts.markedIndexPercent
      measuredIndexPercent = counts.measuredIndexPercent
    }
  }

  struct Effect: Encodable {
    var biasPoints: Double
    var meanAbsoluteErrorPoints: Double
    var sameGrade: Int

    init(_ effect: CutCalibration.Effect) {
      biasPoints = effect.biasPoints
      meanAbsoluteErrorPoints = effect.meanAbsoluteError
      sameGrade = effect.sameGrade
    }
  }

  struct Calibration: Encodable {
    var factor: Double
    var count: Int
    var verdict: String
    var now: Effect
    var fitted: Effect
    var leftOut: Effect
  }

  struct Value: Encodable {
    var positive: Int?
    var total: Int?
    var indexPercent: Double
    var grade: String

    init(_ value: IndexValue) {
      positive = value.counts?.positive
      total = value.counts?.total
      indexPercent = value.percent
      grade = value.grade.rawValue
    }
  }

  struct Subject: Encodable {
    var name: String
    var level: String
    var region: String
    var slide: String?
    var manual: Value
    var measured: Value
    var differencePoints: Double
    var nuclei: Nuclei?
  }

  struct Missing: Encodable {
    var side: String
    var name: String
    var reason: String
  }

  /// The record as UTF-8 JSON.
  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
