import Foundation
import Raster
import SlideIO
import Testing

/// PngSuite by Willem van Schaik, with the reference pictures that come as BMP files.
@Suite(.enabled(if: SharedData.exists(SharedData.pngSuite), "needs ../shared/data/conformance"))
struct PNGSuiteTests {
  static let names: [String] = {
    let folder = SharedData.pngSuite.appendingPathComponent("png").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".png") }.map { String($0.dropLast(4)) }.sorted()
  }()

  /// Opaque 16-bit gray: for these alone the reference pictures do not hold the upper 8 bits, nor the
  /// nearest 8-bit value, but something between (0x7900 and 0x7A00 are both 121, 0x7B00 is 123).
  static let rounded = Set(["basi0g16", "basn0g16", "oi1n0g16", "oi2n0g16", "oi4n0g16", "oi9n0g16"])

  @Test func `the suite is complete`() {
    #expect(Self.names.count == 175)
    #expect(Self.names.filter { $0.hasPrefix("x") }.count == 14)
  }

  @Test(arguments: names.filter { !$0.hasPrefix("x") })
  func `pixels equal the reference picture over white`(name: String) throws {
    let decoded = try ImageReader().decode(at: path(name))
    let reference = try bytes(
      of: SharedData.pngSuite.appendingPathComponent("bmp/\(name).bmp").path)
    let expected = try #require(BMPFile(reference)).overWhite
    if Self.rounded.contains(name) {
      #expect(largestDifference(decoded.image, expected) == 1)
    } else {
      #expect(firstDifference(decoded.image, expected) == nil)
    }
  }

  @Test(arguments: names.filter { $0.hasPrefix("x") })
  func `broken files are errors`(name: String) throws {
    #expect(throws: ImageFileError.self) { try ImageReader().decode(at: path(name)) }
  }

  private func path(_ name: String) -> String {
    SharedData.pngSuite.appendingPathComponent("png/\(name).png").path
  }
}
