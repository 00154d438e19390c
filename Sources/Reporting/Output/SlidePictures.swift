/// The files of one slide as they stand in the store: what was asked for and what was written.
struct SlidePictures: Sendable, Equatable, Codable {
  /// What was asked for.
  var options: ResultOptions
  /// Pictures, the overview first.
  var list: [SlidePicture]
  /// Tables.
  var tables: [String]

  /// All files, relative to the output folder.
  var files: [String] { tables + list.flatMap(\.files) }
}
