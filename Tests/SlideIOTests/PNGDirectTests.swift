import Foundation
import Raster
import SlideIO
import TestSupport
import Testing

/// Ordinary PNG files are decoded without libpng: everything must come out as libpng says.
@Suite struct PNGDirectTests {
  private enum Outcome: Equatable {
    case image(RGBImage, warnings: [String])
    case error(ImageFileError)
  }

  private func outcome(_ path: String, isDirect: Bool) -> Outcome {
    var reader = ImageReader(memoryLimitBytes: 64 << 20)
    reader.decodesDirectly = isDirect
    do throws(ImageFileError) {
      let decoded = try reader.decode(at: path)
      return .image(decoded.image, warnings: decoded.warnings)
    } catch {
      return .error(error)
    }
  }

  /// Whether a file is read, after comparing.
  @discardableResult
  private func isRead(_ bytes: [UInt8], _ folder: ScratchFolder) throws -> Bool {
    let path = try folder.write(bytes, as: "a.png")
    let direct = outcome(path, isDirect: true)
    #expect(direct == outcome(path, isDirect: false))
    if case .image = direct { return true }
    return false
  }

  @Test(arguments: [(1, 1), (2, 3), (3, 4), (7, 9), (16, 8), (33, 41)])
  func `rows of every filter`(width: Int, height: Int) throws {
    let folder = try ScratchFolder()
    var random = SeededGenerator(seed: UInt64(width))
    for filters in [[0], [1], [2], [3], [4], [0, 1, 2, 3, 4], [4, 4, 4, 4, 4, 1]] {
      let rows = (0..<height).map { y in
        [UInt8(filters.randomElement(using: &random) ?? filters[0])]
          + (0..<(3 * width)).map { _ in UInt8.random(in: 0...255, using: &random) }
      }
      for parts in [1, 3] {
        let builder = PNGBuilder(
          width: width, height: height, depth: 8, colorType: 2, filteredRows: rows,
          pixelParts: parts)
        #expect(try isRead(builder.bytes, folder))
      }
    }
  }

  @Test func `an unknown filter, unusual chunks and streams that do not fit`() throws {
    let folder = try ScratchFolder()
    let rows = (0..<5).map { y in [UInt8(y)] + [UInt8](repeating: UInt8(40 * y), count: 12) }
    func file(
      rows: [[UInt8]] = rows, chunks: [(String, [UInt8])] = [],
      later: [(String, [UInt8])] = [], parts: Int = 1,
      change: (inout [UInt8]) -> Void = { _ in }
    ) -> [UInt8] {
      PNGBuilder(
        width: 4, height: 5, depth: 8, colorType: 2, filteredRows: rows, chunks: chunks,
        laterChunks: later, pixelParts: parts, change: change
      ).bytes
    }
    let size: [UInt8] = [0, 0, 7, 208, 0, 0, 7, 208, 1]
    #expect(try isRead(file(), folder))
    #expect(try isRead(file(chunks: [("pHYs", size), ("tEXt", [65, 0, 66])]), folder))
    #expect(try isRead(file(later: [("tEXt", [65, 0, 66])]), folder))
    try isRead(file(chunks: [("pHYs", size), ("pHYs", size)]), folder)
    try isRead(file(chunks: [("pHYs", [1, 2])]), folder)
    try isRead(file(later: [("pHYs", size)]), folder)
    try isRead(file(chunks: [("sBIT", [8, 8, 8])]), folder)
    try isRead(file(chunks: [("abCd", [1])]), folder)
    try isRead(file(chunks: [("ABCD", [1])]), folder)
    try isRead(file(chunks: [("PLTE", [1, 2, 3])]), folder)
    try isRead(file(chunks: [("tRNS", [0, 1, 0, 2, 0, 3])]), folder)
    try isRead(file(chunks: [("IEND", [])]), folder)
    try isRead(file(later: [("IDAT", [1, 2, 3])]), folder)
    try isRead(file(later: [("tEXt", [65, 0]), ("IDAT", [1, 2, 3])]), folder)
    try isRead(file(rows: rows + [rows[0]]), folder)
    try isRead(file(rows: rows.dropLast()), folder)
    try isRead(file(rows: rows.dropLast() + [[5] + rows[4].dropFirst()]), folder)
    try isRead(file(change: { $0[$0.count - 1] ^= 1 }), folder)
    try isRead(file(change: { $0.append(0) }), folder)
    try isRead(file(change: { $0.removeLast() }), folder)
    // A smaller window than the pixels need, or another than its check bits say.
    for header: [UInt8] in [
      [0x08, 0x1D], [0x18, 0x19], [0x78, 0x02], [0x88, 0x1C], [0x78, 0x20],
    ] {
      try isRead(file(change: { $0.replaceSubrange(0..<2, with: header) }), folder)
    }
  }

  @Test func `changed and cut files`() throws {
    let folder = try ScratchFolder()
    try ImageWriter.writePNG(
      RGBImage.noise(width: 23, height: 17), to: folder.path("b.png"),
      pixelSize: PixelSize(xMicrons: 0.5, yMicrons: 0.5, source: .pngPhys))
    let original = try bytes(of: folder.path("b.png"))
    var random = SeededGenerator(seed: 4)
    var read = 0
    for _ in 0..<300 {
      var changed = original
      switch Int.random(in: 0..<3, using: &random) {
      case 0:
        changed[Int.random(in: 0..<changed.count, using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
      case 1: changed.removeLast(Int.random(in: 1..<changed.count, using: &random))
      default: changed += [UInt8](repeating: 7, count: Int.random(in: 0...9, using: &random))
      }
      if try isRead(changed, folder) { read += 1 }
    }
    #expect(read > 20 && read < 280)
  }

  @Test func `a smooth picture as an encoder writes it`() throws {
    let folder = try ScratchFolder()
    var image = RGBImage(width: 301, height: 203)
    for y in 0..<image.height {
      for x in 0..<image.width {
        image[x, y] = RGBColor(
          red: UInt8((x * y / 97) & 255), green: UInt8((x + 2 * y) & 255), blue: UInt8(x & 255))
      }
    }
    for level in [0, 1, 6, 9] {
      try ImageWriter.writePNG(image, to: folder.path("a.png"), compressionLevel: level)
      #expect(
        outcome(folder.path("a.png"), isDirect: true) == .image(image, warnings: []))
      #expect(try isRead(try bytes(of: folder.path("a.png")), folder))
    }
  }

  @Test(.enabled(if: SharedData.exists(SharedData.pngSuite), "needs ../shared/data/conformance"))
  func `every PNG of the conformance files`() throws {
    let root = SharedData.root.appendingPathComponent("data/conformance")
    let files = try #require(FileManager.default.enumerator(atPath: root.path))
    var count = 0
    for case let name as String in files where name.lowercased().hasSuffix(".png") {
      let path = root.appendingPathComponent(name).path
      #expect(outcome(path, isDirect: true) == outcome(path, isDirect: false), "\(name)")
      count += 1
    }
    #expect(count > 175)
  }
}
