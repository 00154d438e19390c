import ArgumentParser
import Quantification
import Reporting

/// Keeps files that a command reads from being replaced or removed by what it writes.
///
/// It is asked before anything is written: an image that is gone may be the only one.
struct OutputGuard {
  /// Something that is written, and the option that names its place.
  private struct Output {
    let path: String
    let option: String
  }

  private var files: [FilePlace: Output] = [:]
  private var folders: [FilePlace: Output] = [:]

  /// A guard of what is added later.
  init() {}

  /// A guard of everything that is written to the output folder of a run.
  init(results folder: String) {
    for name in ResultFolder.fileNames { addFile("\(folder)/\(name)", option: "--out") }
    for name in ResultFolder.folderNames { addFolder("\(folder)/\(name)", option: "--out") }
  }

  /// Adds a file that is written.
  mutating func addFile(_ path: String, option: String) {
    guard let place = FilePlace(path) else { return }
    files[place] = Output(path: path, option: option)
  }

  /// Adds a folder in which files of any name are written and removed.
  mutating func addFolder(_ path: String, option: String) {
    guard let place = FilePlace(path) else { return }
    folders[place] = Output(path: path, option: option)
  }

  /// Refuses files that would be lost; folders are passed over, what is read from them counts.
  ///
  /// - Throws: `ValidationError` for the first such file.
  func check(_ paths: some Sequence<String>) throws {
    // In a new folder nothing can be lost, and there may be many images.
    guard files.keys.contains(where: \.isThere) || folders.keys.contains(where: \.isThere) else {
      return
    }
    for path in paths {
      guard let kind = FileKind.of(path), kind != .folder else { continue }
      let places = FilePlace.around(path)
      if let output = places.first.flatMap({ files[$0] }) {
        throw ValidationError(
          "\(path) is read here, and what \(output.option) writes to \(output.path) would take its "
            + "place; name another place with \(output.option).")
      }
      if let output = Self.first(places, in: folders) {
        throw ValidationError(
          "\(path) is read here, but lies in \(output.path), where files are replaced and removed; "
            + "name another place with \(output.option).")
      }
    }
  }

  /// Refuses a folder for other files, which would be mixed with those that are written.
  ///
  /// - Throws: `ValidationError` when it is one of the folders or lies in one.
  func check(folder path: String, option: String) throws {
    guard let output = Self.first(FilePlace.around(path), in: folders) else { return }
    throw ValidationError(
      "\(option) \(path) lies in \(output.path), where \(output.option) writes other files; name "
        + "another folder with \(option).")
  }

  private static func first(
    _ places: [FilePlace], in folders: [FilePlace: Output]
  ) -> Output? {
    places.lazy.compactMap { folders[$0] }.first
  }
}
