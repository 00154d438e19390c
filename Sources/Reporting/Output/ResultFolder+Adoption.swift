import Foundation
import Quantification
import Store

extension ResultFolder {
  /// Copies the files of a slide from the folder of another run.
  ///
  /// A table of nuclei that is missing or changed there is written from the database, and from the
  /// region file when it tells regions apart.
  ///
  /// - Parameters:
  ///   - name: the slide.
  ///   - run: the run that measured it.
  /// - Throws: `OutputError`, or `AdoptionError` for a file that cannot be had.
  public func adopt(_ name: String, from run: StoredRun) throws {
    // Of what the folder held before under the name; written at the end if it still counts.
    remove([ReviewedRun.correctedName(of: name)])
    let kept = try run.slide(name).kept
    for file in kept.files {
      guard Self.isOwn(file.path) else {
        throw StoreError.damaged(
          path: "\(run.folder)/\(RunStore.fileName)",
          what: "slide \(name) names a file outside of its folders")
      }
      try makeFolder(of: file.path)
      if try copy(file, from: run.folder) { continue }
      if file.path == Self.nucleiName(of: name) {
        try NucleiTable.write(
          try withOutlines(kept.result, from: run, for: file.path),
          nuclei: SlideNuclei(try run.nuclei(of: name)), to: "\(path)/\(file.path)")
      } else {
        throw AdoptionError.lostPicture(path: "\(run.folder)/\(file.path)")
      }
    }
    removeOtherTable(of: name, files: kept.files)
    let pictures = try JSONDecoder().decode(SlidePictures.self, from: Data(kept.pictures.utf8))
    note(pictures, of: name)
  }

  /// A result with all that its table of nuclei tells.
  private func withOutlines(
    _ slide: SlideResult, from run: StoredRun, for table: String
  ) throws -> SlideResult {
    guard slide.lacksOutlines else { return slide }
    var slide = slide
    do {
      try run.readOutlines(of: &slide)
    } catch {
      throw AdoptionError.lostTable(path: "\(run.folder)/\(table)", reason: "\(error)")
    }
    return slide
  }

  /// Copies a file; false when it is not there as it was written.
  private func copy(_ file: StoredFile, from folder: String) throws -> Bool {
    let target = try OutputFile(path: "\(path)/\(file.path)")
    guard try file.copy(from: folder, to: { try target.write($0) }) else { return false }
    try target.finish()
    return true
  }

  private func makeFolder(of file: String) throws(OutputError) {
    guard let slash = file.lastIndex(of: "/") else { return }
    try OutputFile.makeFolder("\(path)/\(file[..<slash])")
  }
}

/// A file that a run wrote is missing or changed, and cannot be had otherwise.
public enum AdoptionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A picture, for which pixels are needed.
  case lostPicture(path: String)
  /// A table of nuclei that tells regions apart, which cannot be read again.
  case lostTable(path: String, reason: String)

  /// What to do about it.
  public var description: String {
    switch self {
    case .lostPicture(let path):
      "\(path): the picture is missing or was changed; give the command of its run again, which "
        + "draws it anew."
    case .lostTable(let path, let reason):
      "\(path): the table is missing or was changed, and only the region file tells what to write "
        + "in its place. \(reason)"
    }
  }
}
