import CTIFF
import Raster

extension TIFFDecoder {
  /// The decoder of Deflate chunks; nil when libtiff decodes them.
  func chunkReader() -> DeflateChunkReader? {
    let deflate = DeflateChunkReader(handle, layout, byteCount: byteCount)
    if deflate == nil && layout.compression.isDeflate {
      // libtiff's other decoder, because the one by libdeflate takes data that are too long for
      // good, whatever they hold.
      handle.set(TIFFTAG_DEFLATE_SUBCODEC, DEFLATE_SUBCODEC_ZLIB)
    }
    return deflate
  }

  /// Decodes all chunks into the image as it is stored.
  ///
  /// - Returns: how many pixels are not opaque.
  func decodeChunks(
    _ plan: TIFFDecodingPlan, into samples: inout [UInt8]
  ) throws(ImageFileError) -> Int {
    precondition(samples.count == 3 * layout.width * layout.height)
    let deflate = chunkReader()
    var failure: ImageFileError?
    var translucent = 0
    samples.withUnsafeMutableBytes { image in
      do throws(ImageFileError) {
        if let conversion = plan.conversion {
          translucent = try decodeConverting(plan, conversion, deflate, into: image)
        } else if layout.isTiled {
          try decodeTilesOfRGB(plan, deflate, into: image)
        } else {
          try decodeStripsOfRGB(deflate, into: image)
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return translucent
  }

  /// Strips of RGB are decoded where they belong.
  private func decodeStripsOfRGB(
    _ deflate: DeflateChunkReader?, into image: UnsafeMutableRawBufferPointer
  ) throws(ImageFileError) {
    let rowBytes = 3 * layout.width
    for strip in 0..<layout.chunksDown {
      let first = strip * layout.chunkHeight
      let rows = min(layout.chunkHeight, layout.height - first)
      let place = UnsafeMutableRawBufferPointer(
        rebasing: image[(first * rowBytes)..<((first + rows) * rowBytes)])
      try read(strip, deflate, into: place)
    }
  }

  /// Tiles of RGB are decoded aside and copied row by row.
  private func decodeTilesOfRGB(
    _ plan: TIFFDecodingPlan, _ deflate: DeflateChunkReader?,
    into image: UnsafeMutableRawBufferPointer
  ) throws(ImageFileError) {
    let tileRowBytes = 3 * layout.chunkWidth
    precondition(plan.chunkBytes >= tileRowBytes * layout.chunkHeight)
    let tile = UnsafeMutableRawBufferPointer.allocate(byteCount: plan.chunkBytes, alignment: 16)
    defer { tile.deallocate() }
    tile.initializeMemory(as: UInt8.self, repeating: 0)
    for row in 0..<layout.chunksDown {
      for column in 0..<layout.chunksAcross {
        try read(row * layout.chunksAcross + column, deflate, into: tile)
        let area = chunkArea(row: row, column: column)
        for y in 0..<area.height {
          let target = 3 * ((area.y + y) * layout.width + area.x)
          UnsafeMutableRawBufferPointer(rebasing: image[target..<(target + 3 * area.width)])
            .copyMemory(
              from: UnsafeRawBufferPointer(
                rebasing: tile[(y * tileRowBytes)..<(y * tileRowBytes + 3 * area.width)]))
        }
      }
    }
  }

  /// Chunks of anything else are decoded aside, plane by plane, and converted row by row.
  private func decodeConverting(
    _ plan: TIFFDecodingPlan, _ conversion: TIFFChunkConversion, _ deflate: DeflateChunkReader?,
    into image: UnsafeMutableRawBufferPointer
  ) throws(ImageFileError) -> Int {
    let scratch = TIFFChunkScratch(layout, plan)
    guard let base = image.assumingMemoryBound(to: UInt8.self).baseAddress else { return 0 }
    var translucent = 0
    for row in 0..<layout.chunksDown {
      for column in 0..<layout.chunksAcross {
        let area = chunkArea(row: row, column: column)
        translucent += try convertChunk(
          row: row, column: column, conversion, deflate, scratch,
          into: base + 3 * (area.y * layout.width + area.x), rowBytes: 3 * layout.width)
      }
    }
    return translucent
  }

  /// Decodes one chunk and lays the part of it that is in the image down as RGB.
  ///
  /// - Parameters:
  ///   - row: row of chunks.
  ///   - column: column of chunks.
  ///   - conversion: to RGB.
  ///   - deflate: decoder of Deflate chunks, nil for others.
  ///   - scratch: memory for stored samples.
  ///   - target: place of the chunk's first pixel.
  ///   - rowBytes: distance of rows there.
  /// - Returns: how many of the pixels in the image are not opaque.
  /// - Throws: `ImageFileError.damaged` with the place, or `.unsupported`.
  func convertChunk(
    row: Int, column: Int, _ conversion: TIFFChunkConversion, _ deflate: DeflateChunkReader?,
    _ scratch: TIFFChunkScratch, into target: UnsafeMutablePointer<UInt8>, rowBytes: Int
  ) throws(ImageFileError) -> Int {
    let planes = layout.planes
    let area = chunkArea(row: row, column: column)
    let size = conversion.planeBytes(rows: layout.isTiled ? layout.chunkHeight : area.height)
    precondition(planes * size <= scratch.samples.count)
    for plane in 0..<planes {
      try read(
        (plane * layout.chunksDown + row) * layout.chunksAcross + column, deflate,
        into: UnsafeMutableRawBufferPointer(
          rebasing: scratch.samples[(plane * size)..<((plane + 1) * size)]))
    }
    var translucent = 0
    for y in 0..<area.height {
      translucent += try conversion.convert(
        UnsafeRawBufferPointer(rebasing: scratch.samples[..<(planes * size)]), planeBytes: size,
        row: y, count: area.width, line: scratch.line, into: target + y * rowBytes)
    }
    return translucent
  }

  /// Part of the image that a chunk covers.
  func chunkArea(row: Int, column: Int) -> PixelRect {
    let x = column * layout.chunkWidth
    let y = row * layout.chunkHeight
    return PixelRect(
      x: x, y: y, width: min(layout.chunkWidth, layout.width - x),
      height: min(layout.chunkHeight, layout.height - y))
  }

  /// Decodes one chunk whole; anything less is an error, even if libtiff calls it a warning.
  func read(
    _ index: Int, _ deflate: DeflateChunkReader?, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ImageFileError) {
    if let deflate {
      if let reason = deflate.read(index, handle, layout, into: buffer) {
        throw damage(reason, at: index)
      }
      return
    }
    let size = tmsize_t(buffer.count)
    let got =
      layout.isTiled
      ? TIFFReadEncodedTile(handle.tiff, UInt32(index), buffer.baseAddress, size)
      : TIFFReadEncodedStrip(handle.tiff, UInt32(index), buffer.baseAddress, size)
    let failure = handle.messages.takeFailure()
    if got == size && failure == nil { return }
    throw damage(
      failure.map { "libtiff says \"\($0)\"" } ?? "\(max(0, got)) of \(size) bytes came", at: index)
  }

  private func damage(_ reason: String, at index: Int) -> ImageFileError {
    let kind = layout.isTiled ? "tile" : "strip"
    let total = layout.chunksAcross * layout.chunksDown * layout.planes
    return .damaged(path: path, detail: "\(reason) in \(kind) \(index + 1) of \(total)")
  }
}

/// Memory for the stored samples of one chunk, used again for the next.
final class TIFFChunkScratch {
  /// All planes of a chunk, one after the other.
  let samples: UnsafeMutableRawBufferPointer
  /// One row of unpacked samples.
  let line: UnsafeMutablePointer<UInt8>

  init(_ layout: TIFFLayout, _ plan: TIFFDecodingPlan) {
    samples = UnsafeMutableRawBufferPointer.allocate(
      byteCount: plan.chunkBytes * layout.planes, alignment: 16)
    samples.initializeMemory(as: UInt8.self, repeating: 0)
    line = UnsafeMutablePointer<UInt8>.allocate(
      capacity: layout.chunkWidth * layout.samplesPerPixel)
  }

  deinit {
    samples.deallocate()
    line.deallocate()
  }
}
