import Foundation
import Quantification
import Testing

/// Folders that hold the files of slides in DICOM; their headers are all that is read here.
@Suite struct DICOMFolderTests {
  private static let wholeSlide = "1.2.840.10008.5.1.4.1.1.77.1.6"
  private static let tomography = "1.2.840.10008.5.1.4.1.1.20"

  /// Writes the header of a DICOM file.
  @discardableResult
  private func dicom(
    _ scene: TemporaryFolder, _ name: String, series: String, sopClass: String = wholeSlide
  ) throws -> String {
    func element(_ tag: [UInt8], _ text: String) -> [UInt8] {
      let value = Array(text.utf8) + [UInt8](repeating: 0, count: text.utf8.count % 2)
      return tag + Array("UI".utf8) + [UInt8(value.count), 0] + value
    }
    let bytes =
      [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + element([2, 0, 2, 0], sopClass)
      + element([2, 0, 0x10, 0], "1.2.840.10008.1.2.1") + element([0x20, 0, 0x0E, 0], series)
    try scene.file(name)
    try Data(bytes).write(to: URL(fileURLWithPath: scene.item(name)))
    return scene.item(name)
  }

  private func scene() throws -> TemporaryFolder {
    let scene = try TemporaryFolder()
    for (name, series) in [
      ("a/2.dcm", "1.1"), ("a/10.dcm", "1.1"), ("a/noname", "1.1"), ("a/b.dcm", "1.2"),
      ("c/2.dcm", "1.1"),
    ] {
      try dicom(scene, name, series: series)
    }
    try dicom(scene, "a/ct.dcm", series: "1.1", sopClass: Self.tomography)
    return scene
  }

  @Test func `files of one series in one folder are one slide`() throws {
    let scene = try scene()
    let expected = """
      case 'a-2' as 'a-2'
      case 'b' as 'b'
      case 'c-2' as 'c-2'
      slide 'a-2' of 'a-2'
        'a/2.dcm' a/2.dcm at 0,0 d=1.0
      slide 'b' of 'b'
        'a/b.dcm' a/b.dcm at 0,0 d=1.0
      slide 'c-2' of 'c-2'
        'c/2.dcm' c/2.dcm at 0,0 d=1.0
      note .: 1 .dcm file ignored: no PNG or TIFF image, and no slide.

      """
    let found = try InputCollector().collect([scene.path])
    #expect(
      found.text(without: scene.path).replacing("note \(scene.path)", with: "note .") == expected)
  }

  @Test func `a slide is measured once, however its files are given`() throws {
    let scene = try scene()
    let named = [scene.item("a/noname"), scene.item("a/10.dcm"), scene.item("a")]
    let expected = try InputCollector().collect(named)
    #expect(expected.slides.map(\.slide) == ["2", "b"])
    #expect(try InputCollector().collect(named.reversed()) == expected)
    let single = try InputCollector().collect([scene.item("a/noname")])
    #expect(single.slides.map(\.slide) == ["noname"], "a file that is given gives its name")
  }

  @Test func `a manifest's word on one file counts for its slide`() throws {
    let scene = try scene()
    let manifest = try scene.file("m.csv", "image,case\na/10.dcm,A\n")
    let found = try InputCollector().collect([scene.item("a"), manifest])
    #expect(found.slides.map(\.caseName) == ["A", "b"])
    #expect(found.slides.map(\.tiles.count) == [1, 1])
    let twice = try scene.file("t.csv", "image,case\na/2.dcm,A\na/10.dcm,A\na/b.dcm,B\n")
    let refused = try InputCollector().collect([twice])
    #expect(refused.slides.map(\.caseName) == ["B"])
    let reason = try #require(refused.rejected.first?.reason)
    #expect(reason.contains("'a/10.dcm' is a part of the same slide as 'a/2.dcm'"), "\(reason)")
  }

  @Test func `links count where they lie`() throws {
    let scene = try TemporaryFolder()
    for number in 1...3 {
      try dicom(scene, "store/\(number)/object", series: "1.1")
      try scene.file("in/other.txt")
      try FileManager.default.createSymbolicLink(
        atPath: scene.item("in/\(number).dcm"),
        withDestinationPath: scene.item("store/\(number)/object"))
    }
    #expect(try InputCollector().collect([scene.item("in")]).slides.map(\.slide) == ["1"])
    #expect(ListedFile.files(of: [scene.item("in/2.dcm")])[0].others == ["1.dcm", "3.dcm"])
    #expect(try InputCollector().collect([scene.item("store")]).slides.count == 3)
  }

  @Test func `lists of files name a slide once, and what belongs to it`() throws {
    let scene = try scene()
    let paths = [scene.item("a/10.dcm"), scene.item("a/2.dcm"), scene.item("c/2.dcm")]
    #expect(
      ListedFile.files(of: paths) == [
        ListedFile(path: paths[0], others: ["2.dcm", "noname"]), ListedFile(path: paths[2]),
      ])
    #expect(
      ListedFile.files(of: [scene.item("a")]).map(\.path)
        == ["a/2.dcm", "a/b.dcm"].map(scene.item))
    try scene.file("empty/x.txt")
    #expect(ListedFile.files(of: [scene.item("empty")]).map(\.path) == [scene.item("empty")])
  }
}
