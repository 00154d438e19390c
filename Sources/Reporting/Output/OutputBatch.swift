import Foundation

/// Files that appear under their names together, when all of them last a power cut.
///
/// Each is waited for from the moment it is written, while the next one is made. Files of a batch
/// that was not finished leave nothing behind.
package final class OutputBatch {
  private var files: [OutputFile.Parked] = []
  private let wait = DiskWait()

  package init() {}

  /// Begins to wait for files that are in their places already.
  package func wait(for paths: [String]) {
    wait.begin(paths.count) { (index) throws(OutputError) in
      try OutputFile.waitForDisk(paths[index])
    }
  }

  /// Writes a whole file.
  package func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    let file = try OutputFile(path: path)
    try file.write(bytes)
    add(file)
  }

  /// Takes over a file that was written piece by piece.
  package func add(_ file: GrowingFile) {
    if let whole = file.take() { add(whole) }
  }

  /// Takes over a file that is written to its end.
  package func add(_ file: consuming OutputFile) {
    let parked = file.park()
    files.append(parked)
    wait.begin(1) { (_) throws(OutputError) in try parked.waitForDisk() }
  }

  /// Puts the files in place, in the order in which they came.
  ///
  /// - Throws: what kept one of them from being written or named; those before it are in place.
  package func finish() throws(OutputError) {
    try wait.end()
    while let file = files.first {
      try file.putInPlace()
      files.removeFirst()
    }
  }

  deinit {
    try? wait.end()
    for file in files { file.discard() }
  }
}

/// A file that is written piece by piece while others are; it leaves nothing behind unless a batch
/// takes it over.
package final class GrowingFile {
  private var file: OutputFile?

  /// Opens the file; its folder must exist.
  package init(path: String) throws(OutputError) { file = try OutputFile(path: path) }

  /// Appends bytes.
  package func write(_ bytes: [UInt8]) throws(OutputError) { try file?.write(bytes) }

  fileprivate func take() -> OutputFile? { file.take() }
}
