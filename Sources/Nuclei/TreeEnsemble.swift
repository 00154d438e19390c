import CKernels
import Foundation
import Raster

/// A boosted ensemble of small decision trees with logistic output, read from JSON.
public struct TreeEnsemble: Sendable, Equatable {
  /// Names of the features, in the order in which values are given.
  public let features: [String]
  /// Where the model comes from: training script, data, date, seed.
  public let provenance: [String: String]

  private let base: Float
  /// Comparisons of all trees, tree after tree.
  private let splits: [Split]
  /// Index in `splits` of the end of each tree.
  private let ends: [Int32]
  /// Values of the leaves from left to right, `leafLimit` places per tree.
  private let leaves: [Float]

  /// Most leaves of a tree.
  public static let leafLimit = 32

  /// A comparison in a tree, laid out as `ki67_split`.
  private struct Split: Sendable, Equatable {
    var feature: Int32
    /// A larger value leads to the right.
    var threshold: Float
    /// Leaves, as bits, that remain possible when the way leads to the right: all but those of the
    /// left subtree.
    var rightLeaves: UInt32
  }

  /// Reads a model.
  ///
  /// - Parameters:
  ///   - json: contents of a model file.
  ///   - expectedFeatures: names the caller supplies, in its order.
  /// - Throws: `TreeEnsembleError` when the file is no model, its features differ, or a tree is
  ///   broken (its nodes could loop) or too large.
  public init(json: Data, expectedFeatures: [String]) throws(TreeEnsembleError) {
    let file = try ModelFile(json: json)
    guard file.features == expectedFeatures else {
      throw .featuresDiffer(found: file.features, expected: expectedFeatures)
    }
    features = file.features
    provenance = file.provenance
    base = Float(file.base)
    var splits: [Split] = []
    var ends: [Int32] = []
    var leaves: [Float] = []
    for (index, tree) in file.trees.enumerated() {
      try Self.check(tree, index: index, featureCount: file.features.count)
      var values: [Float] = []
      _ = Self.append(tree, node: 0, splits: &splits, leaves: &values)
      values += repeatElement(0, count: Self.leafLimit - values.count)
      leaves += values
      ends.append(Int32(splits.count))
    }
    self.splits = splits
    self.ends = ends
    self.leaves = leaves
  }

  private static func check(
    _ tree: ModelFile.Tree, index: Int, featureCount: Int
  ) throws(TreeEnsembleError) {
    let count = tree.feature.count
    guard count > 0, count < 2 * leafLimit else { throw .brokenTree(index: index) }
    // Children come after their parent, each of one parent only, so that walks end.
    var parents = [Int](repeating: 0, count: count)
    for i in 0..<count where tree.feature[i] >= 0 {
      guard tree.feature[i] < featureCount, (i + 1..<count).contains(tree.left[i]),
        (i + 1..<count).contains(tree.right[i])
      else { throw .brokenTree(index: index) }
      parents[tree.left[i]] += 1
      parents[tree.right[i]] += 1
    }
    guard parents.allSatisfy({ $0 <= 1 }) else { throw .brokenTree(index: index) }
  }

  /// Appends a subtree, its leaves from left to right.
  ///
  /// - Returns: the leaves of the subtree as bits.
  private static func append(
    _ tree: ModelFile.Tree, node: Int, splits: inout [Split], leaves: inout [Float]
  ) -> UInt32 {
    guard tree.feature[node] >= 0 else {
      leaves.append(Float(tree.value[node]))
      return 1 << UInt32(leaves.count - 1)
    }
    let left = append(tree, node: tree.left[node], splits: &splits, leaves: &leaves)
    splits.append(
      Split(
        feature: Int32(tree.feature[node]), threshold: largestFloat(upTo: tree.threshold[node]),
        rightLeaves: ~left))
    return left | append(tree, node: tree.right[node], splits: &splits, leaves: &leaves)
  }

  /// Largest 32-bit number that a threshold does not fall below.
  ///
  /// A threshold may lie between two neighboring 32-bit numbers; rounded up, the upper one would no
  /// longer lead to the right.
  private static func largestFloat(upTo threshold: Double) -> Float {
    let nearest = Float(threshold)
    return Double(nearest) > threshold ? nearest.nextDown : nearest
  }

  /// Probability for one row of feature values, 0 to 1.
  public func probability(_ values: UnsafePointer<Float>) -> Float {
    withUnsafeTemporaryAllocation(of: FloatLanes.self, capacity: features.count) { lanes in
      for feature in 0..<features.count { lanes[feature] = FloatLanes(repeating: values[feature]) }
      guard let base = lanes.baseAddress else { return Self.logistic(base) }
      return Self.logistic(sums(base)[0])
    }
  }

  static func logistic(_ sum: Float) -> Float { 1 / (1 + exp(-sum)) }

  /// Sums of the trees for sixteen candidates, whose `logistic` is their probability.
  ///
  /// All comparisons of a tree are made for all candidates, each ruling out the leaves it leads away
  /// from; the leftmost leaf that remains is the one a walk from the root would reach (QuickScorer,
  /// Lucchese et al., SIGIR 2015). That is more comparisons than a walk makes, but without a branch
  /// that depends on the data.
  ///
  /// - Parameters:
  ///   - values: sixteen values of each feature.
  ///   - instructions: an available set.
  /// - Returns: the sums, which the logistic function turns into probabilities.
  func sums(
    _ values: UnsafePointer<FloatLanes>, instructions: InstructionSet = .best
  ) -> FloatLanes {
    var sums = FloatLanes(repeating: base)
    splits.withUnsafeBufferPointer { splits in
      // The same three numbers in the same places.
      splits.withMemoryRebound(to: ki67_split.self) { splits in
        leaves.withUnsafeBufferPointer { leaves in
          ends.withUnsafeBufferPointer { ends in
            var trees = ki67_trees(
              splits: splits.baseAddress, ends: ends.baseAddress, leaves: leaves.baseAddress,
              count: ends.count)
            withUnsafeMutableBytes(of: &sums) { sums in
              ki67_add_trees(
                instructions.kernels, &trees,
                UnsafeRawPointer(values).assumingMemoryBound(to: Float.self),
                sums.assumingMemoryBound(to: Float.self).baseAddress)
            }
          }
        }
      }
    }
    return sums
  }
}

/// Why a model file cannot be used.
public enum TreeEnsembleError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file is not JSON of the expected shape.
  case notAModel(detail: String)
  /// The model was trained on other features.
  case featuresDiffer(found: [String], expected: [String])
  /// A tree has columns of different length, a node that points outside or backwards or has two
  /// parents, or more leaves than `TreeEnsemble.leafLimit`.
  case brokenTree(index: Int)

  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .notAModel(let detail):
      "the model file is not a tree ensemble (\(detail)); make it with training/train.py"
    case .featuresDiffer(let found, let expected):
      "the model was trained on \(found), expected \(expected); train it anew"
    case .brokenTree(let index):
      "tree \(index) of the model is damaged or has more than \(TreeEnsemble.leafLimit) leaves; "
        + "make the model with training/train.py"
    }
  }
}
