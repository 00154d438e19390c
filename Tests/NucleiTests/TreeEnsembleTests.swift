import Foundation
import Nuclei
import TestSupport
import Testing

@Suite struct TreeEnsembleTests {
  private func model(left: Int = 1, features: String = "[\"a\", \"b\"]") -> Data {
    Data(
      """
      {"provenance": {"source": "by hand"}, "features": \(features), "base": -0.5, "trees": {
        "nodes": [3, 1], "feature": "1 -1 -1 -1", "threshold": "2.0 0 0 0",
        "left": "\(left) 0 0 0", "right": "2 0 0 0", "value": "0 -1.0 1.0 0.25"}}
      """.utf8)
  }

  private func probability(_ model: TreeEnsemble, _ values: [Float]) -> Float {
    values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return .nan }
      return model.probability(base)
    }
  }

  @Test func `adds the leaves and takes the logistic of the sum`() throws {
    let model = try TreeEnsemble(json: model(), expectedFeatures: ["a", "b"])
    // At most the threshold goes left: sum -0.5 - 1 + 0.25; above it -0.5 + 1 + 0.25.
    #expect(abs(probability(model, [9, 2]) - Float(1 / (1 + exp(1.25)))) < 1e-6)
    #expect(abs(probability(model, [9, 2.1]) - Float(1 / (1 + exp(-0.75)))) < 1e-6)
  }

  /// A random tree as columns of its file, parents before children, and its walk.
  private struct RandomTree {
    var feature: [Int] = []
    var threshold: [Double] = []
    var left: [Int] = []
    var right: [Int] = []
    var value: [Double] = []

    init(leaves: Int, featureCount: Int, using random: inout SeededGenerator) {
      grow(leaves: leaves, featureCount: featureCount, using: &random)
    }

    private mutating func grow(
      leaves: Int, featureCount: Int, using random: inout SeededGenerator
    ) {
      let node = feature.count
      feature.append(leaves == 1 ? -1 : Int.random(in: 0..<featureCount, using: &random))
      // Few different values, so that equality with a threshold happens.
      threshold.append(Double(Int.random(in: 0...4, using: &random)))
      value.append(leaves == 1 ? Double.random(in: -1...1, using: &random) : 0)
      left.append(0)
      right.append(0)
      guard leaves > 1 else { return }
      let below = Int.random(in: 1..<leaves, using: &random)
      left[node] = feature.count
      grow(leaves: below, featureCount: featureCount, using: &random)
      right[node] = feature.count
      grow(leaves: leaves - below, featureCount: featureCount, using: &random)
    }

    func walk(_ values: [Float]) -> Float {
      var node = 0
      while feature[node] >= 0 {
        node = values[feature[node]] <= Float(threshold[node]) ? left[node] : right[node]
      }
      return Float(value[node])
    }

    /// A file of some trees.
    static func json(_ trees: [RandomTree], features: [String], base: Double) -> String {
      func column(_ numbers: (RandomTree) -> [some CustomStringConvertible]) -> String {
        trees.flatMap(numbers).map(\.description).joined(separator: " ")
      }
      return """
        {"provenance": {}, "features": \(features), "base": \(base), "trees": {
          "nodes": \(trees.map(\.feature.count)), "feature": "\(column(\.feature))",
          "threshold": "\(column(\.threshold))", "left": "\(column(\.left))",
          "right": "\(column(\.right))", "value": "\(column(\.value))"}}
        """
    }
  }

  @Test func `comparing at all nodes finds the leaves that walks from the roots find`() throws {
    var random = SeededGenerator(seed: 5)
    let names = ["a", "b", "c", "d", "e"]
    let trees = (1...TreeEnsemble.leafLimit).map {
      RandomTree(leaves: $0, featureCount: names.count, using: &random)
    }
    let json = RandomTree.json(trees, features: names, base: 0.5)
    let model = try TreeEnsemble(json: Data(json.utf8), expectedFeatures: names)
    for _ in 0..<500 {
      let values = names.map { _ in Float(Int.random(in: 0...8, using: &random)) / 2 }
      let sum = trees.reduce(Float(0.5)) { $0 + $1.walk(values) }
      #expect(abs(probability(model, values) - 1 / (1 + exp(-sum))) < 1e-6)
    }
  }

  @Test func `refuses a tree of more leaves than it can hold`() {
    var random = SeededGenerator(seed: 6)
    let tree = RandomTree(
      leaves: TreeEnsemble.leafLimit + 1, featureCount: 1, using: &random)
    let json = RandomTree.json([tree], features: ["a"], base: 0)
    #expect(throws: TreeEnsembleError.brokenTree(index: 0)) {
      try TreeEnsemble(json: Data(json.utf8), expectedFeatures: ["a"])
    }
  }

  @Test func `a threshold between neighboring numbers parts them`() throws {
    let lower = Float(0.3)
    let middle = (Double(lower) + Double(lower.nextUp)) / 2
    for threshold in [middle, middle.nextUp, middle.nextDown] {
      let text = String(decoding: model(), as: UTF8.self)
        .replacing("\"threshold\": \"2.0 ", with: "\"threshold\": \"\(threshold) ")
      let model = try TreeEnsemble(json: Data(text.utf8), expectedFeatures: ["a", "b"])
      #expect(probability(model, [0, lower]) < 0.5)
      #expect(probability(model, [0, lower.nextUp]) > 0.5)
    }
  }

  @Test func `refuses other features`() {
    #expect(throws: TreeEnsembleError.featuresDiffer(found: ["a", "b"], expected: ["a"])) {
      try TreeEnsemble(json: model(), expectedFeatures: ["a"])
    }
  }

  @Test(arguments: [0, -1, 3])
  func `refuses a tree that points backwards or outside`(left: Int) {
    #expect(throws: TreeEnsembleError.brokenTree(index: 0)) {
      try TreeEnsemble(json: model(left: left), expectedFeatures: ["a", "b"])
    }
  }

  @Test func `refuses a file that is no model`() {
    #expect(throws: TreeEnsembleError.self) {
      try TreeEnsemble(json: Data("{}".utf8), expectedFeatures: [])
    }
  }

  @Test(arguments: [
    ("3, 1", "3, 2"), ("3, 1", "3"), ("3, 1", "4, -1, 1"), ("3, 1", "9223372036854775807, 1"),
    ("2.0 0", "2.0 x"), ("2.0 0", "nan 0"), ("2.0 0", "1e999 0"), ("2.0 0", "2.0"),
    ("1 -1 -1 -1", "1 -1 -1 -1 -1"), ("1 -1 -1 -1", "1.5 -1 -1 -1"), ("1 -1 -1 -1", ""),
  ])
  func `refuses columns that do not fit`(change: (from: String, to: String)) throws {
    let text = String(decoding: model(), as: UTF8.self)
    let changed = text.replacing(change.from, with: change.to)
    try #require(changed != text)
    #expect(throws: TreeEnsembleError.self) {
      try TreeEnsemble(json: Data(changed.utf8), expectedFeatures: ["a", "b"])
    }
  }

  @Test func `the built-in model fits the features and states where it comes from`() throws {
    let model = try NucleusModel.builtIn()
    #expect(model.features == NucleusDetector.featureNames)
    #expect(model.provenance["script"] != nil)
  }
}
