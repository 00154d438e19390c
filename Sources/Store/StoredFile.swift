import Foundation

/// A file in the output folder, as it was written.
public struct StoredFile: Sendable, Hashable {
  /// Path relative to the output folder.
  public var path: String
  /// Its size, by which a missing or cut file is noticed.
  public var bytes: Int
  /// Hash of its content, by which a damaged one is noticed; nil in databases of older versions.
  public var hash: String?

  /// Makes a file from its parts.
  public init(path: String, bytes: Int, hash: String?) {
    self.path = path
    self.bytes = bytes
    self.hash = hash
  }

  /// Notes a file that was just written.
  ///
  /// - Parameters:
  ///   - path: its path relative to the folder.
  ///   - folder: the output folder.
  /// - Throws: `StoreError.unreadableInput`.
  public init(_ path: String, in folder: String) throws(StoreError) {
    let file = "\(folder)/\(path)"
    self.init(path: path, bytes: Self.size(file) ?? 0, hash: try ContentHash(ofFile: file).text)
  }

  /// Whether the file is in a folder as it was written.
  public func isInPlace(in folder: String) -> Bool {
    let file = "\(folder)/\(path)"
    guard Self.size(file) == bytes else { return false }
    guard let hash else { return true }
    return (try? ContentHash(ofFile: file))?.text == hash
  }

  private static func size(_ file: String) -> Int? {
    var status = stat()
    return unsafe stat(file, &status) == 0 ? Int(status.st_size) : nil
  }
}
