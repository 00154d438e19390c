import Foundation
import SlideIO
import Testing

/// Headers of DICOM files, in every encoding that is read.
@Suite struct DICOMInstanceTests {
  private static let wholeSlide = "1.2.840.10008.5.1.4.1.1.77.1.6"
  private static let explicit = "1.2.840.10008.1.2.1"
  private static let implicit = "1.2.840.10008.1.2"

  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private func tag(_ group: Int, _ element: Int) -> [UInt8] {
    little(group, 2) + little(element, 2)
  }

  /// An identifier, padded to an even length.
  private func identifier(
    _ group: Int, _ element: Int, _ text: String, isImplicit: Bool = false
  ) -> [UInt8] {
    let value = Array(text.utf8) + [UInt8](repeating: 0, count: text.utf8.count % 2)
    return tag(group, element)
      + (isImplicit ? little(value.count, 4) : Array("UI".utf8) + little(value.count, 2)) + value
  }

  /// A sequence with one item, whose lengths are stated or left to marks.
  private func sequence(_ content: [UInt8], isMarked: Bool, isImplicit: Bool) -> [UInt8] {
    let item =
      tag(0xFFFE, 0xE000) + little(isMarked ? 0xFFFF_FFFF : content.count, 4) + content
      + (isMarked ? tag(0xFFFE, 0xE00D) + little(0, 4) : [])
    return tag(0x0008, 0x1115) + (isImplicit ? [] : Array("SQ".utf8) + [0, 0])
      + little(isMarked ? 0xFFFF_FFFF : item.count, 4) + item
      + (isMarked ? tag(0xFFFE, 0xE0DD) + little(0, 4) : [])
  }

  private func file(
    sopClass: String = wholeSlide, syntax: String = explicit, series: String? = "1.2.3.4",
    isMarked: Bool = true, padding: Int = 0
  ) -> [UInt8] {
    let isImplicit = syntax == Self.implicit
    // What stands in a sequence belongs to another series.
    let other = identifier(0x0020, 0x000E, "9.9.9", isImplicit: isImplicit)
    let long =
      tag(0x0009, 0x0010) + (isImplicit ? [] : Array("OB".utf8) + [0, 0]) + little(padding, 4)
      + [UInt8](repeating: 7, count: padding)
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
      + identifier(0x0002, 0x0002, sopClass) + identifier(0x0002, 0x0010, syntax)
      + sequence(other, isMarked: isMarked, isImplicit: isImplicit) + long
      + identifier(0x0020, 0x000D, "5.6.7", isImplicit: isImplicit)
      + (series.map { identifier(0x0020, 0x000E, $0, isImplicit: isImplicit) } ?? [])
      + identifier(0x0020, 0x0010, "8.8", isImplicit: isImplicit)
  }

  private func instance(_ bytes: [UInt8]) throws -> DICOMInstance? {
    let folder = try ScratchFolder()
    return DICOMInstance(path: try folder.write(bytes, as: "a"))
  }

  @Test(arguments: [explicit, implicit], [true, false])
  func `the series is found behind sequences`(syntax: String, isMarked: Bool) throws {
    #expect(try instance(file(syntax: syntax, isMarked: isMarked))?.series == "1.2.3.4")
  }

  @Test(arguments: [16_000, 16_140, 16_200, 16_300, 16_384, 100_000])
  func `long values before the series are passed over`(padding: Int) throws {
    for shift in 0..<40 {
      let found = try instance(file(series: "1.2.34", padding: padding + 2 * shift))
      #expect(found?.series == "1.2.34")
    }
  }

  @Test func `a series that is missing or too far away is not known`() throws {
    #expect(try instance(file(series: nil)) != nil)
    #expect(try instance(file(series: nil))?.series == nil)
    #expect(try instance(file(padding: 1 << 20))?.series == nil)
  }

  @Test func `other files are no part of a slide`() throws {
    #expect(try instance(file(sopClass: "1.2.840.10008.5.1.4.1.1.20")) == nil)
    #expect(try instance(Array("II*\0".utf8)) == nil)
    #expect(DICOMInstance(path: "/no/such/file") == nil)
  }

  @Test func `cut and damaged headers do no harm`() throws {
    let whole = file()
    for length in 1..<whole.count { _ = try instance(Array(whole[..<length])) }
    for place in 132..<whole.count {
      var bytes = whole
      bytes[place] = 0xFF
      _ = try instance(bytes)
    }
  }

  @Test(.enabled(if: SharedData.exists(SharedData.slides), "needs ../shared"))
  func `files of one slide have one series`() throws {
    let found = ["boxes_0.dcm", "boxes_1.dcm"].map {
      DICOMInstance(path: SharedData.slides.appendingPathComponent($0).path)?.series
    }
    #expect(found[0]?.hasPrefix("1.3.6.1.4.1.5962.99.1.") == true)
    #expect(found[0] == found[1])
    let other = SharedData.slides.appendingPathComponent("dicom_test_image.dcm").path
    #expect(DICOMInstance(path: other) == nil)
  }
}
