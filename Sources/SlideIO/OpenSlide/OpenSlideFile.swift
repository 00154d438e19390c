import Raster

/// A slide that OpenSlide has open.
///
/// After its first error OpenSlide refuses every further call on a slide; whoever meets one must open
/// the file again.
struct OpenSlideFile: ~Copyable {
  private let library: OpenSlideLibrary
  private let slide: OpaquePointer

  /// Opens a file.
  ///
  /// - Throws: the reason in words.
  init(_ path: String, library: OpenSlideLibrary) throws(OpenSlideFailure) {
    guard library.detectVendor(path) != nil, let slide = library.open(path) else {
      throw OpenSlideFailure(reason: "it is not a slide of a kind that is known")
    }
    if let text = library.error(slide) {
      let reason = String(cString: text)
      library.close(slide)
      throw OpenSlideFailure(reason: reason)
    }
    self.library = library
    self.slide = slide
  }

  deinit { library.close(slide) }

  /// Why calls fail from now on, nil while nothing has failed.
  var failure: OpenSlideFailure? {
    library.error(slide).map { OpenSlideFailure(reason: String(cString: $0)) }
  }

  /// Number of levels.
  var levelCount: Int { Int(library.levelCount(slide)) }

  /// Width and height of a level.
  func size(level: Int) -> (width: Int, height: Int) {
    var width: Int64 = -1
    var height: Int64 = -1
    library.levelDimensions(slide, Int32(level), &width, &height)
    return (Int(width), Int(height))
  }

  /// Full-resolution pixels per pixel, as OpenSlide computes with it.
  func downsample(level: Int) -> Double { library.levelDownsample(slide, Int32(level)) }

  /// A property, nil when absent.
  func property(_ name: String) -> String? {
    library.propertyValue(slide, name).map { String(cString: $0) }
  }

  /// Names of the pictures beside the slide.
  var associatedNames: [String] {
    guard let list = library.associatedNames(slide) else { return [] }
    var names: [String] = []
    while let name = list[names.count] { names.append(String(cString: name)) }
    return names
  }

  /// Width and height of a picture beside the slide.
  func associatedSize(_ name: String) -> (width: Int, height: Int) {
    var width: Int64 = -1
    var height: Int64 = -1
    library.associatedDimensions(slide, name, &width, &height)
    return (Int(width), Int(height))
  }

  /// Reads premultiplied ARGB; `x` and `y` are full-resolution pixels, `width` and `height` pixels
  /// of the level.
  func read(
    x: Int, y: Int, level: Int, width: Int, height: Int,
    into pixels: UnsafeMutablePointer<UInt32>
  ) throws(OpenSlideFailure) {
    library.readRegion(
      slide, pixels, Int64(x), Int64(y), Int32(level), Int64(width), Int64(height))
    if let failure { throw failure }
  }

  /// Reads a picture beside the slide as premultiplied ARGB.
  func readAssociated(
    _ name: String, into pixels: UnsafeMutablePointer<UInt32>
  ) throws(OpenSlideFailure) {
    library.readAssociated(slide, name, pixels)
    if let failure { throw failure }
  }
}

/// What OpenSlide says when it fails.
struct OpenSlideFailure: Error {
  let reason: String
}

/// Premultiplied ARGB laid over a color.
package struct ARGBConversion {
  let background: RGBColor

  /// Makes a conversion.
  package init(background: RGBColor) { self.background = background }

  /// Converts pixels that follow each other to interleaved RGB: v + round((255 - a) background / 255).
  package func convert(
    _ pixels: UnsafePointer<UInt32>, count: Int, into target: UnsafeMutablePointer<UInt8>
  ) {
    for i in 0..<count {
      let pixel = pixels[i]
      let to = target + 3 * i
      let alpha = pixel >> 24
      if alpha == 255 {
        to[0] = UInt8(truncatingIfNeeded: pixel >> 16)
        to[1] = UInt8(truncatingIfNeeded: pixel >> 8)
        to[2] = UInt8(truncatingIfNeeded: pixel)
      } else {
        to[0] = over(pixel >> 16 & 255, background.red, alpha)
        to[1] = over(pixel >> 8 & 255, background.green, alpha)
        to[2] = over(pixel & 255, background.blue, alpha)
      }
    }
  }

  private func over(_ value: UInt32, _ background: UInt8, _ alpha: UInt32) -> UInt8 {
    UInt8(min(255, value + ((255 - alpha) * UInt32(background) + 127) / 255))
  }
}
