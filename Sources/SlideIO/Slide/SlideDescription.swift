import Raster

/// What a slide file holds, read once; `SlideHandle` gives the pixels.
public struct SlideDescription: Sendable, Equatable {
  /// Path as given.
  public let path: String
  /// Maker or family of the file: "aperio", "ome-tiff", "tiff", "png", or OpenSlide's name, such as
  /// "hamamatsu" or "mirax".
  public let vendor: String
  /// What reads the pixels.
  public let reader: Reader
  /// Resolutions from the finest; at least one.
  public let levels: [SlideLevel]
  /// Pictures beside the slide, in the order of the file.
  public let associatedImages: [AssociatedImage]
  /// Size of a pixel of level 0 that was believed, nil when none is stated or it is implausible.
  public let pixelSize: PixelSize?
  /// Why a stated pixel size was not believed or is doubted, nil when there is nothing to say.
  public let pixelSizeNote: String?
  /// Color of places that no pixel covers.
  public let background: RGBColor
  /// How level 0 is stored, in words.
  public let encoding: String
  /// Size of the file in bytes; of slides in several files, of the one that was named.
  public let byteCount: Int
  /// What the reader complained about, each once.
  public let warnings: [String]

  /// What reads the pixels of a slide.
  public enum Reader: Sendable, Equatable, CustomStringConvertible {
    case libpng
    case libtiff
    /// OpenSlide, with the version of the library that was found.
    case openSlide(version: String)

    /// Name and version for people.
    public var description: String {
      switch self {
      case .libpng: "libpng"
      case .libtiff: "libtiff"
      case .openSlide(let version): "OpenSlide \(version)"
      }
    }
  }

  /// Width of level 0 in pixels.
  public var width: Int { levels[0].width }
  /// Height of level 0 in pixels.
  public var height: Int { levels[0].height }
  /// Whether it is more than a plain image: a pyramid, or a scanner's file.
  public var isPyramid: Bool { levels.count > 1 || reader.isOpenSlide || vendor == "aperio" }
}

extension SlideDescription.Reader {
  /// Whether OpenSlide reads the pixels.
  public var isOpenSlide: Bool {
    if case .openSlide = self { return true }
    return false
  }
}
