/// Decoded tiles of one handle, kept while a budget allows; least recently used ones go first.
final class TileCache {
  private struct Key: Hashable {
    var level: Int
    var row: Int
    var column: Int
  }

  private struct Entry {
    var pixels: UnsafeMutableRawBufferPointer
    var lastUse: Int
  }

  private let capacityBytes: Int
  private var entries: [Key: Entry] = [:]
  private var heldBytes = 0
  private var clock = 0

  /// Makes an empty cache; one tile is kept whatever its size.
  init(capacityBytes: Int) { self.capacityBytes = capacityBytes }

  deinit { for entry in entries.values { entry.pixels.deallocate() } }

  /// The pixels of a tile, decoded when they are not at hand.
  ///
  /// - Returns: `byteCount` bytes that stay valid until the next call.
  func pixels(
    level: Int, row: Int, column: Int, byteCount: Int,
    decode: (UnsafeMutableRawBufferPointer) throws(ImageFileError) -> Void
  ) throws(ImageFileError) -> UnsafeRawBufferPointer {
    let key = Key(level: level, row: row, column: column)
    clock += 1
    if let pixels = entries[key]?.pixels {
      entries[key]?.lastUse = clock
      return UnsafeRawBufferPointer(pixels)
    }
    let pixels = memory(byteCount)
    do throws(ImageFileError) {
      try decode(pixels)
    } catch {
      pixels.deallocate()
      throw error
    }
    entries[key] = Entry(pixels: pixels, lastUse: clock)
    heldBytes += byteCount
    return UnsafeRawBufferPointer(pixels)
  }

  /// Memory for a tile, that of a dropped one where the size is the same.
  private func memory(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
    while heldBytes + byteCount > capacityBytes,
      let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })
    {
      entries[oldest.key] = nil
      heldBytes -= oldest.value.pixels.count
      if oldest.value.pixels.count == byteCount { return oldest.value.pixels }
      oldest.value.pixels.deallocate()
    }
    let pixels = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
    pixels.initializeMemory(as: UInt8.self, repeating: 0)
    return pixels
  }
}
