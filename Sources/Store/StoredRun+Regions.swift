import Quantification

/// The region file of a slide is not the one that was measured.
public struct ChangedRegions: Error, Sendable, Equatable, CustomStringConvertible {
  /// The slide.
  public let slide: String
  /// Path of the file.
  public let path: String
  /// What stands there.
  public let found: String
  /// Hash of the content that was measured.
  public let expected: String

  /// What was found, what was expected and what to do.
  public var description: String {
    "\(slide): \(path): found \(found), expected the region file that the run measured (hash "
      + "\(expected)); put it back as it was, or measure the slide again with ki67 quantify."
  }
}

extension StoredRun {
  /// The profile that a slide was measured with.
  ///
  /// - Throws: `StoreError`, or a `ProfileError` when this version does not understand it.
  public func profile(of name: String) throws -> Profile {
    if let own = try slide(name).profile { return try Profile(yaml: own, path: path) }
    return try settings.runSettings(path: path).profile
  }

  /// Adds the outlines of its regions to a slide, from the file that the run measured.
  ///
  /// The database has no outlines; the file, whose hash it holds, has them all.
  ///
  /// - Parameter slide: a measured slide of the run; one without a region file stays as it is.
  /// - Throws: `ChangedRegions` when the file is gone or another one by now, and what keeps it or
  ///   the database from being read.
  public func readOutlines(of slide: inout SlideResult) throws {
    let files = try inputs(of: slide.slide).files
    guard let file = files.first(where: { !$0.isImage }) else { return }
    let hash = try? ContentHash(ofFile: file.path).text
    guard hash == file.hash else {
      throw ChangedRegions(
        slide: slide.slide, path: file.path,
        found: hash.map { "another file (hash \($0))" } ?? "no file that can be read",
        expected: file.hash)
    }
    try slide.readOutlines(path: file.path, rules: try profile(of: slide.slide).regions)
  }
}
