import Foundation

/// A text file that is written piece by piece and appears under its name when it is complete; one
/// that never is leaves nothing behind.
final class TextFile {
  private let path: String
  private let temporaryPath: String
  private let handle: FileHandle
  private var waiting = Data()
  private var isFinished = false
  private static let pieceBytes = 1 << 20

  /// Starts a file.
  init(path: String) throws(SynthesisError) {
    self.path = path
    temporaryPath = path + ".part"
    guard FileManager.default.createFile(atPath: temporaryPath, contents: nil),
      let handle = FileHandle(forWritingAtPath: temporaryPath)
    else { throw .unwritable(path: path, reason: "it cannot be created") }
    self.handle = handle
  }

  /// Adds text.
  func append(_ text: String) throws(SynthesisError) {
    waiting.append(contentsOf: text.utf8)
    if waiting.count >= Self.pieceBytes { try flush() }
  }

  /// Gives the complete file its name.
  func finish() throws(SynthesisError) {
    try flush()
    do {
      try handle.close()
      if FileManager.default.fileExists(atPath: path) {
        try FileManager.default.removeItem(atPath: path)
      }
      try FileManager.default.moveItem(atPath: temporaryPath, toPath: path)
    } catch { throw failure(error) }
    isFinished = true
  }

  deinit {
    if !isFinished { try? FileManager.default.removeItem(atPath: temporaryPath) }
  }

  private func flush() throws(SynthesisError) {
    do {
      try handle.write(contentsOf: waiting)
    } catch { throw failure(error) }
    waiting.removeAll(keepingCapacity: true)
  }

  private func failure(_ error: any Error) -> SynthesisError {
    .unwritable(path: path, reason: error.localizedDescription)
  }
}
