/// Gathers fixed-width numbers as little-endian bytes.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func add(_ value: UInt8) { bytes.append(value) }

  mutating func add(_ value: UInt32) {
    for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt32(shift)))) }
  }

  mutating func add(_ value: UInt64) {
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(shift)))) }
  }

  mutating func add(_ value: Float) { add(value.bitPattern) }

  mutating func add(_ value: Double) { add(value.bitPattern) }

  mutating func add(_ value: SIMD2<Double>) {
    add(value.x)
    add(value.y)
  }
}

/// Reads what `ByteWriter` wrote; after the end it gives zeros and says so.
struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0
  /// Whether more was read than there is.
  private(set) var isOverrun = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether everything was read, and nothing beyond.
  var isAtEnd: Bool { position == bytes.count && !isOverrun }

  mutating func byte() -> UInt8 {
    guard position < bytes.count else {
      isOverrun = true
      return 0
    }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func word() -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(byte()) << (8 * UInt32($1)) }
  }

  mutating func longWord() -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(byte()) << (8 * UInt64($1)) }
  }

  mutating func float() -> Float { Float(bitPattern: word()) }

  mutating func double() -> Double { Double(bitPattern: longWord()) }

  mutating func pair() -> SIMD2<Double> {
    let x = double()
    return SIMD2(x, double())
  }
}
