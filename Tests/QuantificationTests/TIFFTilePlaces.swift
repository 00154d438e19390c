import Foundation
import Testing

/// Where the tiles of a little-endian TIFF's first directory are stored.
struct TIFFTilePlaces {
  /// Bytes of each tile.
  let places: [Range<Int>]

  init(_ file: Data) throws {
    func number(_ at: Int, _ bytes: Int) -> Int {
      (0..<bytes).reduce(0) { $0 | Int(file[at + $1]) << (8 * $1) }
    }
    try #require(number(0, 4) == 0x002A_4949)
    let directory = number(4, 4)
    var tags: [Int: [Int]] = [:]
    for entry in 0..<number(directory, 2) {
      let at = directory + 2 + 12 * entry
      let (type, count) = (number(at + 2, 2), number(at + 4, 4))
      let size = type == 3 ? 2 : 4
      let start = size * count <= 4 ? at + 8 : number(at + 8, 4)
      guard [324, 325].contains(number(at, 2)) else { continue }
      tags[number(at, 2)] = (0..<count).map { number(start + size * $0, size) }
    }
    places = zip(try #require(tags[324]), try #require(tags[325])).map { $0..<($0 + $1) }
  }
}
