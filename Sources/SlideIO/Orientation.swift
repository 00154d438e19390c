import Raster

/// Where the first row and column of stored pixels lie in the picture as it is seen
/// (TIFF 6.0, tag 274).
public enum Orientation: Int, Sendable, CaseIterable {
  case topLeft = 1
  case topRight
  case bottomRight
  case bottomLeft
  case leftTop
  case rightTop
  case rightBottom
  case leftBottom

  /// Whether stored rows are columns of the picture.
  var swapsAxes: Bool { rawValue >= 5 }

  /// Lays stored pixels out as they are seen.
  ///
  /// - Parameters:
  ///   - stored: interleaved RGB, `3 * width * height` bytes.
  ///   - width: stored width.
  ///   - height: stored height.
  ///   - target: as many bytes, all of them written.
  func place(
    _ stored: borrowing [UInt8], width: Int, height: Int, into target: inout [UInt8]
  ) {
    precondition(stored.count == 3 * width * height && target.count == stored.count)
    stored.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        place(
          from, width: width, height: height, into: to, rowBytes: 3 * (swapsAxes ? height : width))
      }
    }
  }

  /// Lays stored pixels out as they are seen, in memory whose rows are `rowBytes` apart.
  func place(
    _ stored: UnsafePointer<UInt8>, width: Int, height: Int,
    into target: UnsafeMutablePointer<UInt8>, rowBytes: Int
  ) {
    let seenWidth = swapsAxes ? height : width
    let seenHeight = swapsAxes ? width : height
    let (origin, stepX, stepY) = walk(width: width, height: height)
    for y in 0..<seenHeight {
      var from = stored + 3 * (origin + y * stepY)
      var to = target + y * rowBytes
      for _ in 0..<seenWidth {
        to[0] = from[0]
        to[1] = from[1]
        to[2] = from[2]
        to += 3
        from += 3 * stepX
      }
    }
  }

  /// Where the pixels of a part of the picture are stored.
  ///
  /// - Parameters:
  ///   - rect: pixels of the picture as it is seen.
  ///   - width: stored width.
  ///   - height: stored height.
  /// - Returns: stored pixels.
  func stored(_ rect: PixelRect, width: Int, height: Int) -> PixelRect {
    let turned =
      swapsAxes
      ? PixelRect(x: rect.y, y: rect.x, width: rect.height, height: rect.width) : rect
    return mirrored(turned, width: width, height: height)
  }

  /// Where stored pixels are seen, the inverse of `stored(_:width:height:)`.
  func seen(_ stored: PixelRect, width: Int, height: Int) -> PixelRect {
    // Turns by a quarter swap the axes after mirroring, all others are their own inverse.
    let flipped = mirrored(stored, width: width, height: height)
    return swapsAxes
      ? PixelRect(x: flipped.y, y: flipped.x, width: flipped.height, height: flipped.width)
      : flipped
  }

  private func mirrored(_ rect: PixelRect, width: Int, height: Int) -> PixelRect {
    let isRightFirst = [.topRight, .bottomRight, .rightBottom, .leftBottom].contains(self)
    let isBottomFirst = [.bottomRight, .bottomLeft, .rightTop, .rightBottom].contains(self)
    return PixelRect(
      x: isRightFirst ? width - rect.maxX : rect.x,
      y: isBottomFirst ? height - rect.maxY : rect.y, width: rect.width, height: rect.height)
  }

  /// Index of the stored pixel that is seen first, and how it changes by a step right and down.
  private func walk(width: Int, height: Int) -> (origin: Int, stepX: Int, stepY: Int) {
    let last = width * height - 1
    return switch self {
    case .topLeft: (0, 1, width)
    case .topRight: (width - 1, -1, width)
    case .bottomRight: (last, -1, -width)
    case .bottomLeft: (last - (width - 1), 1, -width)
    case .leftTop: (0, width, 1)
    case .rightTop: (last - (width - 1), -width, 1)
    case .rightBottom: (last, -width, -1)
    case .leftBottom: (width - 1, width, -1)
    }
  }
}
