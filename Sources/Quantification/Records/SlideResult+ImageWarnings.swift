extension SlideResult {
  /// What decoders said about the slide's images that could be read, with their names, in the order of
  /// tiles.
  public var imageWarnings: [String] {
    tiles.flatMap { tile in tile.warnings.map { "\(tile.image): \($0)" } }
  }
}
