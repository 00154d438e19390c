import Glibc

/// CIE L*a*b* of 8 bits with white D50 to sRGB.
///
/// The white point is adapted to D65 by the Bradford method, as color profiles do; colors outside
/// sRGB are cut at its borders. The matrix is by B. Lindbloom, "RGB/XYZ Matrices".
struct LabConversion {
  /// How a* and b* are stored.
  enum Encoding {
    /// CIE Lab: signed bytes.
    case signed
    /// ICC Lab: bytes, of which 128 stands for 0.
    case offset
  }

  let encoding: Encoding

  /// Converts one pixel of three bytes.
  func convert(_ from: UnsafePointer<UInt8>, _ to: UnsafeMutablePointer<UInt8>) {
    let l = Double(from[0]) * 100 / 255
    let fy = (l + 16) / 116
    let x = 0.9642 * Self.inverse(fy + axis(from[1]) / 500)
    let y = Self.inverse(fy)
    let z = 0.8251 * Self.inverse(fy - axis(from[2]) / 200)
    to[0] = Self.encoded(3.1338561 * x - 1.6168667 * y - 0.4906146 * z)
    to[1] = Self.encoded(-0.9787684 * x + 1.9161415 * y + 0.0334540 * z)
    to[2] = Self.encoded(0.0719453 * x - 0.2289914 * y + 1.4052427 * z)
  }

  private func axis(_ code: UInt8) -> Double {
    encoding == .signed ? Double(Int8(bitPattern: code)) : Double(code) - 128
  }

  /// Inverse of the cube root with its straight part near black (CIE 15).
  private static func inverse(_ f: Double) -> Double {
    f > 6.0 / 29 ? f * f * f : (f - 4.0 / 29) * 108 / 841
  }

  /// sRGB code of a linear intensity (IEC 61966-2-1).
  private static func encoded(_ linear: Double) -> UInt8 {
    let value = min(max(linear, 0), 1)
    let code = value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055
    return UInt8((code * 255).rounded())
  }
}
