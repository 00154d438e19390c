import TestSupport

/// Damages files as disks, networks and malice do: the same way for the same generator.
public struct ByteMutation {
  private var generator: SeededGenerator

  /// Starts a sequence of damages.
  public init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private static let numbers: [[UInt8]] = [
    [0], [1], [0x7F], [0x80], [0xFF], [0, 0], [0xFF, 0xFF], [0x7F, 0xFF], [0xFF, 0x7F],
    [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F],
    [0, 0, 0, 0x80], [1, 0, 0, 0], [0, 0, 0, 1],
  ]
  private static let marks = Array("\"',;:[]{}()<>#&*!|%@`\\/=?.-+0123456789eE \n\r\t".utf8)

  /// Picks one of the files and changes it in up to eight places.
  ///
  /// - Parameter files: at least one.
  /// - Returns: the changed bytes.
  public mutating func next(of files: [[UInt8]]) -> [UInt8] {
    var bytes = files[number(below: files.count)]
    for _ in 0...number(below: 8) { change(&bytes, files) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8], _ files: [[UInt8]]) {
    let place = number(below: bytes.count + 1)
    switch number(below: 9) {
    case 0 where place < bytes.count: bytes[place] ^= UInt8(1 << number(below: 8))
    case 1 where place < bytes.count: bytes[place] = UInt8(number(below: 256))
    case 2: overwrite(&bytes, place, with: Self.numbers[number(below: Self.numbers.count)])
    case 3: bytes.insert(Self.marks[number(below: Self.marks.count)], at: place)
    case 4: bytes.removeSubrange(place..<min(bytes.count, place + 1 + number(below: 8)))
    case 5:
      let part = bytes[place..<min(bytes.count, place + 1 + number(below: 64))]
      bytes.insert(contentsOf: part, at: number(below: bytes.count + 1))
    case 6:
      let other = files[number(below: files.count)]
      let start = number(below: other.count + 1)
      overwrite(
        &bytes, place,
        with: Array(other[start..<min(other.count, start + 1 + number(below: 256))]))
    case 7 where number(below: 8) == 0: bytes.removeSubrange(place...)
    default: if place < bytes.count { bytes[place] = Self.marks[number(below: Self.marks.count)] }
    }
  }

  private func overwrite(_ bytes: inout [UInt8], _ place: Int, with part: [UInt8]) {
    bytes.replaceSubrange(place..<min(bytes.count, place + part.count), with: part)
  }

  private mutating func number(below bound: Int) -> Int {
    Int(generator.next() % UInt64(max(1, bound)))
  }
}
