import Foundation

/// A boosted ensemble of small decision trees with logistic output, read from JSON.
public struct TreeEnsemble: Sendable, Equatable {
  /// Names of the features, in the order in which values are given.
  public let features: [String]
  /// Where the model comes from: training script, data, date, seed.
  public let provenance: [String: String]

  private let base: Float
  private let nodes: [Node]
  private let roots: [Int32]

  private struct Node: Sendable, Equatable {
    /// Feature index; negative at a leaf.
    var feature: Int32
    /// At an inner node the threshold, at a leaf the value.
    var value: Float
    /// Next node when the feature is at most the threshold, and otherwise.
    var below: Int32
    var above: Int32
  }

  /// The shape of the model file.
  private struct File: Decodable {
    struct Tree: Decodable {
      var feature: [Int]
      var threshold: [Double]
      var left: [Int]
      var right: [Int]
      var value: [Double]
    }
    var provenance: [String: String]
    var features: [String]
    var base: Double
    var trees: [Tree]
  }

  /// Reads a model.
  ///
  /// - Parameters:
  ///   - json: contents of a model file.
  ///   - expectedFeatures: names the caller supplies, in its order.
  /// - Throws: `TreeEnsembleError` when the file is no model, its features differ, or a node points
  ///   backwards or outside (such a tree could loop).
  public init(json: Data, expectedFeatures: [String]) throws(TreeEnsembleError) {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: json)
    } catch {
      throw .notAModel(detail: "\(error)")
    }
    guard file.features == expectedFeatures else {
      throw .featuresDiffer(found: file.features, expected: expectedFeatures)
    }
    features = file.features
    provenance = file.provenance
    base = Float(file.base)
    var nodes: [Node] = []
    var roots: [Int32] = []
    for (index, tree) in file.trees.enumerated() {
      roots.append(Int32(nodes.count))
      nodes += try Self.nodes(
        of: tree, index: index, offset: nodes.count, featureCount: file.features.count)
    }
    self.nodes = nodes
    self.roots = roots
  }

  private static func nodes(
    of tree: File.Tree, index: Int, offset: Int, featureCount: Int
  ) throws(TreeEnsembleError) -> [Node] {
    let count = tree.feature.count
    guard count > 0,
      [tree.threshold.count, tree.left.count, tree.right.count, tree.value.count]
        .allSatisfy({ $0 == count })
    else { throw .brokenTree(index: index) }
    var result: [Node] = []
    for i in 0..<count {
      if tree.feature[i] < 0 {
        result.append(Node(feature: -1, value: Float(tree.value[i]), below: 0, above: 0))
        continue
      }
      guard tree.feature[i] < featureCount, (i + 1..<count).contains(tree.left[i]),
        (i + 1..<count).contains(tree.right[i])
      else { throw .brokenTree(index: index) }
      result.append(
        Node(
          feature: Int32(tree.feature[i]), value: Float(tree.threshold[i]),
          below: Int32(offset + tree.left[i]), above: Int32(offset + tree.right[i])))
    }
    return result
  }

  /// Probability for one row of feature values, 0 to 1.
  public func probability(_ values: UnsafePointer<Float>) -> Float {
    let sum = nodes.withUnsafeBufferPointer { nodes in
      var sum = base
      for root in roots {
        var node = nodes[Int(root)]
        while node.feature >= 0 {
          let next = values[Int(node.feature)] <= node.value ? node.below : node.above
          node = nodes[Int(next)]
        }
        sum += node.value
      }
      return sum
    }
    return 1 / (1 + exp(-sum))
  }
}

/// Why a model file cannot be used.
public enum TreeEnsembleError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file is not JSON of the expected shape.
  case notAModel(detail: String)
  /// The model was trained on other features.
  case featuresDiffer(found: [String], expected: [String])
  /// A tree has columns of different length, or a node that points outside or backwards.
  case brokenTree(index: Int)

  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .notAModel(let detail):
      "the model file is not a tree ensemble (\(detail)); make it with training/train.py"
    case .featuresDiffer(let found, let expected):
      "the model was trained on \(found), expected \(expected); train it anew"
    case .brokenTree(let index):
      "tree \(index) of the model is damaged; make the model with training/train.py"
    }
  }
}
