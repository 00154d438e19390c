/// Turns stored samples of any depth into bytes.
///
/// Unsigned samples of up to 7 bits become round(255 v / max); of more than 8 bits the upper 8 are
/// taken; floating point is an intensity from 0 to 1 and becomes round(255 v). Indices into
/// a palette keep their value.
struct SampleUnpacker {
  /// Bits per sample: 1 to 32 or 64 unsigned, 16, 32 or 64 floating point.
  let bits: Int
  let isFloat: Bool
  /// Byte for each code of at most 8 bits.
  private let table: [UInt8]

  init(bits: Int, isFloat: Bool, keepsValue: Bool) {
    self.bits = bits
    self.isFloat = isFloat
    let largest = (1 << min(bits, 8)) - 1
    table = (0..<256).map { code in
      let value = min(code, largest)
      return UInt8(keepsValue || bits >= 8 ? value : (255 * value + largest / 2) / largest)
    }
  }

  /// Whether stored bytes are the result already.
  var isIdentity: Bool { bits == 8 && !isFloat }

  /// Unpacks samples of one row, which begin at a whole byte.
  ///
  /// - Parameters:
  ///   - source: the stored row, in the byte order of this machine.
  ///   - count: samples to take from it.
  ///   - target: receives them.
  ///   - stride: distance of neighbors in `target`.
  /// - Returns: nil, or a floating-point value that is not between 0 and 1.
  func unpack(
    _ source: UnsafeRawBufferPointer, count: Int, into target: UnsafeMutablePointer<UInt8>,
    stride: Int
  ) -> Double? {
    precondition(source.count >= (count * bits + 7) / 8)
    if isFloat { return unpackFloats(source, count, target, stride) }
    switch bits {
    case 8: for i in 0..<count { target[i * stride] = source[i] }
    case 16, 24, 32, 64: unpackUpperBytes(source, count, target, stride)
    default: unpackBits(source, count, target, stride)
    }
    return nil
  }

  /// Whole bytes, the last of which is the most significant.
  private func unpackUpperBytes(
    _ source: UnsafeRawBufferPointer, _ count: Int, _ target: UnsafeMutablePointer<UInt8>,
    _ stride: Int
  ) {
    let size = bits / 8
    for i in 0..<count { target[i * stride] = source[i * size + size - 1] }
  }

  /// Samples that do not fill bytes follow each other from the most significant bit.
  private func unpackBits(
    _ source: UnsafeRawBufferPointer, _ count: Int, _ target: UnsafeMutablePointer<UInt8>,
    _ stride: Int
  ) {
    let kept = min(bits, 8)
    var position = 0
    for i in 0..<count {
      let byte = position >> 3
      let next = byte + 1 < source.count ? UInt32(source[byte + 1]) : 0
      let window = UInt32(source[byte]) << 8 | next
      let code = (window >> UInt32(16 - kept - (position & 7))) & UInt32((1 << kept) - 1)
      target[i * stride] = table[Int(code)]
      position += bits
    }
  }

  private func unpackFloats(
    _ source: UnsafeRawBufferPointer, _ count: Int, _ target: UnsafeMutablePointer<UInt8>,
    _ stride: Int
  ) -> Double? {
    var strange: Double?
    for i in 0..<count {
      let value =
        switch bits {
        case 16: Self.half(source.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self))
        case 32: Double(source.loadUnaligned(fromByteOffset: 4 * i, as: Float.self))
        default: source.loadUnaligned(fromByteOffset: 8 * i, as: Double.self)
        }
      if value >= 0 && value <= 1 {
        target[i * stride] = UInt8(value * 255 + 0.5)
      } else if strange == nil {
        strange = value
      }
    }
    return strange
  }

  /// Value of an IEEE 754 half-precision number.
  static func half(_ pattern: UInt16) -> Double {
    let sign = pattern >> 15 == 0 ? 1.0 : -1.0
    let exponent = Int(pattern >> 10 & 31)
    let fraction = Double(pattern & 1023)
    return switch exponent {
    case 0: sign * fraction * 0x1p-24
    case 31: fraction == 0 ? sign * .infinity : .nan
    default: sign * (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
    }
  }
}
