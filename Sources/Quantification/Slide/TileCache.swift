import Raster
import SlideIO

/// Decoded tiles of one slide, kept while memory allows and least recently used ones given up first.
///
/// The tile that was decoded last is kept whatever its size, lest each part of it decodes it anew.
package final class TileCache: Sendable {
  /// What decoding a tile takes.
  package struct Cost: Sendable {
    /// Bytes of the decoded tile.
    package var bytes: Int
    /// Bytes that the fastest way to decode it needs beside.
    package var workBytes: Int
    /// Those of them that no slower way does without.
    package var leastWorkBytes: Int

    /// Makes one from its parts.
    package init(bytes: Int, workBytes: Int, leastWorkBytes: Int = 0) {
      self.bytes = bytes
      self.workBytes = workBytes
      self.leastWorkBytes = leastWorkBytes
    }
  }

  private struct Slot {
    var image: RGBImage
    var lastUse: Int
  }

  private struct State {
    var slots: [Int: Slot] = [:]
    var keptBytes = 0
    /// What the tiles that are being decoded take.
    var decoding: [Int: Cost] = [:]
    var clock = 0

    /// Bytes of tiles that are being decoded.
    var comingBytes: Int { decoding.values.reduce(0) { $0 + $1.bytes } }
    /// Bytes that are needed beside them.
    var workBytes: Int { decoding.values.reduce(0) { $0 + $1.workBytes } }
  }

  private enum Turn {
    case kept(RGBImage)
    /// The caller is to decode the tile, with so many bytes beside it.
    case decode(workBytes: Int)
  }

  private let state = Awaited(State())
  private let capacityBytes: Int
  private let limitBytes: Int

  /// Makes an empty cache.
  ///
  /// - Parameters:
  ///   - capacityBytes: bytes of tiles that are kept, with those that are being decoded.
  ///   - limitBytes: the same with all that decoders need beside them; one tile at a time is decoded
  ///     when it does not allow more.
  package init(capacityBytes: Int, limitBytes: Int) {
    self.capacityBytes = capacityBytes
    self.limitBytes = limitBytes
  }

  /// The image of a tile, decoded when it is not at hand.
  ///
  /// A worker that asks for a tile that another one decodes waits for it. Should that fail, those who
  /// wait decode the tile themselves, one after the other, and so learn why.
  ///
  /// - Parameters:
  ///   - tile: its number.
  ///   - cost: what decoding it takes.
  ///   - decode: decodes it; told how many bytes it may hold at once if there is a way with fewer. It
  ///     must not ask this cache for a tile.
  /// - Returns: the image.
  /// - Throws: what `decode` throws.
  package func image(
    tile: Int, cost: Cost, decode: (_ heldBytes: Int) throws(ImageFileError) -> RGBImage
  ) throws(ImageFileError) -> RGBImage {
    let turn: Turn = state.wait { self.turn(tile, cost, &$0) }
    let workBytes: Int
    switch turn {
    case .kept(let image): return image
    case .decode(let bytes): workBytes = bytes
    }
    do throws(ImageFileError) {
      let image = try decode(cost.bytes + workBytes)
      state.change { end(tile, image, &$0) }
      return image
    } catch {
      state.change { end(tile, nil, &$0) }
      throw error
    }
  }

  /// What a worker that wants a tile is to do, nil to wait for a decoder to end.
  ///
  /// There is always one at work when a worker waits, and a decoder waits for nobody.
  private func turn(_ tile: Int, _ cost: Cost, _ state: inout State) -> Turn? {
    if let image = state.slots[tile]?.image {
      state.clock += 1
      state.slots[tile]?.lastUse = state.clock
      return .kept(image)
    }
    guard state.decoding[tile] == nil else { return nil }
    let coming = state.comingBytes + cost.bytes
    let kept = min(state.keptBytes, max(0, capacityBytes - coming))
    let needed = kept + coming + state.workBytes + cost.workBytes
    guard state.decoding.isEmpty || needed <= limitBytes else { return nil }
    makeRoom(for: cost.bytes, workBytes: cost.leastWorkBytes, &state)
    let free = limitBytes - state.keptBytes - coming - state.workBytes
    let workBytes = max(cost.leastWorkBytes, min(free, cost.workBytes))
    state.decoding[tile] = Cost(bytes: cost.bytes, workBytes: workBytes)
    return .decode(workBytes: workBytes)
  }

  private func end(_ tile: Int, _ image: RGBImage?, _ state: inout State) {
    state.decoding[tile] = nil
    guard let image else { return }
    makeRoom(for: image.samples.count, workBytes: 0, &state)
    state.clock += 1
    state.slots[tile] = Slot(image: image, lastUse: state.clock)
    state.keptBytes += image.samples.count
  }

  /// Gives tiles up until so many bytes may be kept, and so many be held beside all.
  private func makeRoom(for bytes: Int, workBytes: Int, _ state: inout State) {
    let most = min(capacityBytes, limitBytes - state.workBytes - workBytes)
    while state.keptBytes + state.comingBytes + bytes > most,
      let oldest = state.slots.min(by: { $0.value.lastUse < $1.value.lastUse })
    {
      state.keptBytes -= oldest.value.image.samples.count
      state.slots[oldest.key] = nil
    }
  }
}
