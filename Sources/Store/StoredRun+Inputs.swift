import Foundation
import GRDB
import Quantification

/// The files that a slide was measured from, where they are now.
public struct SlideInputs: Sendable {
  /// A file, and what it held when it was measured.
  public struct File: Sendable {
    /// Path that opens it.
    public var path: String
    /// Its size in bytes.
    public var bytes: Int
    /// Hash of its content.
    public var hash: String
    /// Whether it is an image; otherwise it is the region of interest.
    public var isImage: Bool
  }

  /// The slide as it was given, with paths that open its files.
  public var input: SlideInput
  /// Its files in input order.
  public var files: [File]

  /// Whether all images are there and as long as they were.
  ///
  /// Their hashes are not looked at, because that would read whole slides.
  public var hasImages: Bool {
    files.contains(where: \.isImage) && files.allSatisfy { !$0.isImage || $0.isThere }
  }
}

extension SlideInputs.File {
  /// Whether a file of this length is there.
  fileprivate var isThere: Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.size] as? Int == bytes
  }
}

extension StoredRun {
  /// The files that a slide was measured from.
  ///
  /// They are looked for where they were, then relative to the present working folder, then where
  /// they would be had images and results been moved together; the first place that has all of the
  /// slide's images is taken, and where they were when none has.
  ///
  /// - Throws: `StoreError.damaged` when the slide is not there or cannot be read.
  public func inputs(of name: String) throws(StoreError) -> SlideInputs {
    let input = try slide(name).input
    let places = try places(of: name)
    let files = try files(of: name)
    var first: SlideInputs?
    for choice in places.candidates(".").indices {
      let found = SlideInputs(
        input: input.moved { places.candidates($0)[choice] },
        files: files.map { file in
          var file = file
          file.path = places.candidates(file.path)[choice]
          return file
        })
      if found.hasImages { return found }
      if first == nil { first = found }
    }
    return first ?? SlideInputs(input: input, files: files)
  }

  private func places(of name: String) throws(StoreError) -> InputPlaces {
    try read { db in
      let row = try Row.fetchOne(db, sql: "SELECT * FROM slides WHERE name = ?", arguments: [name])
      func text(_ column: String) throws -> String? {
        // The columns are missing in databases of older versions, which are read as they are.
        guard let row, row.hasColumn(column) else { return nil }
        return try row.decode(forColumn: column)
      }
      return InputPlaces(
        workingFolder: try text("working_folder"), outputFolder: try text("output_folder"),
        presentFolder: folder)
    }
  }

  private func files(of name: String) throws(StoreError) -> [SlideInputs.File] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT path, bytes, hash, role FROM inputs
          WHERE slide = (SELECT id FROM slides WHERE name = ?) ORDER BY number
          """, arguments: [name]
      ).map { row in
        let role: String = try row.decode(forColumn: "role")
        return SlideInputs.File(
          path: try row.decode(forColumn: "path"), bytes: try row.decode(forColumn: "bytes"),
          hash: try row.decode(forColumn: "hash"),
          isImage: role == SlideFingerprint.File.Role.image.rawValue)
      }
    }
  }
}

extension SlideInput {
  /// The slide with all paths changed.
  fileprivate func moved(_ place: (String) -> String) -> SlideInput {
    var moved = self
    for index in tiles.indices { moved.tiles[index].path = place(tiles[index].path) }
    moved.roi = roi.map(place)
    moved.profile = profile.map(place)
    return moved
  }
}
