import Foundation

/// The contents of a model file.
///
/// The nodes of all trees stand one after the other in columns, each column as one text of numbers
/// with spaces between them: a decoder takes far longer for thousands of elements than for a text.
struct ModelFile {
  /// The nodes of a tree, column by column; a feature below 0 marks a leaf.
  struct Tree {
    var feature: [Int]
    var threshold: [Double]
    var left: [Int]
    var right: [Int]
    var value: [Double]
  }

  let provenance: [String: String]
  let features: [String]
  let base: Double
  let trees: [Tree]

  /// Reads a model file.
  ///
  /// - Throws: `TreeEnsembleError.notAModel` when the file is not JSON of this shape.
  init(json: Data) throws(TreeEnsembleError) {
    let document: Document
    do {
      document = try JSONDecoder().decode(Document.self, from: json)
    } catch {
      throw .notAModel(detail: "\(error)")
    }
    provenance = document.provenance
    features = document.features
    base = document.base
    trees = try document.trees.parted()
  }

  private struct Document: Decodable {
    var provenance: [String: String]
    var features: [String]
    var base: Double
    var trees: Columns
  }

  private struct Columns: Decodable {
    /// Number of nodes of each tree.
    var nodes: [Int]
    var feature: String
    var threshold: String
    var left: String
    var right: String
    var value: String

    func parted() throws(TreeEnsembleError) -> [Tree] {
      let feature = try numbers(feature, "feature") { Int($0) }
      let threshold = try numbers(threshold, "threshold", Self.finite)
      let left = try numbers(left, "left") { Int($0) }
      let right = try numbers(right, "right") { Int($0) }
      let value = try numbers(value, "value", Self.finite)
      let count = feature.count
      guard [threshold.count, left.count, right.count, value.count].allSatisfy({ $0 == count })
      else { throw .notAModel(detail: "the columns of trees differ in length") }
      var trees: [Tree] = []
      var first = 0
      for (index, size) in nodes.enumerated() {
        guard size > 0, size <= count - first else { throw .brokenTree(index: index) }
        let part = first..<(first + size)
        first += size
        trees.append(
          Tree(
            feature: Array(feature[part]), threshold: Array(threshold[part]),
            left: Array(left[part]), right: Array(right[part]), value: Array(value[part])))
      }
      guard first == count else {
        throw .notAModel(detail: "trees.nodes names \(first) nodes, and the columns have \(count)")
      }
      return trees
    }

    private func numbers<Number>(
      _ column: String, _ name: String, _ number: (Substring) -> Number?
    ) throws(TreeEnsembleError) -> [Number] {
      var numbers: [Number] = []
      for text in column.split(separator: " ") {
        guard let next = number(text) else {
          throw .notAModel(detail: "trees.\(name) has \"\(text.prefix(40))\", which is no number")
        }
        numbers.append(next)
      }
      return numbers
    }

    private static func finite(_ text: Substring) -> Double? {
      Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
  }
}
