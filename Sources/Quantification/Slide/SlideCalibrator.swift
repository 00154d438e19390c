import Raster
import SlideIO
import Stains

/// Decides once per slide about its light and its stains.
enum SlideCalibrator {
  /// Every n-th pixel of every n-th row is counted; the lattice belongs to the slide, not to tiles.
  private static let lattice = 3

  /// Calibrates a slide and takes tiles that cannot be decoded out of it.
  ///
  /// Of large slides a sample is counted, see `CalibrationSample`.
  ///
  /// - Returns: the calibration; nil when no tile could be decoded.
  static func calibrate(
    _ source: SlideSource, parameters: StainParameters, workers: Int
  ) throws(StainParameterError) -> StainCalibration? {
    let vectors = try parameters.vectors()
    var histogram = histogram(of: source, workers: workers)
    // A sample of damaged tiles alone says nothing about those that are left.
    if histogram.pixelCount == 0 && source.file == nil && !source.map.entries.isEmpty {
      histogram = Self.histogram(of: source, workers: workers)
    }
    guard !source.map.entries.isEmpty else { return nil }
    let vectorsSource: StainCalibration.Source =
      parameters.hematoxylin == nil && parameters.dab == nil ? .reference : .profile
    let found = histogram.whitePoint(
      quantile: parameters.whiteQuantile, bounds: parameters.darkestWhite...255)
    if let white = try parameters.white() {
      return StainCalibration(
        white: white, vectors: vectors, whiteSource: .profile, vectorsSource: vectorsSource,
        slideWhite: found)
    }
    guard let white = found else { return nil }
    return StainCalibration(
      white: white, vectors: vectors, whiteSource: .slide, vectorsSource: vectorsSource)
  }

  private struct Count: Sendable {
    var histogram = ChannelHistogram()
    var failure: (Int, String)?
  }

  /// Counts the sample and takes tiles that cannot be decoded out of the slide.
  private static func histogram(of source: SlideSource, workers: Int) -> ChannelHistogram {
    let counts = count(source, workers: workers)
    source.exclude(
      Dictionary(counts.compactMap { $0.failure }, uniquingKeysWith: { first, _ in first }))
    return counts.reduce(into: ChannelHistogram()) { $0.add($1.histogram) }
  }

  private static func count(_ source: SlideSource, workers: Int) -> [Count] {
    let map = source.map
    let sample = CalibrationSample(map)
    return source.file == nil
      ? countTiles(source, map: map, sample: sample, workers: workers)
      : countSquares(source, map: map, sample: sample, workers: workers)
  }

  /// Decodes every tile, because a damaged one must be known before anything is measured.
  private static func countTiles(
    _ source: SlideSource, map: TileMap, sample: CalibrationSample, workers: Int
  ) -> [Count] {
    concurrentMap(count: map.entries.count, workers: workers, makeWorkspace: {}) { _, index in
      let entry = map.entries[index]
      do throws(ImageFileError) {
        let image = try source.image(ofTile: entry.tile)
        let taken = map.predecessors(of: index)
        var count = Count()
        for square in sample.squares {
          add(
            image, at: entry.rect, in: square, of: sample, without: taken, to: &count.histogram)
        }
        return count
      } catch {
        return Count(failure: (entry.tile, error.description))
      }
    }
  }

  /// Reads the squares of a slide that is one file.
  private static func countSquares(
    _ source: SlideSource, map: TileMap, sample: CalibrationSample, workers: Int
  ) -> [Count] {
    guard let entry = map.entries.first else { return [] }
    return concurrentMap(
      count: sample.squares.count, workers: workers, makeWorkspace: { CanvasReader(source) }
    ) { reader, index in
      let part = sample.squares[index].intersection(entry.rect)
      guard !part.isEmpty else { return Count() }
      do throws(ImageFileError) {
        var count = Count()
        let image = try reader.pixels(of: entry, in: part)
        add(
          image, at: part, in: part, of: sample, without: reader.holes(in: part),
          to: &count.histogram)
        return count
      } catch {
        return Count(failure: (entry.tile, error.description))
      }
    }
  }

  /// Counts an image's own pixels in a part of the canvas, on the lattice of the slide.
  private static func add(
    _ image: RGBImage, at place: PixelRect, in part: PixelRect, of sample: CalibrationSample,
    without taken: [PixelRect], to histogram: inout ChannelHistogram
  ) {
    let corner = sample.bounds
    let common = place.intersection(part)
    guard !common.isEmpty else { return }
    let left = firstOnLattice(common.x, from: corner.x)
    let samples = image.samples.span
    for y in stride(from: firstOnLattice(common.y, from: corner.y), to: common.maxY, by: lattice) {
      let spans = taken.filter { $0.y <= y && y < $0.maxY }
      let row = 3 * (y - place.y) * place.width
      if spans.isEmpty {
        let first = 3 * (min(left, common.maxX) - place.x)
        histogram.add(
          samples.extracting((row + first)..<(row + 3 * (common.maxX - place.x))), every: lattice)
        continue
      }
      for x in stride(from: left, to: common.maxX, by: lattice)
      where !spans.contains(where: { $0.x <= x && x < $0.maxX }) {
        let i = row + 3 * (x - place.x)
        histogram.add(red: samples[i], green: samples[i + 1], blue: samples[i + 2])
      }
    }
  }

  private static func firstOnLattice(_ position: Int, from corner: Int) -> Int {
    corner + (position - corner + lattice - 1) / lattice * lattice
  }
}
