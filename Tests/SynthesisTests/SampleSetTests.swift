import Foundation
import SlideIO
import Synthesis
import Testing

@Suite struct SampleSetTests {
  private static let samples = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("samples")

  /// Writes the samples anew and returns the folder.
  private func writeAnew() throws -> (folder: URL, truths: [SlideTruth]) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-samples-\(ProcessInfo.processInfo.processIdentifier)")
    let writer = SlideWriter(folder: folder.path, workers: 2)
    return (folder, try writer.write(SampleSet.slides()))
  }

  private func files(_ folder: URL) -> [String] {
    let all = FileManager.default.enumerator(atPath: folder.path)
    return (all?.compactMap { $0 as? String } ?? []).sorted().filter {
      $0.hasSuffix(".png") || $0.hasSuffix(".csv")
    }
  }

  @Test func `the repository holds what the command writes`() throws {
    let (folder, _) = try writeAnew()
    defer { try? FileManager.default.removeItem(at: folder) }
    let names = files(folder)
    #expect(files(Self.samples) == names)
    #expect(names.count > 12)
    for name in names {
      let kept = Self.samples.appendingPathComponent(name)
      let made = folder.appendingPathComponent(name)
      if name.hasSuffix(".csv") {
        let isSame = try Data(contentsOf: kept) == Data(contentsOf: made)
        #expect(isSame, "\(name)")
      } else {
        // Pixels and pixel size, not bytes: other versions of zlib compress differently.
        let old = try ImageReader().decode(at: kept.path)
        let new = try ImageReader().decode(at: made.path)
        let isSame = old.image == new.image
        #expect(isSame, "\(name)")
        #expect(old.info.pixelSize == new.info.pixelSize, "\(name)")
      }
    }
  }

  @Test func `samples stay small`() throws {
    let sizes = try files(Self.samples).map {
      try Data(contentsOf: Self.samples.appendingPathComponent($0)).count
    }
    #expect(sizes.reduce(0, +) < 8_000_000)
  }

  @Test func `true indices are clear of cut-offs and of other nuclei`() throws {
    let readme = try String(
      contentsOf: Self.samples.appendingPathComponent("README.md"), encoding: .utf8)
    for slide in try SampleSet.slides() {
      var truth = SlideTruth()
      for image in slide.images {
        for nucleus in slide.scene.nuclei(in: image.owned) { truth.add(nucleus) }
      }
      let index = try #require(truth.indexPercent)
      for cutoff in [3.0, 20] { #expect(abs(index - cutoff) > 0.5, "\(slide.name)") }
      #expect(readme.contains("| `\(slide.name)` | \(truth.positive) of \(truth.tumor), "))
      let withOthers = 100 * Double(truth.positive) / Double(truth.tumor + truth.other)
      #expect(index - withOthers < 1, "\(slide.name)")
      #expect((truth.tumor >= 500) == (slide.name != "stomach-biopsy"), "\(slide.name)")
    }
  }

  @Test func `only the last sample does not state its pixel size`() throws {
    for slide in try SampleSet.slides() {
      let first = try #require(slide.images.first)
      let path = Self.samples.appendingPathComponent("images/\(first.stem).png").path
      let size = try ImageReader().info(at: path).pixelSize
      #expect((size == nil) == (slide.name == "rectum-no-pixel-size"))
      if let size { #expect(abs(size.xMicrons - slide.scene.micronsPerPixel) < 1e-6) }
    }
  }
}
