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

  /// Hands the file over piece by piece.
  ///
  /// - Parameters:
  ///   - folder: the output folder that it is in.
  ///   - sink: takes the pieces.
  /// - Returns: whether it is as it was written; else what was handed over is worth nothing.
  /// - Throws: what the sink throws.
  public func copy(from folder: String, to sink: ([UInt8]) throws -> Void) throws -> Bool {
    guard Self.size("\(folder)/\(path)") == bytes else { return false }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var state = HashState()
    do {
      let file = try FilePieces("\(folder)/\(path)")
      while case let count = try file.read(&buffer), count > 0 {
        state.add(buffer, count: count)
        try sink(Array(buffer[..<count]))
      }
    } catch is StoreError {
      return false
    }
    return hash.map { $0 == ContentHash(state.digest).text } ?? true
  }

  private static func size(_ file: String) -> Int? {
    var status = stat()
    return unsafe stat(file, &status) == 0 ? Int(status.st_size) : nil
  }
}
