import Foundation
import Quantification
import SlideIO
import Store

extension ResultFolder: RunLedger {
  /// What the store kept of a slide, with its files in place.
  ///
  /// A table of nuclei that is missing or changed is written from the store, and from the region
  /// file when it tells regions apart. A slide whose pictures are, or are not those that are asked
  /// for, is measured again, because they show more than the store holds.
  public func recall(_ slide: SlideInput, profile: Profile) -> SlideResult? {
    guard let store, let kept = store.recall(slide, profile: profile) else { return nil }
    guard let pictures = picturesInPlace(of: kept) else {
      store.forget(slide.slide, lacksPictures: true)
      return nil
    }
    do {
      try putFilesInPlace(of: kept, pictures) { result in
        guard result.lacksOutlines, let path = slide.roi else { return }
        try result.readOutlines(path: path, rules: profile.regions)
      }
      store.settle(slide.slide)
      return kept.result
    } catch is DrawnRegionsProblem {
      // The file changed since it was hashed, or is too large to be read beside others.
      store.forget(slide.slide, lacksPictures: false)
      return nil
    } catch {
      store.forget(slide.slide, lacksPictures: false)
      guard stopIfNothingCanBeStored(error) else { return nil }
      var failed = kept.result
      failed.status = .failed
      failed.error = "measured, but its nuclei could not be written: \(error)"
      return failed
    }
  }

  /// Records of a slide that an earlier run did not finish.
  public func journal(of slide: SlideInput, parts: String) -> (any UnitJournal)? {
    store?.journal(of: slide.slide, parts: parts)
  }

  /// Names of the cases of which two images with nuclei are the same file.
  public func casesWithRepeatedImages(among slides: [SlideInput]) -> Set<String> {
    // What cannot be read now is met again, and told, when the run is stored.
    (try? store?.casesWithRepeatedImages(among: slides)) ?? []
  }

  /// What was written for a slide; nil when pictures that are asked for are not all there.
  private func picturesInPlace(of kept: KeptSlide) -> SlidePictures? {
    let text = Data(kept.pictures.utf8)
    guard let known = try? JSONDecoder().decode(SlidePictures.self, from: text) else { return nil }
    if options.overlays == .none { return known }
    let isAskedFor = known.options.overlays == options.overlays
    return isAskedFor && areInPlace(known.list.flatMap(\.files), of: kept) ? known : nil
  }

  /// Writes a table that is missing or changed, and forgets files that are, and that nobody asks for;
  /// those that are in place stay, asked for or not, because they fit.
  private func putFilesInPlace(
    of kept: KeptSlide, _ known: SlidePictures, addOutlines: (inout SlideResult) throws -> Void
  ) throws {
    let name = kept.result.slide
    let table = Self.nucleiName(of: name)
    var pictures = known
    var files = kept.files
    if options.overlays == .none, !areInPlace(known.list.flatMap(\.files), of: kept) {
      pictures.list = []
      pictures.options.overlays = .none
      files.removeAll { known.list.flatMap(\.files).contains($0.path) }
    }
    if !areInPlace([table], of: kept) {
      files.removeAll { $0.path == table }
      pictures.tables = []
      if options.nuclei == .csv {
        let nuclei = try store?.nuclei(of: name) ?? []
        var result = kept.result
        try addOutlines(&result)
        try NucleiTable.write(result, nuclei: SlideNuclei(nuclei), to: "\(path)/\(table)")
        files.append(try StoredFile(table, in: path))
        pictures.tables = [table]
      }
    }
    if files != kept.files {
      try store?.replaceFiles(of: name, by: files, pictures: try Self.text(pictures))
    }
    removeOtherTable(of: name, files: files)
    note(pictures, of: name)
  }

  private func areInPlace(_ files: [String], of kept: KeptSlide) -> Bool {
    let known = kept.files.filter { files.contains($0.path) }
    return known.count == files.count && known.allSatisfy { $0.isInPlace(in: path) }
  }

  /// Keeps a slide whose files are written, and removes those that it no longer has.
  func keep(_ slide: SlideResult, nuclei: SlideNuclei, pictures: SlidePictures) throws {
    guard let store else { return }
    let files = try pictures.files.map { name throws(StoreError) in
      try StoredFile(name, in: path)
    }
    let outdated = try store.keep(
      slide, nuclei: nuclei, files: files, pictures: try Self.text(pictures))
    remove(outdated)
    removeOtherTable(of: slide.slide, files: files)
  }

  /// Removes a table of nuclei that is none of a slide's files, such as one of a run whose database
  /// was lost: people and `ki67 crosscheck` would take it for the slide's.
  func removeOtherTable(of slide: String, files: [StoredFile]) {
    let table = Self.nucleiName(of: slide)
    if !files.contains(where: { $0.path == table }) { remove([table]) }
  }

  /// Removes files that the store says were written for results that are gone.
  func remove(_ files: [String]) {
    for file in files where Self.isOwn(file) {
      try? FileManager.default.removeItem(atPath: "\(path)/\(file)")
    }
  }

  /// Whether a path can be one of a slide's files; a damaged database must not remove or write others.
  static func isOwn(_ file: String) -> Bool {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    return folderNames.contains(String(parts.first ?? "")) && parts.count > 1
      && !parts.contains("..") && !parts.contains("")
  }

  /// Whether the folder can still be seen; one on a network may not.
  var isThere: Bool { FileManager.default.fileExists(atPath: "\(path)/.") }

  private static func text(_ pictures: SlidePictures) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(pictures), as: UTF8.self)
  }

  /// Ends the run when an error would meet every further slide as well.
  @discardableResult
  func stopIfNothingCanBeStored(_ error: any Error) -> Bool {
    if !isThere {
      stop.request(.cannotStore("\(OutputError.folderGone(path: path))"))
      return true
    }
    let meetsAll =
      switch error {
      case let error as OutputError:
        switch error {
        case .diskFull, .notPermitted, .cannotCreateFolder, .folderGone: true
        case .cannotWrite: false
        }
      case let error as StoreError:
        switch error {
        case .diskFull, .unusable, .gone, .broken, .busy: true
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
