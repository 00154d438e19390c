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

  /// A picture of random rows whose filters are all among those given.
  private func picture(
    _ size: (width: Int, height: Int), colorType: Int, filters: [UInt8], parts: Int,
    using random: inout SeededGenerator
  ) -> [UInt8] {
    let channels = [0: 1, 2: 3, 3: 1, 6: 4][colorType] ?? 1
    let entries = filters == [0] ? Int.random(in: 1...256, using: &random) : 256
    // Rarely one that the palette lacks.
    let largest = colorType == 3 ? min(255, entries - (size.width % 9 == 8 ? 0 : 1)) : 255
    let rows = (0..<size.height).map { _ in
      [filters.randomElement(using: &random) ?? 0]
        + (0..<(channels * size.width)).map { place in
          place % 4 == 3 && colorType == 6 && Bool.random(using: &random)
            ? 255 : UInt8.random(in: 0...UInt8(largest), using: &random)
        }
    }
    let palette = (0..<(3 * entries)).map { _ in UInt8.random(in: 0...255, using: &random) }
    return PNGBuilder(
      width: size.width, height: size.height, depth: 8, colorType: colorType, filteredRows: rows,
      chunks: colorType == 3 ? [("PLTE", palette)] : [], pixelParts: parts
    ).bytes
  }

  @Test(arguments: [0, 2, 3, 6])
  func `2500 random pictures of every filter`(colorType: Int) throws {
    let folder = try ScratchFolder()
    var random = SeededGenerator(seed: UInt64(colorType))
    var read = 0
    for number in 0..<2500 {
      let kinds: [[UInt8]] = [
        [0], [1], [2], [3], [4], [0, 1, 2, 3, 4], [4, 4, 4, 4, 4, 1], [3, 3, 3, 4],
      ]
      let bytes = picture(
        (Int.random(in: 1...40, using: &random), Int.random(in: 1...40, using: &random)),
        colorType: colorType, filters: kinds[number % kinds.count],
        parts: number % 3 == 0 ? 3 : 1, using: &random)
      if try isRead(bytes, folder) { read += 1 }
    }
    #expect(read > 2000)
  }

  @Test func `an image with little memory beside it has the same pixels`() throws {
    let folder = try ScratchFolder()
    var random = SeededGenerator(seed: 7)
    let bytes = picture(
      (37, 29), colorType: 2, filters: [0, 1, 2, 3, 4], parts: 1, using: &random)
    let path = try folder.write(bytes, as: "a.png")
    var reader = ImageReader()
    let image = try reader.decode(at: path).image
    let workBytes = try reader.info(at: path).workBytes
    #expect(workBytes >= bytes.count + 29 * (3 * 37 + 1))
    for limit in [0, image.samples.count + workBytes - 1, image.samples.count + workBytes] {
      reader.fastLimitBytes = limit
      #expect(try reader.decode(at: path).image == image)
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
    let indices = (0..<5).map { _ in [UInt8](repeating: 0, count: 5) }
    func ofPalette(_ chunks: [(String, [UInt8])], later: [(String, [UInt8])] = []) -> [UInt8] {
      PNGBuilder(
        width: 4, height: 5, depth: 8, colorType: 3, filteredRows: indices, chunks: chunks,
        laterChunks: later
      ).bytes
    }
    #expect(try isRead(ofPalette([("PLTE", [1, 2, 3])]), folder))
    #expect(try isRead(ofPalette([("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [9])]), folder))
    try isRead(ofPalette([]), folder)
    try isRead(ofPalette([("PLTE", [])]), folder)
    try isRead(ofPalette([("PLTE", [1, 2])]), folder)
    try isRead(ofPalette([("PLTE", [UInt8](repeating: 7, count: 771))]), folder)
    try isRead(ofPalette([("PLTE", [1, 2, 3]), ("PLTE", [1, 2, 3])]), folder)
    try isRead(ofPalette([], later: [("PLTE", [1, 2, 3])]), folder)
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
