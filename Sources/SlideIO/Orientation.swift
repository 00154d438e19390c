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
    let seenWidth = swapsAxes ? height : width
    let seenHeight = swapsAxes ? width : height
    let (origin, stepX, stepY) = walk(width: width, height: height)
    let source = stored.span
    var out = target.mutableSpan
    for y in 0..<seenHeight {
      var from = 3 * (origin + y * stepY)
      var to = 3 * y * seenWidth
      for _ in 0..<seenWidth {
        out[to] = source[from]
        out[to + 1] = source[from + 1]
        out[to + 2] = source[from + 2]
        to += 3
        from += 3 * stepX
      }
    }
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
