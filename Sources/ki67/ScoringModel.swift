import Foundation
import Nuclei
import Store

/// The model that scores candidates, and the hash by which results of different models are told.
struct ScoringModel {
  let trees: TreeEnsemble
  let hash: ContentHash

  /// The built-in model.
  init() throws {
    trees = try NucleusModel.builtIn()
    hash = ContentHash(of: NucleusModel.builtInJSON)
  }

  /// A laboratory's own model.
  init(path: String) throws {
    guard let json = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(
        "--model \(path): the file cannot be read; expected a model made by training/train.py.")
    }
    do throws(TreeEnsembleError) {
      trees = try NucleusModel.load(json: json)
    } catch {
      throw CommandFailure("--model \(path): \(error.description)")
    }
    hash = ContentHash(of: json)
  }
}
