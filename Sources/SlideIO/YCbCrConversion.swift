/// YCbCr to RGB as TIFF 6.0, section 21, defines it.
struct YCbCrConversion {
  private let luma: [Double]
  private let reference: [Double]

  /// Makes a conversion from the tags YCbCrCoefficients (3 values) and ReferenceBlackWhite (6).
  ///
  /// Nil when the values contradict themselves.
  init?(coefficients: [Double], referenceBlackWhite: [Double]) {
    let spans = stride(from: 0, to: 6, by: 2).map {
      referenceBlackWhite[$0 + 1] - referenceBlackWhite[$0]
    }
    guard coefficients.allSatisfy({ $0 > 0 && $0 < 1 }), spans.allSatisfy({ $0.isNormal }),
      referenceBlackWhite.allSatisfy(\.isFinite)
    else { return nil }
    luma = coefficients
    reference = referenceBlackWhite
  }

  /// Converts one pixel of three bytes.
  func convert(_ from: UnsafePointer<UInt8>, _ to: UnsafeMutablePointer<UInt8>) {
    let y = (Double(from[0]) - reference[0]) * 255 / (reference[1] - reference[0])
    let cb = (Double(from[1]) - reference[2]) * 127 / (reference[3] - reference[2])
    let cr = (Double(from[2]) - reference[4]) * 127 / (reference[5] - reference[4])
    let red = y + cr * (2 - 2 * luma[0])
    let blue = y + cb * (2 - 2 * luma[2])
    let green = (y - luma[0] * red - luma[2] * blue) / luma[1]
    to[0] = Self.byte(red)
    to[1] = Self.byte(green)
    to[2] = Self.byte(blue)
  }

  private static func byte(_ value: Double) -> UInt8 { UInt8(min(max(value, 0), 255).rounded()) }
}

/// The blocks of YCbCr pixels that share their color: the luma of each pixel row by row, then the
/// blue and the red difference (TIFF 6.0, section 21).
struct YCbCrBlocks {
  let subsamplingX: Int
  let subsamplingY: Int
  /// Width of the chunk in pixels.
  let chunkWidth: Int

  private var blockBytes: Int { subsamplingX * subsamplingY + 2 }
  private var blocksAcross: Int { (chunkWidth + subsamplingX - 1) / subsamplingX }

  /// Bytes that hold `rows` rows of a chunk.
  func byteCount(rows: Int) -> Int {
    blocksAcross * blockBytes * ((rows + subsamplingY - 1) / subsamplingY)
  }

  /// Copies a row of a chunk as pixels of three bytes.
  func unpack(
    _ chunk: UnsafeRawBufferPointer, row: Int, count: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    precondition(chunk.count >= byteCount(rows: row + 1) && count <= chunkWidth)
    let rowStart = row / subsamplingY * blocksAcross * blockBytes
    let lumaStart = row % subsamplingY * subsamplingX
    for x in 0..<count {
      let block = rowStart + x / subsamplingX * blockBytes
      target[3 * x] = chunk[block + lumaStart + x % subsamplingX]
      target[3 * x + 1] = chunk[block + blockBytes - 2]
      target[3 * x + 2] = chunk[block + blockBytes - 1]
    }
  }
}
