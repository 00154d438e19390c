import Foundation
import Nuclei
import TestSupport
import Testing

@Suite struct TreeEnsembleTests {
  private func model(left: Int = 1, features: String = "[\"a\", \"b\"]") -> Data {
    Data(
      """
      {"provenance": {"source": "by hand"}, "features": \(features), "base": -0.5, "trees": [
        {"feature": [1, -1, -1], "threshold": [2.0, 0, 0], "left": [\(left), 0, 0],
         "right": [2, 0, 0], "value": [0, -1.0, 1.0]},
        {"feature": [-1], "threshold": [0], "left": [0], "right": [0], "value": [0.25]}]}
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

    var json: String {
      "{\"feature\": \(feature), \"threshold\": \(threshold), \"left\": \(left), "
        + "\"right\": \(right), \"value\": \(value)}"
    }
  }

  @Test func `comparing at all nodes finds the leaves that walks from the roots find`() throws {
    var random = SeededGenerator(seed: 5)
    let names = ["a", "b", "c", "d", "e"]
    let trees = (1...TreeEnsemble.leafLimit).map {
      RandomTree(leaves: $0, featureCount: names.count, using: &random)
    }
    let json =
      "{\"provenance\": {}, \"features\": \(names), \"base\": 0.5, "
      + "\"trees\": [\(trees.map(\.json).joined(separator: ", "))]}"
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
    let json =
      "{\"provenance\": {}, \"features\": [\"a\"], \"base\": 0, \"trees\": [\(tree.json)]}"
    #expect(throws: TreeEnsembleError.brokenTree(index: 0)) {
      try TreeEnsemble(json: Data(json.utf8), expectedFeatures: ["a"])
    }
  }

  @Test func `a threshold between neighboring numbers parts them`() throws {
    let lower = Float(0.3)
    let middle = (Double(lower) + Double(lower.nextUp)) / 2
    for threshold in [middle, middle.nextUp, middle.nextDown] {
      let text = String(decoding: model(), as: UTF8.self)
        .replacing("\"threshold\": [2.0,", with: "\"threshold\": [\(threshold),")
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

  /// The same file with a key that no model has, which only the general decoder passes over.
  private func throughDecoder(_ json: String) -> String {
    json.replacing("{", with: "{\"x\": 1, ", maxReplacements: 1)
  }

  private func outcome(_ json: String, _ features: [String]) -> Result<TreeEnsemble, any Error> {
    Result { try TreeEnsemble(json: Data(json.utf8), expectedFeatures: features) }
  }

  @Test func `the built-in model is the same when the general decoder reads it`() throws {
    let json = String(decoding: NucleusModel.builtInJSON, as: UTF8.self)
    let features = NucleusDetector.featureNames
    #expect(try outcome(throughDecoder(json), features).get() == NucleusModel.builtIn())
  }

  @Test func `a damaged model means the same to the scanner and to the general decoder`() {
    let json = String(decoding: model(), as: UTF8.self)
    var random = SeededGenerator(seed: 8)
    let signs = Array("0123456789.,:-+eE{}[]\" \\nax\u{e9}")
    var accepted = 0
    for _ in 0..<4000 {
      var characters = Array(json)
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        let place = Int.random(in: 1..<characters.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: characters[place] = signs.randomElement(using: &random) ?? "0"
        case 1: characters.insert(signs.randomElement(using: &random) ?? "0", at: place)
        default: characters.remove(at: place)
        }
      }
      let damaged = String(characters)
      let scanned = outcome(damaged, ["a", "b"])
      let decoded = outcome(throughDecoder(damaged), ["a", "b"])
      switch (scanned, decoded) {
      case (.success(let scanned), .success(let decoded)):
        #expect(scanned == decoded, "\(damaged)")
        accepted += 1
      case (.failure, .failure): continue
      default: Issue.record("\(damaged): \(scanned) and \(decoded)")
      }
    }
    #expect(accepted > 200)
  }

  @Test func `the built-in model fits the features and states where it comes from`() throws {
    let model = try NucleusModel.builtIn()
    #expect(model.features == NucleusDetector.featureNames)
    #expect(model.provenance["script"] != nil)
  }
}
