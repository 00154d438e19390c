import Raster
import SlideIO
import Stains

/// Decides once per slide about its light and its stains.
enum SlideCalibrator {
  /// Every n-th pixel of every n-th row is counted; the lattice belongs to the canvas, not to tiles.
  private static let lattice = 3

  /// Calibrates a slide and takes tiles that cannot be decoded out of it.
  ///
  /// - Returns: the calibration; nil when no tile could be decoded.
  static func calibrate(
    _ source: SlideSource, parameters: StainParameters, workers: Int
  ) throws(StainParameterError) -> StainCalibration? {
    let vectors = try parameters.vectors()
    let counts = count(source, workers: workers)
    source.exclude(
      Dictionary(counts.compactMap { $0.failure }, uniquingKeysWith: { first, _ in first }))
    guard !source.map.entries.isEmpty else { return nil }
    let vectorsSource: StainCalibration.Source =
      parameters.hematoxylin == nil && parameters.dab == nil ? .reference : .profile
    if let white = try parameters.white() {
      return StainCalibration(
        white: white, vectors: vectors, whiteSource: .profile, vectorsSource: vectorsSource)
    }
    var histogram = ChannelHistogram()
    for part in counts { histogram.add(part.histogram) }
    guard
      let white = histogram.whitePoint(
        quantile: parameters.whiteQuantile, bounds: parameters.darkestWhite...255)
    else { return nil }
    return StainCalibration(
      white: white, vectors: vectors, whiteSource: .slide, vectorsSource: vectorsSource)
  }

  private struct Count: Sendable {
    var histogram = ChannelHistogram()
    var failure: (Int, String)?
  }

  private static func count(_ source: SlideSource, workers: Int) -> [Count] {
    let map = source.map
    return concurrentMap(count: map.entries.count, workers: workers, makeWorkspace: {}) {
      _, index in
      let entry = map.entries[index]
      do throws(ImageFileError) {
        let image = try source.image(ofTile: entry.tile)
        return Count(
          histogram: histogram(of: image, at: entry.rect, without: map.predecessors(of: index)))
      } catch {
        return Count(failure: (entry.tile, error.description))
      }
    }
  }

  /// Counts a tile's own pixels on the canvas lattice.
  static func histogram(
    of image: RGBImage, at place: PixelRect, without taken: [PixelRect]
  ) -> ChannelHistogram {
    var histogram = ChannelHistogram()
    let samples = image.samples.span
    for y in firstOnLattice(place.y)..<max(firstOnLattice(place.y), place.maxY)
    where y % lattice == 0 {
      let spans = taken.filter { $0.y <= y && y < $0.maxY }
      let row = 3 * (y - place.y) * place.width
      if spans.isEmpty {
        let first = min(3 * (firstOnLattice(place.x) - place.x), 3 * place.width)
        histogram.add(
          samples.extracting((row + first)..<(row + 3 * place.width)), every: lattice)
        continue
      }
      for x in stride(from: firstOnLattice(place.x), to: place.maxX, by: lattice)
      where !spans.contains(where: { $0.x <= x && x < $0.maxX }) {
        let i = row + 3 * (x - place.x)
        histogram.add(red: samples[i], green: samples[i + 1], blue: samples[i + 2])
      }
    }
    return histogram
  }

  private static func firstOnLattice(_ position: Int) -> Int {
    (position + lattice - 1) / lattice * lattice
  }
}
