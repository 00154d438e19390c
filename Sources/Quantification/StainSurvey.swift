import Raster
import SlideIO
import Stains

/// White point and stain vectors of images, one by one and all together.
///
/// What images may take is the reader's bound, which is taken for one that no option raises.
public struct StainSurvey: Sendable {
  /// One image and what its pixels say.
  public struct Item: Sendable {
    /// The image as named in its input.
    public var image: String
    /// Its stains, or why it could not be read.
    public var outcome: Result<StainEstimate, ImageFileError>
  }

  /// Images in the order given.
  public private(set) var items: [Item] = []
  /// The pixels of all readable images together; nil when none was readable.
  public private(set) var pooled: StainEstimate?
  /// Colors of all readable images together.
  public private(set) var pooledColors = ColorHistogram()

  /// What the pixels of one image are counted into.
  private struct Counts: Sendable {
    var channels = ChannelHistogram()
    var colors = ColorHistogram()

    init() {}

    init(_ image: RGBImage) {
      colors.add(image)
      channels.add(image.samples.span, every: 1)
    }
  }

  /// Reads images and estimates their stains.
  ///
  /// - Parameters:
  ///   - images: the images.
  ///   - parameters: how the white point is found; fixed values of a profile are not used.
  ///   - reader: reads them.
  ///   - workers: number of images read at once; never changes the result.
  public init(
    images: [TileInput], parameters: StainParameters = StainParameters(),
    reader: ImageReader = ImageReader(), workers: Int = 1
  ) {
    var all = Counts()
    for start in stride(from: 0, to: images.count, by: max(1, workers)) {
      let batch = images[start..<min(images.count, start + max(1, workers))]
      let counts = concurrentMap(count: batch.count, workers: max(1, workers), makeWorkspace: {}) {
        _, index in
        Result<Counts, ImageFileError> { () throws(ImageFileError) in
          try Self.counts(of: batch[start + index], reader)
        }.mapError { $0.ofFixedBound(remedy: Self.remedy) }
      }
      for (image, counts) in zip(batch, counts) {
        items.append(
          Item(image: image.image, outcome: counts.map { Self.estimate($0, parameters) }))
        if case .success(let counts) = counts {
          all.channels.add(counts.channels)
          all.colors.add(counts.colors)
        }
      }
    }
    pooledColors = all.colors
    if all.channels.pixelCount > 0 { pooled = Self.estimate(all, parameters) }
  }

  /// What to do about an image that is too large.
  private static let remedy = "cut the image into tiles"

  /// Counts an image, of a large slide the part that stands for it, see `CalibrationSample`.
  private static func counts(
    of image: TileInput, _ reader: ImageReader
  ) throws(ImageFileError) -> Counts {
    guard let slide = try slide(image, reader) else {
      return Counts(try reader.decode(at: image.path).image)
    }
    let handle = SlideHandle(slide, memoryLimitBytes: reader.memoryLimitBytes)
    var counts = Counts()
    for square in CalibrationSample(canvas: slide.levels[0].bounds).squares {
      let part = Counts(try handle.region(square))
      counts.channels.add(part.channels)
      counts.colors.add(part.colors)
    }
    return counts
  }

  /// The image as a slide that is read part by part, nil when it is decoded whole.
  private static func slide(
    _ image: TileInput, _ reader: ImageReader
  ) throws(ImageFileError) -> SlideDescription? {
    let slide: SlideDescription
    do throws(ImageFileError) {
      slide = try SlideReader(memoryLimitBytes: reader.memoryLimitBytes).describe(image.path)
    } catch {
      if case .needsOpenSlide = error { throw error }
      // The reader of whole images says what is wrong with anything else.
      return nil
    }
    return SlideSource.isReadByRegions(slide, memoryLimitBytes: reader.memoryLimitBytes)
      ? slide : nil
  }

  /// Pixels for a picture of an image's stains: all, or the part of a large slide with most tissue.
  ///
  /// - Parameters:
  ///   - image: the image.
  ///   - white: intensity of glass.
  ///   - reader: reads it.
  /// - Returns: an image.
  /// - Throws: `ImageFileError` when it cannot be read.
  public static func picture(
    of image: TileInput, white: SIMD3<Double>, reader: ImageReader = ImageReader()
  ) throws(ImageFileError) -> RGBImage {
    do throws(ImageFileError) {
      guard try slide(image, reader) != nil else {
        return try reader.decode(at: image.path).image
      }
      let source = SlideSource(
        SlideInput(slide: image.image, caseName: image.image, tiles: [image]),
        memoryLimitBytes: reader.memoryLimitBytes)
      return try CanvasReader(source).region(TissueSample.place(in: source, white: white))
    } catch {
      throw error.ofFixedBound(remedy: remedy)
    }
  }

  private static func estimate(_ counts: Counts, _ parameters: StainParameters) -> StainEstimate {
    let white = counts.channels.whitePoint(
      quantile: parameters.whiteQuantile, bounds: parameters.darkestWhite...255)
    return StainEstimator().estimate(
      colors: counts.colors, white: white ?? SIMD3(repeating: 255))
  }
}

extension StainParameters {
  /// Fixes a white point and stain vectors; vectors equal to the reference stay open.
  ///
  /// Values are rounded to what a profile shows: intensities to hundredths, shares to five decimals.
  public mutating func fix(white: SIMD3<Double>?, vectors: StainVectors) {
    let reference = StainVectors.reference
    fixedWhite = white.map { Self.rounded($0, to: 100) }
    hematoxylin =
      vectors.hematoxylin == reference.hematoxylin
      ? nil : Self.rounded(vectors.hematoxylin, to: 1e5)
    dab = vectors.dab == reference.dab ? nil : Self.rounded(vectors.dab, to: 1e5)
  }

  private static func rounded(_ values: SIMD3<Double>, to steps: Double) -> [Double] {
    (0..<3).map { (values[$0] * steps).rounded() / steps }
  }
}
