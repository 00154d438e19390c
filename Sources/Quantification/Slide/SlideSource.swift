import Raster
import SlideIO

/// The pixels of one slide, whether it is one image or many placed tiles.
///
/// Coordinates are canvas pixels: the pixels of the tile files, placed side by side. They equal
/// full-resolution pixels divided by the tiles' common downsample.
final class SlideSource: Sendable {
  let input: SlideInput
  /// Full-resolution pixels per canvas pixel.
  let downsample: Double
  /// Pixel size of full resolution, nil when unknown.
  let pixelSize: PixelSize?
  /// Why a stated pixel size is not used or doubted.
  let pixelSizeNote: String?
  /// What each tile file says about itself, or why it cannot be read; in input order.
  let tileInfos: [Result<TileDescription, TileFailure>]
  /// The slide's one file when it is read by regions, see `CanvasReader`.
  let file: SlideDescription?
  /// The run's memory bound.
  let memoryLimitBytes: Int
  /// How it is shared between tiles and workers when tiles are decoded whole.
  let tileMemory: TileMemory

  private let reader: ImageReader
  private let reservedBytes: Int
  private let cache: TileCache
  private let readable: Guarded<TileMap>
  private let decodeFailures = Guarded<[Int: String]>([:])
  private let decodeWarnings = Guarded<[Int: [String]]>([:])
  private let found = Guarded<Set<SlideDamage>>([])
  private let pixelTraits = Guarded<PixelTraits>([])

  /// Why a tile is not part of the slide's pixels.
  struct TileFailure: Error, Sendable {
    var reason: String
  }

  /// Opens every tile's header.
  ///
  /// - Parameters:
  ///   - input: the slide.
  ///   - memoryLimitBytes: the run's bound.
  ///   - reservedBytes: the part of it that is not for tiles, see `measuringBytes`.
  init(_ input: SlideInput, memoryLimitBytes: Int, reservedBytes: Int = 0) {
    self.input = input
    self.memoryLimitBytes = memoryLimitBytes
    self.reservedBytes = reservedBytes
    let reader = ImageReader(memoryLimitBytes: memoryLimitBytes - reservedBytes)
    self.reader = reader
    let downsample = input.tiles.first?.downsample ?? 1
    self.downsample = downsample
    do throws(TileFailure) {
      file = try Self.regionFile(of: input, memoryLimitBytes: memoryLimitBytes)
      tileInfos =
        file.map { [.success(TileDescription($0))] }
        ?? Self.tileInfos(of: input, reader: reader)
    } catch {
      file = nil
      tileInfos = [.failure(error)]
    }
    let infos = tileInfos.compactMap { try? $0.get() }
    (pixelSize, pixelSizeNote) = Self.pixelSize(
      of: infos, stated: input.statedPixelSize, downsample: downsample)
    let map = Self.map(input: input, infos: tileInfos, downsample: downsample, without: [])
    readable = Guarded(map)
    tileMemory = TileMemory(
      Self.tiles(of: map, infos: tileInfos),
      memoryLimitBytes: memoryLimitBytes, reservedBytes: reservedBytes)
    cache = TileCache(
      capacityBytes: tileMemory.capacityBytes, limitBytes: tileMemory.limitBytes)
  }

  private static func tileInfos(
    of input: SlideInput, reader: ImageReader
  ) -> [Result<TileDescription, TileFailure>] {
    let downsample = input.tiles.first?.downsample ?? 1
    return input.tiles.map { tile in
      guard tile.downsample == downsample else {
        return .failure(
          TileFailure(
            reason: "\(tile.path): downsample \(tile.downsample) differs from the slide's "
              + "\(downsample); give all tiles of a slide one downsample"))
      }
      do throws(ImageFileError) {
        return .success(TileDescription(try reader.info(at: tile.path)))
      } catch {
        return .failure(TileFailure(reason: error.description))
      }
    }
  }

  private static func map(
    input: SlideInput, infos: [Result<TileDescription, TileFailure>], downsample: Double,
    without failed: Set<Int>
  ) -> TileMap {
    TileMap(
      infos.indices.compactMap { index in
        guard !failed.contains(index), let info = try? infos[index].get() else { return nil }
        let place = place(input.tiles[index], downsample: downsample)
        return TileMap.Entry(
          tile: index,
          rect: PixelRect(x: place.x, y: place.y, width: info.width, height: info.height))
      })
  }

  /// Canvas pixel in which a tile begins.
  private static func place(_ tile: TileInput, downsample: Double) -> SIMD2<Int> {
    SIMD2(
      Int((Double(tile.x) / downsample).rounded()), Int((Double(tile.y) / downsample).rounded()))
  }

  /// Readable tiles; shrinks when a tile turns out to be damaged.
  var map: TileMap { readable.withLock { $0 } }

  /// Pixels of the canvas from the first tile's column and row on, whether that tile can be read or
  /// not, so that neither the place of all tiles nor damage moves the pixels in which nuclei are
  /// sought.
  var searchedArea: PixelRect {
    let first = input.tiles.reduce(SIMD2(Int.max, Int.max)) {
      pointwiseMin($0, Self.place($1, downsample: downsample))
    }
    let canvas = map.canvas
    return PixelRect(
      x: first.x, y: first.y, width: canvas.maxX - first.x, height: canvas.maxY - first.y)
  }

  /// Place of a tile in full-resolution pixels; nil when its file could not be read.
  func fullResolutionRect(ofTile index: Int) -> PixelRect? {
    guard let info = try? tileInfos[index].get() else { return nil }
    let tile = input.tiles[index]
    return PixelRect(
      x: tile.x, y: tile.y, width: Int((Double(info.width) * tile.downsample).rounded()),
      height: Int((Double(info.height) * tile.downsample).rounded()))
  }

  /// Why tiles could not be decoded, by tile index.
  var failures: [Int: String] { decodeFailures.withLock { $0 } }

  /// What the decoder complained about, by tile index.
  var warnings: [Int: [String]] {
    guard let file else { return decodeWarnings.withLock { $0 } }
    let all = file.warnings + traits.warnings
    return all.isEmpty ? [:] : [0: all]
  }

  /// The pixels of a tile, from memory when they are still there.
  func image(ofTile tile: Int) throws(ImageFileError) -> RGBImage {
    try cache.image(tile: tile, cost: cost(ofTile: tile)) {
      heldBytes throws(ImageFileError) -> RGBImage in
      var reader = reader
      reader.fastLimitBytes = heldBytes
      let decoded: DecodedImage
      do throws(ImageFileError) {
        decoded = try reader.decode(at: input.tiles[tile].path)
      } catch {
        throw reservedBytes > 0 ? Self.withMeasuring(error, limitBytes: memoryLimitBytes) : error
      }
      if !decoded.warnings.isEmpty {
        decodeWarnings.withLock { $0[tile] = decoded.warnings }
      }
      return decoded.image
    }
  }

  /// Remembers parts of the slide's one file that cannot be decoded.
  func note(_ damage: [SlideDamage]) {
    guard !damage.isEmpty else { return }
    found.withLock { $0.formUnion(damage.lazy.filter { $0.level == 0 }) }
  }

  /// Remembers what was met among pixels of the slide's one file.
  func note(_ traits: PixelTraits) { pixelTraits.withLock { $0.formUnion(traits) } }

  /// What was met among pixels of the slide's one file.
  var traits: PixelTraits { pixelTraits.withLock { $0 } }

  /// Parts of the slide's one file that were met and cannot be decoded, row by row, in its pixels.
  var damage: [SlideDamage] {
    found.withLock { Array($0) }.sorted { ($0.area.y, $0.area.x) < ($1.area.y, $1.area.x) }
  }

  /// Whether a place on the canvas lies in a part that was met and cannot be decoded.
  func isUnreadable(x: Double, y: Double) -> Bool {
    let corner = filePlace
    return found.withLock { damage in
      !damage.isEmpty
        && damage.contains {
          $0.area.contains(x: x - Double(corner.x), y: y - Double(corner.y))
        }
    }
  }

  /// Canvas pixel in which the slide's one file begins.
  var filePlace: SIMD2<Int> {
    input.tiles.first.map { Self.place($0, downsample: downsample) } ?? SIMD2(0, 0)
  }

  /// Takes tiles that cannot be decoded out of the slide.
  func exclude(_ failures: [Int: String]) {
    guard !failures.isEmpty else { return }
    let all = decodeFailures.withLock { known in
      known.merge(failures) { first, _ in first }
      return Set(known.keys)
    }
    let smaller = Self.map(
      input: input, infos: tileInfos, downsample: downsample, without: all)
    readable.withLock { $0 = smaller }
  }
}
