import ArgumentParser
import Foundation
import Quantification

/// Folders for results.
enum OutputPlace {
  /// Refuses an empty name for the folder of a run, which would be looked for in the root.
  static func checkName(ofRun folder: String) throws {
    guard !folder.isEmpty else {
      throw ValidationError(
        "the folder of the run has an empty name; name the one that ki67 quantify wrote.")
    }
  }

  /// Makes a folder that an option names, with those above it; one that is there already is fine.
  static func make(_ path: String, option: String) throws(CommandFailure) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(
        "\(option) \(path): the folder cannot be made: \(SystemReason.text(error)); "
          + "name another one.")
    }
  }
}
