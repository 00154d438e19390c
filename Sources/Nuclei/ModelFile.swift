import Foundation

/// The shape of a model file.
struct ModelFile: Decodable {
  /// The nodes of a tree, column by column; a feature below 0 marks a leaf.
  struct Tree: Decodable {
    var feature: [Int] = []
    var threshold: [Double] = []
    var left: [Int] = []
    var right: [Int] = []
    var value: [Double] = []
  }

  var provenance: [String: String]
  var features: [String]
  var base: Double
  var trees: [Tree]

  /// Reads a model file.
  ///
  /// The general decoder takes 7 ms for the built-in model, a tenth of a run over one tile, so that
  /// files of the usual form are read without it. Whatever the scanner does not understand is left
  /// to the decoder: it says what is wrong, and the meaning of a file is the same either way.
  ///
  /// - Throws: `TreeEnsembleError.notAModel` when the file is not JSON of this shape.
  init(json: Data) throws(TreeEnsembleError) {
    var scanner = ModelFileScanner(Array(json))
    if let file = scanner.file() {
      self = file
      return
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: json)
    } catch {
      throw .notAModel(detail: "\(error)")
    }
  }

  init(provenance: [String: String], features: [String], base: Double, trees: [Tree]) {
    self.provenance = provenance
    self.features = features
    self.base = base
    self.trees = trees
  }
}
