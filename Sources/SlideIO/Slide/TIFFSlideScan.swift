import CTIFF
import Raster

/// The directories of a TIFF file, sorted into the parts of a slide.
struct TIFFSlideScan {
  let parts: TIFFSlideParts
  /// "aperio", "ome-tiff" or "tiff".
  let vendor: String
  /// Set when the pixels are to be read through OpenSlide.
  let vendorKind: VendorKind?
  /// Pixel size of the full resolution by the rules for TIFF.
  let pixelSize: PixelSizeRules.Outcome
  private let warnings: [String]

  /// Reads all directories.
  ///
  /// - Throws: `ImageFileError.damaged` when there is none of any size.
  init(_ file: borrowing InputFile, memoryLimitBytes: Int) throws(ImageFileError) {
    let handle = try TIFFHandle(file, memoryLimitBytes: memoryLimitBytes)
    let text = handle.text(TIFFTAG_IMAGEDESCRIPTION) ?? ""
    let isAperio = text.hasPrefix("Aperio")
    let ome = !isAperio && text.contains("OME") ? OMEDescription(text) : nil
    let isOME = ome?.images.isEmpty == false
    vendor = isAperio ? "aperio" : isOME ? "ome-tiff" : "tiff"
    var kind = VendorKind(tiff: handle, description: text)
    let images = isOME ? (ome?.images ?? []).filter { $0.pixels != nil } : []
    let (chain, warning) = TIFFDirectory.chain(handle, path: file.path)
    guard let (base, omeImage) = TIFFSlideParts.base(of: chain, images: images) else {
      // Nothing has a size: the first directory's own error says why.
      _ = try TIFFDecoder(file, memoryLimitBytes: memoryLimitBytes)
      throw .damaged(path: file.path, detail: "no directory holds an image")
    }
    parts = TIFFSlideParts(
      chain, base: base,
      subdirectories: base.readSubdirectories(handle, path: file.path), isAperio: isAperio,
      images: images)
    if kind == nil && isAperio && base.layout.compression.isJPEG2000 { kind = .aperioJPEG2000 }
    vendorKind = kind
    _ = handle.messages.takeFailure()
    guard TIFFSetSubDirectory(handle.tiff, base.offset) == 1 else {
      let said = handle.messages.takeLastFailure() ?? "unreadable"
      throw .damaged(path: file.path, detail: "libtiff says \"\(said)\" at its largest image")
    }
    pixelSize = PixelSizeRules.tiff(
      TIFFPixelSizeTags(handle), description: isOME ? text : base.description,
      swapsAxes: base.layout.orientation.swapsAxes, omeImage: omeImage)
    warnings = handle.messages.warnings + [warning].compactMap { $0 }
  }

  /// The slide as libtiff reads it.
  ///
  /// Levels that cannot be decoded are left out with a warning; the full resolution must be readable.
  func description(
    _ file: borrowing InputFile, memoryLimitBytes: Int
  ) throws(ImageFileError) -> SlideDescription {
    let base = parts.levels[0]
    var warnings =
      warnings
      + parts.pageWarnings(beside: base.offset, width: base.width, height: base.height)
    var levels: [SlideLevel] = []
    for directory in parts.levels {
      do throws(ImageFileError) {
        let decoder = try TIFFDecoder(
          file, directoryOffset: directory.offset, memoryLimitBytes: memoryLimitBytes)
        _ = try TIFFDecodingPlan(chunksOf: decoder, memoryLimitBytes: memoryLimitBytes)
        levels.append(SlideLevel(directory, base: base))
      } catch {
        guard !levels.isEmpty else { throw error }
        warnings.append(
          "the level of \(directory.width) x \(directory.height) pixels is left out: \(error)")
      }
    }
    return SlideDescription(
      path: file.path, vendor: vendor, reader: .libtiff, levels: levels,
      associatedImages: parts.pictures.map { name, directory in
        AssociatedImage(
          name: name, width: directory.width, height: directory.height,
          directoryOffset: directory.offset)
      },
      pixelSize: pixelSize.pixelSize, pixelSizeNote: pixelSize.note, background: .white,
      encoding: base.layout.words, byteCount: file.byteCount, warnings: warnings)
  }
}

extension SlideLevel {
  /// A level that a TIFF directory holds.
  fileprivate init(_ directory: TIFFDirectory, base: TIFFDirectory) {
    let layout = directory.layout
    self.init(
      width: directory.width, height: directory.height,
      downsample: Self.downsample(
        width: directory.width, height: directory.height, fullWidth: base.width,
        fullHeight: base.height),
      tileWidth: layout.chunkWidth, tileHeight: layout.chunkHeight, isTiled: layout.isTiled,
      compression: layout.compression.name,
      storage: Storage(directoryOffset: directory.offset, orientation: layout.orientation))
  }
}
