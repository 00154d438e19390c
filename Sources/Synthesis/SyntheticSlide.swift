import Raster

/// A synthetic slide with its case data: a window of a scene and how it is stored.
public struct SyntheticSlide: Sendable {
  /// Name of the slide and of its files.
  public let name: String
  /// The scene it shows; the window starts at the scene's origin.
  public let scene: SyntheticScene
  /// Width in pixels.
  public let width: Int
  /// Height in pixels.
  public let height: Int
  /// How it is cut, nil for one image.
  public let tiling: Tiling?
  /// How its images are stored.
  public let encoding: ImageEncoding
  /// Whether the files state the pixel size.
  public let statesPixelSize: Bool
  /// Columns of the manifest beside image, case, slide and placement.
  public let caseData: CaseData

  /// Describes a slide; nothing is rendered yet.
  ///
  /// - Throws: `SynthesisError.invalidParameter` for a name that is no file name, a size under 64
  ///   or over 200 000 pixels, an impossible tiling or JPEG quality.
  public init(
    name: String, scene: SyntheticScene, width: Int, height: Int, tiling: Tiling? = nil,
    encoding: ImageEncoding = .png, statesPixelSize: Bool = true, caseData: CaseData = CaseData()
  ) throws(SynthesisError) {
    guard !name.isEmpty, !name.hasPrefix("."), name.utf8.allSatisfy(Self.isNameByte) else {
      throw .invalidParameter(
        name: "name", value: "\"\(name)\"",
        expected: "letters, digits, hyphens and underscores that can name a file")
    }
    for (label, value) in [("width", width), ("height", height)]
    where !(64...200_000).contains(value) {
      throw .invalidParameter(name: label, value: "\(value)", expected: "64 to 200000 pixels")
    }
    try tiling?.validate()
    try encoding.validate()
    self.name = name
    self.scene = scene
    self.width = width
    self.height = height
    self.tiling = tiling
    self.encoding = encoding
    self.statesPixelSize = statesPixelSize
    self.caseData = caseData
  }

  /// Whether it is stored as a pyramid.
  var isPyramid: Bool {
    if case .pyramid = encoding { return true }
    return false
  }

  /// The images that the slide is stored as, row by row.
  public var images: [SyntheticImage] {
    guard let tiling else {
      let all = PixelRect(x: 0, y: 0, width: width, height: height)
      return [SyntheticImage(stem: name, rect: all, owned: all, isPlaced: false)]
    }
    return tiling.tiles(width: width, height: height).map { tile in
      SyntheticImage(
        stem: tiling.fileStem(slide: name, rect: tile.rect), rect: tile.rect, owned: tile.owned,
        isPlaced: true)
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

/// One image file of a slide.
public struct SyntheticImage: Sendable, Equatable {
  /// File name without folder and extension.
  public let stem: String
  /// Its pixels, in pixels of the slide.
  public let rect: PixelRect
  /// The part whose nuclei belong to this image; such parts cover a slide without overlap.
  public let owned: PixelRect
  /// Whether it is a tile with a placement.
  public let isPlaced: Bool
}

/// What a laboratory knows about a case beside its slide; empty where nothing is stated.
public struct CaseData: Sendable, Equatable {
  /// Primary site.
  public var site = ""
  /// `well` or `poor`.
  public var differentiation = ""
  /// Mitoses counted.
  public var mitoses = ""
  /// Area in mm² in which they were counted.
  public var mitosisAreaSquareMillimeters = ""
  /// `present` or `absent`.
  public var necrosis = ""
  /// `resection` or `biopsy`.
  public var specimen = ""
  /// What the case shows.
  public var note = ""
  /// Grade that follows from the truth together with mitoses and necrosis; empty to derive it
  /// from the true index alone.
  public var expectedGrade = ""

  /// Makes empty case data.
  public init() {}
}
