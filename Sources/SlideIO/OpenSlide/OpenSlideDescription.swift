import Raster

/// Describes slides through OpenSlide.
enum OpenSlideDescription {
  /// Tiles are read in blocks of about this size: single tiles of 256 pixels cost too many calls.
  private static let blockSide = 512
  /// Largest tile that is taken over as the block.
  private static let largestTile = 2048
  /// Largest level that is read whole, in pixels.
  private static let wholePixels = 8 << 20

  /// Opens a slide and reads what describes it.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - kind: what it is.
  ///   - byteCount: its size.
  ///   - tiff: its directories when it is a TIFF file.
  /// - Returns: the description.
  /// - Throws: `ImageFileError.needsOpenSlide`, or `.damaged` for impossible sizes.
  static func make(
    path: String, kind: VendorKind, byteCount: Int, tiff: TIFFSlideScan?
  ) throws(ImageFileError) -> SlideDescription {
    guard let library = OpenSlideLibrary.shared else {
      throw .needsOpenSlide(
        path: path, kind: kind.name, problem: .notInstalled(needsVersion4: kind.needsVersion4))
    }
    if kind.needsVersion4 && !library.isVersion4 {
      throw .needsOpenSlide(
        path: path, kind: kind.name, problem: .tooOld(version: library.version))
    }
    do throws(OpenSlideFailure) {
      let file = try OpenSlideFile(path, library: library)
      let size = pixelSize(file, tiff: kind == .aperioJPEG2000 ? tiff : nil)
      let vendor = file.property("openslide.vendor") ?? "unknown"
      let levels = levels(file, tiff: tiff)
      guard !levels.isEmpty else { throw OpenSlideFailure(reason: "it holds no image") }
      return SlideDescription(
        path: path, vendor: vendor, reader: .openSlide(version: library.version), levels: levels,
        associatedImages: associatedImages(file), pixelSize: size.pixelSize,
        pixelSizeNote: size.note, background: background(file),
        encoding: tiff?.parts.levels[0].layout.words ?? "\(vendor), 8-bit RGB",
        byteCount: byteCount, warnings: [])
    } catch {
      throw .needsOpenSlide(
        path: path, kind: kind.name,
        problem: .refused(version: library.version, reason: error.reason))
    }
  }

  /// The levels, as far as their sizes are possible.
  private static func levels(
    _ file: borrowing OpenSlideFile, tiff: TIFFSlideScan?
  ) -> [SlideLevel] {
    var levels: [SlideLevel] = []
    let full = file.size(level: 0)
    for index in 0..<max(0, file.levelCount) {
      let (width, height) = file.size(level: index)
      guard width > 0, height > 0, max(width, height) <= Int(Int32.max) else { break }
      let computed = SlideLevel.downsample(
        width: width, height: height, fullWidth: full.width, fullHeight: full.height)
      let downsample = file.downsample(level: index)
      // Only a block that begins at the origin lies exactly right when this is no whole number.
      let isWhole = downsample != downsample.rounded() && width * height <= wholePixels
      let tile = (
        file.property("openslide.level[\(index)].tile-width"),
        file.property("openslide.level[\(index)].tile-height")
      )
      let layout = tiff?.parts.levels.first { $0.width == width && $0.height == height }?.layout
      levels.append(
        SlideLevel(
          width: width, height: height,
          downsample: computed == computed.rounded() ? computed : downsample,
          tileWidth: isWhole ? width : blockSide(tile.0),
          tileHeight: isWhole ? height : blockSide(tile.1), isTiled: true,
          compression: layout?.compression.name ?? "unknown", storage: SlideLevel.Storage()))
    }
    return levels
  }

  /// A multiple of the tile's side.
  private static func blockSide(_ tile: String?) -> Int {
    guard let tile = tile.flatMap({ Int($0) }), (16...largestTile).contains(tile) else {
      return blockSide
    }
    return tile * max(1, blockSide / tile)
  }

  private static func associatedImages(_ file: borrowing OpenSlideFile) -> [AssociatedImage] {
    var images: [AssociatedImage] = []
    for name in file.associatedNames {
      let size = file.associatedSize(name)
      guard size.width > 0, size.height > 0 else { continue }
      images.append(
        AssociatedImage(
          name: name, width: size.width, height: size.height, directoryOffset: 0))
    }
    return images
  }

  private static func pixelSize(
    _ file: borrowing OpenSlideFile, tiff: TIFFSlideScan?
  ) -> PixelSizeRules.Outcome {
    if let tiff { return tiff.pixelSize }
    let stated = [file.property("openslide.mpp-x"), file.property("openslide.mpp-y")]
    let values = stated.compactMap { $0 }.compactMap { Double($0) }
    guard values.count == 2, values.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      let words = stated.compactMap { $0 }
      return PixelSizeRules.Outcome(
        note: words.isEmpty ? nil : "openslide states \(words.joined(separator: " x ")) µm")
    }
    return PixelSizeRules.judged(
      PixelSize(xMicrons: values[0], yMicrons: values[1], source: .openSlide))
  }

  /// Color of what no tile covers: white unless the file says otherwise.
  private static func background(_ file: borrowing OpenSlideFile) -> RGBColor {
    guard let text = file.property("openslide.background-color"), text.count == 6,
      let value = UInt32(text, radix: 16)
    else { return .white }
    return RGBColor(
      red: UInt8(value >> 16), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
  }
}
