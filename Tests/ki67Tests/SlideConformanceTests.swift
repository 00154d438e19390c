import Foundation
import Raster
import SlideIO
import TestSupport
import Testing

/// Slides that lie beside the project, and one that is made, against an independent reader.
private enum Slides {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder: URL = {
    let named = ProcessInfo.processInfo.environment["KI67_SHARED"].map(URL.init(fileURLWithPath:))
    let shared = named ?? repository.deletingLastPathComponent().appendingPathComponent("shared")
    return shared.appendingPathComponent("data/slides")
  }()
  static let isThere = FileManager.default.fileExists(atPath: folder.path)
  /// A Python that has openslide-python with a library, numpy and Pillow.
  static let python: URL? = {
    guard let path = ProcessInfo.processInfo.environment["KI67_PYTHON"] else { return nil }
    let python = URL(fileURLWithPath: path)
    let outcome = try? runProgram(
      python, ["-c", "import openslide, numpy, PIL, tifffile, imagecodecs"])
    return outcome?.exitCode == 0 ? python : nil
  }()
}

@Suite struct SlideConformanceTests {
  private func compare(_ paths: [String]) throws {
    let script = Slides.repository.appendingPathComponent("Tests/Conformance/compare_slides.py")
    let outcome = try runProgram(
      #require(Slides.python), [script.path, findKi67().path] + paths, timeout: 900 * slowness)
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test(
    .enabled(
      if: Slides.isThere && Slides.python != nil,
      "needs ../shared/data/slides and a Python with openslide-python in KI67_PYTHON"))
  func `slides equal those of openslide-python and tifffile`() throws {
    let names = [
      "CMU-1-Small-Region.svs", "tcga-jpeg2000.svs", "small.svs", "😐.svs", "boxes.tiff",
      "boxes_0.dcm", "boxes_1.dcm", "cells.ome.tif", "cells-2c.ome.tif", "cells-2t.ome.tif",
      "cells-2z.ome.tif", "test_orient1.tif", "test_orient6.tif", "yb10kx5k.zstd.tiff",
    ]
    try compare(names.map { Slides.folder.appendingPathComponent($0).path })
  }

  @Test(.enabled(if: Slides.python != nil, "needs a Python with openslide-python in KI67_PYTHON"))
  func `pyramids that tifffile writes are read as they were written`() throws {
    let script = Slides.repository.appendingPathComponent("Tests/Conformance/written_slides.py")
    let outcome = try runProgram(
      #require(Slides.python), [script.path, findKi67().path], timeout: 900 * slowness)
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test(.enabled(if: Slides.python != nil, "needs a Python with openslide-python in KI67_PYTHON"))
  func `a slide that is written equals what openslide-python reads`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-slide-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try runKi67([
      "synthesize", "--out", folder.path, "--slide", "2300x1700", "--mpp", "0.25",
    ])
    #expect(run.exitCode == 0)
    try compare([folder.appendingPathComponent("images/synthetic.svs").path])
  }

  @Test(
    .enabled(if: Slides.isThere, "needs ../shared/data/slides"),
    arguments: [
      ("broken.svs", "is a text"), ("unreadable.svs", "is damaged"),
      ("unopenable.tiff", "not supported: compression scheme 52479"), ("zero_gi.tif", "is damaged"),
    ])
  func `a broken slide is refused with its name and the reason`(name: String, reason: String) throws
  {
    let path = Slides.folder.appendingPathComponent(name).path
    let run = try runKi67(["info", path])
    #expect(run.exitCode == 1)
    #expect(run.output.contains(path) && run.output.contains(reason), "\(run.output)")
  }

  @Test(
    .enabled(if: Slides.isThere, "needs ../shared/data/slides"),
    arguments: [
      ("cells.ome.tif", 93, 131, 0.25), ("cells-2c.ome.tif", 93, 131, 0.25),
      ("cells-2t.ome.tif", 93, 131, 0.25), ("cells-2z.ome.tif", 93, 131, 0.25),
      ("CMU-1-Small-Region.svs", 2220, 2967, 0.499), ("small.svs", 16, 16, 0.499),
      ("test_orient1.tif", 120, 180, nil), ("test_orient6.tif", 180, 120, nil),
      ("boxes.tiff", 300, 250, nil),
    ] as [(String, Int, Int, Double?)])
  func `a slide has its size and pixel size`(
    name: String, width: Int, height: Int, mpp: Double?
  ) throws {
    let slide = try SlideReader().describe(Slides.folder.appendingPathComponent(name).path)
    #expect(slide.width == width && slide.height == height)
    #expect(slide.pixelSize?.xMicrons == mpp && slide.pixelSize?.yMicrons == mpp)
    // A default of printing is told, not believed.
    #expect(mpp != nil || slide.pixelSizeNote?.contains("not believed") == true)
  }

  @Test(.enabled(if: Slides.isThere, "needs ../shared/data/slides"))
  func `no file crashes the slide reader or holds it for 10 seconds`() throws {
    var read = 0
    for part in ["conformance", "slides"] {
      let root = Slides.folder.deletingLastPathComponent().appendingPathComponent(part)
      let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
      for name in (names ?? []).sorted() {
        let (seconds, isRead) = processorTime {
          (try? readAll(root.appendingPathComponent(name).path)) != nil
        }
        if isRead { read += 1 }
        #expect(seconds < 10 * slowness, "\(name)")
      }
    }
    #expect(read > 500)
  }

  private func readAll(_ path: String) throws(ImageFileError) {
    let slide = try SlideReader(memoryLimitBytes: 256 << 20).describe(path)
    let handle = SlideHandle(slide, memoryLimitBytes: 256 << 20)
    var image = RGBImage(width: 0, height: 0, samples: [])
    for (index, level) in slide.levels.enumerated() {
      for y in stride(from: 0, to: level.height, by: 1024) {
        let rows = PixelRect(x: 0, y: y, width: level.width, height: 1024)
        try handle.readRegion(rows.intersection(level.bounds), level: index, into: &image)
      }
    }
    for picture in slide.associatedImages {
      _ = try handle.associatedImage(named: picture.name)
    }
  }

  @Test func `without OpenSlide the error names the package`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-slide-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, start, words) in [
      ("a.mrxs", [0xFF, 0xD8, 0xFF, 0xE0] as [UInt8], ["MIRAX", "libopenslide0"]),
      ("a.vms", Array("[Virtual Microscope Specimen]\n".utf8), ["VMS", "libopenslide0"]),
      (
        "a.dcm", [UInt8](repeating: 0, count: 128) + Array("DICM".utf8), ["DICOM", "libopenslide1"]
      ),
    ] {
      let file = folder.appendingPathComponent(name)
      try Data(start).write(to: file)
      let run = try runKi67(["info", file.path], environment: ["KI67_OPENSLIDE": ""])
      #expect(run.exitCode == 1)
      for word in words { #expect(run.output.contains(word), "\(run.output)") }
    }
  }
}
