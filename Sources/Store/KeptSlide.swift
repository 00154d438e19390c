import Quantification

/// A measured slide as the store keeps it.
public struct KeptSlide: Sendable, Equatable {
  /// Its result; paths and case as the present run names them.
  public var result: SlideResult
  /// Files in the output folder that were written for it.
  public var files: [StoredFile]
  /// What the writer of its pictures noted for itself.
  public var pictures: String
}
