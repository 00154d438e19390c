import Foundation
import Nuclei
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

  @Test func `the built-in model fits the features and states where it comes from`() throws {
    let model = try NucleusModel.builtIn()
    #expect(model.features == NucleusDetector.featureNames)
    #expect(model.provenance["script"] != nil)
  }
}
