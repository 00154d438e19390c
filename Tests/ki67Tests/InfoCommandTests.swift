import Foundation
import Raster
import SlideIO
import Testing

@Suite struct InfoCommandTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("ki67-info-\(UUID().uuidString)")

  /// Makes a good and a bad file and runs the command on those named.
  private func info(_ names: [String], _ options: [String] = []) throws -> Ki67Run {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try ImageWriter.writePNG(
      RGBImage(width: 40, height: 30), to: path("good.png"),
      pixelSize: PixelSize(xMicrons: 0.25, yMicrons: 0.25, source: .manifest))
    try Data([0xFF, 0xD8, 0xFF, 0xE0]).write(to: folder.appendingPathComponent("photo.png"))
    try Data(contentsOf: folder.appendingPathComponent("good.png")).dropLast(30)
      .write(to: folder.appendingPathComponent("cut.png"))
    return try runKi67(["info"] + options + names.map(path))
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @Test func `a readable image`() throws {
    let outcome = try info(["good.png"])
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    for words in [
      "40 x 30 pixels", "0.25 µm per pixel, from png-phys", "8-bit RGB", "readable    yes",
    ] {
      #expect(outcome.output.contains(words))
    }
  }

  @Test func `exit codes tell none, some and all apart`() throws {
    #expect(try info(["photo.png"]).exitCode == 1)
    #expect(try info(["missing.png"]).exitCode == 1)
    #expect(try info(["photo.png", "good.png"]).exitCode == 3)
    #expect(try info(["good.png", "good.png"]).exitCode == 0)
    #expect(try info([]).exitCode == 64)
    #expect(try info(["good.png"], ["--memory", "0"]).exitCode == 64)
  }

  @Test func `a JPEG that is called PNG is named`() throws {
    let outcome = try info(["photo.png"])
    #expect(outcome.output.contains("photo.png is a JPEG image; expected PNG or TIFF."))
  }

  @Test func `a folder without images is told for what it is`() throws {
    let folder = try WorkFolder()
    try folder.write("run/ki67.sqlite", "")
    try folder.write("text/a.txt", "")
    let results = try folder.ki67(["info", "run"])
    #expect(results.exitCode == 1)
    #expect(results.output.contains("the folder holds the results of a run"), "\(results.output)")
    let other = try folder.ki67(["info", "text", "--json"])
    #expect(other.exitCode == 1)
    #expect(other.output.contains("no PNG or TIFF image, but 1 .txt file"), "\(other.output)")
  }

  @Test func `damaged pixels are found unless only headers are wanted`() throws {
    #expect(try info(["cut.png"]).exitCode == 1)
    #expect(try info(["cut.png"], ["--headers-only"]).exitCode == 0)
  }

  @Test func `JSON holds one object for each image`() throws {
    let outcome = try info(["good.png", "photo.png"], ["--json"])
    let parsed = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let objects = try #require(parsed as? [[String: Any]])
    #expect(objects.count == 2)
    #expect(objects[0]["readable"] as? Bool == true)
    #expect(objects[0]["width"] as? Int == 40 && objects[0]["height"] as? Int == 30)
    #expect(objects[0]["mpp_x"] as? Double == 0.25)
    #expect(objects[0]["mpp_source"] as? String == "png-phys")
    #expect(objects[1]["readable"] as? Bool == false)
    #expect((objects[1]["error"] as? String)?.contains("JPEG") == true)
  }

  /// A slide of two levels.
  private func slide(_ options: [String]) throws -> Ki67Run {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let writer = try PyramidWriter(
      path: path("slide.svs"), width: 2200, height: 700,
      options: {
        var options = PyramidWriter.Options()
        options.pixelSize = PixelSize(xMicrons: 0.25, yMicrons: 0.25, source: .manifest)
        return options
      }())
    try writer.append(RGBImage(width: 2200, height: 700))
    try writer.finish()
    return try runKi67(["info"] + options + [path("slide.svs")])
  }

  @Test func `a slide's vendor, reader and levels`() throws {
    let outcome = try slide([])
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("  size        2200 x 700 pixels, "))
    let lines = outcome.output.split(separator: "\n").map(String.init).filter {
      !$0.contains("bytes")
    }
    #expect(
      lines == [
        path("slide.svs"),
        "  format      TIFF, 8-bit YCbCr subsampled 2 x 2, tiles 256 x 256, JPEG",
        "  vendor      aperio, read by libtiff",
        "  pixel size  0.25 µm per pixel, from aperio",
        "  level 0     2200 x 700, downsample 1.0, tiles 256 x 256, JPEG",
        "  level 1     550 x 175, downsample 4.0, tiles 256 x 256, JPEG",
        "  readable    yes",
      ])
  }

  @Test func `a slide in JSON`() throws {
    let parsed = try JSONSerialization.jsonObject(with: Data(try slide(["--json"]).output.utf8))
    let object = try #require((parsed as? [[String: Any]])?.first)
    #expect(object["vendor"] as? String == "aperio" && object["reader"] as? String == "libtiff")
    let levels = try #require(object["levels"] as? [[String: Any]])
    #expect(levels.map { $0["width"] as? Int } == [2200, 550])
    #expect(levels.map { $0["downsample"] as? Double } == [1, 4])
    #expect(levels[1]["tile_width"] as? Int == 256 && levels[1]["tiled"] as? Bool == true)
    #expect(levels[1]["compression"] as? String == "JPEG")
    #expect((object["associated"] as? [Any])?.isEmpty == true)
  }
}
