import Foundation
import Quantification

/// Folders for results.
enum OutputPlace {
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
