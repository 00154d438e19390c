import Raster
import SlideIO

/// Decoded tiles of one slide, kept while memory allows and least recently used ones given up first.
final class TileCache: Sendable {
  private struct Slot {
    var image: RGBImage
    var lastUse: Int
  }

  private struct State {
    var slots: [Int: Slot] = [:]
    var bytes = 0
    var clock = 0
  }

  private let state = Guarded(State())
  private let capacityBytes: Int

  init(capacityBytes: Int) {
    self.capacityBytes = capacityBytes
  }

  /// The image of a tile, decoded when it is not at hand.
  ///
  /// Two workers may decode the same tile at once; the result is the same and kept once.
  func image(
    tile: Int, decode: () throws(ImageFileError) -> RGBImage
  ) throws(ImageFileError) -> RGBImage {
    if let image = stored(tile) { return image }
    let image = try decode()
    store(image, tile: tile)
    return image
  }

  private func stored(_ tile: Int) -> RGBImage? {
    state.withLock { state in
      guard var slot = state.slots[tile] else { return nil }
      state.clock += 1
      slot.lastUse = state.clock
      state.slots[tile] = slot
      return slot.image
    }
  }

  private func store(_ image: RGBImage, tile: Int) {
    state.withLock { state in
      guard state.slots[tile] == nil, image.samples.count <= capacityBytes else { return }
      state.clock += 1
      state.slots[tile] = Slot(image: image, lastUse: state.clock)
      state.bytes += image.samples.count
      while state.bytes > capacityBytes,
        let oldest = state.slots.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        state.bytes -= oldest.value.image.samples.count
        state.slots[oldest.key] = nil
      }
    }
  }
}
