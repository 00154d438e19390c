import Foundation

/// Scoring models: the one that comes with the program, and a laboratory's own.
public enum NucleusModel {
  /// Reads the built-in model.
  ///
  /// - Throws: `TreeEnsembleError` when the program was built with a damaged model file.
  public static func builtIn() throws(TreeEnsembleError) -> TreeEnsemble {
    try load(json: builtInJSON)
  }

  /// Contents of the built-in model's file, by which results are told from those of other models.
  public static var builtInJSON: Data { Data(PackageResources.nucleus_score_json) }

  /// Reads a model that a laboratory trained.
  ///
  /// - Parameter json: contents of a model file.
  /// - Returns: the model.
  /// - Throws: `TreeEnsembleError` when it is no model for this program's features.
  public static func load(json: Data) throws(TreeEnsembleError) -> TreeEnsemble {
    try TreeEnsemble(json: json, expectedFeatures: NucleusDetector.featureNames)
  }
}
