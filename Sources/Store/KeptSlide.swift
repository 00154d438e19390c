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

/// A file in the output folder.
public struct StoredFile: Sendable, Hashable {
  /// Path relative to the output folder.
  public var path: String
  /// Its size, by which a missing or cut file is noticed.
  public var bytes: Int

  /// Makes a file from its parts.
  public init(path: String, bytes: Int) {
    self.path = path
    self.bytes = bytes
  }
}
