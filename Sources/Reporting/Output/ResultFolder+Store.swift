import Foundation
import Quantification
import SlideIO
import Store

extension ResultFolder: RunLedger {
  /// What the store kept of a slide; its files are written again where they are missing.
  ///
  /// A slide whose files cannot be put in place is a failed one when the folder cannot be written,
  /// and is measured again when what was kept of it cannot be read.
  public func recall(
    _ slide: SlideInput, profile: Profile, pixels: any SlidePixelReading
  ) -> SlideResult? {
    guard let store, let kept = store.recall(slide, profile: profile) else { return nil }
    do {
      try putFilesInPlace(of: kept, pixels: pixels)
      return kept.result
    } catch {
      store.forget(slide.slide)
      guard stopIfNothingCanBeStored(error) else { return nil }
      var failed = kept.result
      failed.status = .failed
      failed.error = "measured, but its files could not be written: \(error)"
      return failed
    }
  }

  private func putFilesInPlace(of kept: KeptSlide, pixels: any SlidePixelReading) throws {
    let slide = kept.result
    let known = try? JSONDecoder().decode(SlidePictures.self, from: Data(kept.pictures.utf8))
    if let known, known.options == options, kept.files.allSatisfy(isInPlace),
      Set(known.files) == Set(kept.files.map(\.path))
    {
      note(known, of: slide.slide)
      return
    }
    let nuclei = try store?.nuclei(of: slide.slide) ?? []
    let pictures = try writeFiles(of: slide, nuclei: nuclei, pixels: pixels)
    try store?.replaceFiles(
      of: slide.slide, by: pictures.files.map(storedFile), pictures: try Self.text(pictures))
  }

  private func isInPlace(_ file: StoredFile) -> Bool { byteCount(file.path) == file.bytes }

  private func byteCount(_ file: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")
    return attributes?[.size] as? Int
  }

  private func storedFile(_ file: String) -> StoredFile {
    StoredFile(path: file, bytes: byteCount(file) ?? 0)
  }

  /// Keeps a slide whose files are written, and removes those that it no longer has.
  func keep(_ slide: SlideResult, nuclei: [TiledNucleus], pictures: SlidePictures) throws {
    guard let store else { return }
    let outdated = try store.keep(
      slide, nuclei: nuclei, files: pictures.files.map(storedFile),
      pictures: try Self.text(pictures))
    remove(outdated)
  }

  /// Removes files that the store says were written for results that are gone.
  func remove(_ files: [String]) {
    for file in files where Self.isOwn(file) {
      try? FileManager.default.removeItem(atPath: "\(path)/\(file)")
    }
  }

  /// Whether a path can be one of a slide's files; a damaged database must not remove others.
  private static func isOwn(_ file: String) -> Bool {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    return ["nuclei", "overlays"].contains(parts.first) && parts.count > 1
      && !parts.contains("..") && !parts.contains("")
  }

  private static func text(_ pictures: SlidePictures) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(pictures), as: UTF8.self)
  }

  /// Ends the run when an error would meet every further slide as well.
  @discardableResult
  func stopIfNothingCanBeStored(_ error: any Error) -> Bool {
    let meetsAll =
      switch error {
      case let error as OutputError:
        switch error {
        case .diskFull, .notPermitted, .cannotCreateFolder: true
        case .cannotWrite: false
        }
      case let error as StoreError:
        switch error {
        case .diskFull, .unusable: true
        default: false
        }
      case let error as ImageFileError:
        switch error {
        case .diskFull: true
        case .unwritable(_, let reason):
          ["permission denied", "the file system is read-only"].contains(reason)
        default: false
        }
      default: false
      }
    if meetsAll { stop.request(.cannotStore("\(error)")) }
    return meetsAll
  }
}
