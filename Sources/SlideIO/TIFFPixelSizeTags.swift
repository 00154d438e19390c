import CTIFF

/// The tags of a TIFF directory that state a resolution.
struct TIFFPixelSizeTags: Equatable {
  /// Pixels per unit across, nil when absent.
  var xResolution: Double?
  /// Pixels per unit down, nil when absent.
  var yResolution: Double?
  /// ResolutionUnit: 1 none, 2 inch (also when the tag is missing), 3 centimeter.
  var unit: Int

  /// Makes tags from values.
  init(xResolution: Double?, yResolution: Double?, unit: Int = 2) {
    self.xResolution = xResolution
    self.yResolution = yResolution
    self.unit = unit
  }

  /// Reads the tags of the current directory.
  init(_ handle: borrowing TIFFHandle) {
    xResolution = handle.rational(TIFFTAG_XRESOLUTION)
    yResolution = handle.rational(TIFFTAG_YRESOLUTION)
    unit = handle.shortIfPresent(TIFFTAG_RESOLUTIONUNIT) ?? 2
  }
}
