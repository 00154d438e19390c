import Foundation

/// The scoring model that comes with the program.
public enum NucleusModel {
  /// Reads the built-in model.
  ///
  /// - Throws: `TreeEnsembleError` when the program was built with a damaged model file.
  public static func builtIn() throws(TreeEnsembleError) -> TreeEnsemble {
    try TreeEnsemble(
      json: Data(PackageResources.nucleus_score_json),
      expectedFeatures: NucleusDetector.featureNames)
  }
}
