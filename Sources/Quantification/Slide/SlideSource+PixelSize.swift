import SlideIO

/// Sizes of pixels at full resolution and in the files.
extension SlideSource {
  /// Pixel size of full resolution, and what is to be said about it.
  ///
  /// - Parameters:
  ///   - infos: what the files say.
  ///   - stated: what the command line or the manifest says, which goes before them.
  ///   - downsample: full-resolution pixels per pixel of the files.
  /// - Returns: the size, nil when unknown, and a note.
  static func pixelSize(
    of infos: [TileDescription], stated: PixelSize?, downsample: Double
  ) -> (PixelSize?, String?) {
    if let stated { return (stated, nil) }
    guard let first = infos.first(where: { $0.pixelSize != nil }), let size = first.pixelSize else {
      return (nil, infos.lazy.compactMap(\.pixelSizeNote).first)
    }
    let differing = infos.first { info in
      info.pixelSize.map { differ($0, size) } ?? false
    }
    if let differing {
      return (
        nil,
        "the tiles state different pixel sizes (\(first.path) and \(differing.path)); "
          + "state the right one with --mpp"
      )
    }
    let (full, doubt) = fullResolution(size, downsample: downsample)
    let notes = [first.pixelSizeNote, doubt].compactMap { $0 }
    return (full, notes.isEmpty ? nil : notes.joined(separator: "; "))
  }

  /// Whether two sizes differ by more than what is lost by rounding.
  private static func differ(_ first: PixelSize, _ second: PixelSize) -> Bool {
    abs(first.xMicrons / second.xMicrons - 1) > 0.01
      || abs(first.yMicrons / second.yMicrons - 1) > 0.01
  }

  /// Pixel size of full resolution of files that state that of their own pixels, as exporters of
  /// reduced tiles write it, and a doubt about it.
  private static func fullResolution(
    _ size: PixelSize, downsample: Double
  ) -> (PixelSize?, String?) {
    guard downsample != 1 else { return (size, nil) }
    let full = PixelSize(
      xMicrons: size.xMicrons / downsample, yMicrons: size.yMicrons / downsample,
      source: size.source)
    guard full.plausibility != .plausible else {
      // Other exporters leave the size of the whole slide in its tiles; nothing tells them apart.
      return (
        full,
        "\(size.source.rawValue) states \(size.words), taken as the size of the file's own pixels; if "
          + "it is that of full resolution, give it with --mpp"
      )
    }
    let isBelieved = full.plausibility == .doubtful
    return (
      isBelieved ? full : nil,
      "\(size.source.rawValue) states \(size.words) of the file, at the downsample \(downsample) "
        + "\(full.words) of full resolution, "
        + (isBelieved
          ? "unusual for a slide (0.1 to 1.0 µm expected)"
          : "which is not believed outside 0.05 to 2.0 µm")
        + "; if the file states full resolution, give that with --mpp"
    )
  }

  /// Size of a pixel of the files, which is that of full resolution times the downsample; nil when
  /// unknown.
  var filePixelSize: PixelSize? {
    pixelSize.map { size in
      PixelSize(
        xMicrons: size.xMicrons * downsample, yMicrons: size.yMicrons * downsample,
        source: size.source)
    }
  }

  /// All that is to be said about the pixel size; nil for nothing.
  var allPixelSizeNotes: String? {
    let notes = [overruledSizeNote, pixelSizeNote ?? filePixelSizeNote].compactMap { $0 }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// What a file states where the command line or the manifest states another size, which goes
  /// before it.
  private var overruledSizeNote: String? {
    guard let stated = input.statedPixelSize, let ofFile = filePixelSize else { return nil }
    // A file may state the size of its own pixels or, as some exporters write, of full resolution.
    let other = tileInfos.lazy.compactMap { try? $0.get().pixelSize }
      .first { Self.differ($0, stated) && Self.differ($0, ofFile) }
    guard let other else { return nil }
    let place = downsample == 1 ? "" : " of the file, whose downsample is \(downsample)"
    return "\(other.source.rawValue) states \(other.words)\(place), which is not used because "
      + "\(stated.source.rawValue) states \(stated.words); check which is right"
  }

  /// Doubt about the size of the files' pixels that the size at full resolution does not raise.
  private var filePixelSizeNote: String? {
    guard downsample != 1, let size = filePixelSize, size.plausibility != .plausible else {
      return nil
    }
    return "at the downsample \(downsample) the files have \(size.words), unusual for a slide "
      + "(0.1 to 1.0 µm expected)"
  }
}
