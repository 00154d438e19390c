import Foundation
import Raster
import SlideIO
import Testing

/// `ki67 stains` as users call it.
@Suite("stains")
struct StainsCommandTests {
  /// A folder with one image of glass, blue and brown.
  private func scene() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-stains-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var image = RGBImage(
      width: 90, height: 60, filledWith: RGBColor(red: 230, green: 231, blue: 232))
    for y in 0..<60 {
      for x in 0..<60 {
        image[x, y] =
          x < 40 ? RGBColor(red: 90, green: 80, blue: 150) : RGBColor(red: 140, green: 95, blue: 50)
      }
    }
    try ImageWriter.writePNG(image, to: folder.appendingPathComponent("a.png").path)
    return folder
  }

  @Test func `an image gives a table, and a profile that fixes what was found`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try runKi67(["stains", "a.png", "--out", "lab.yaml"], workingDirectory: folder)
    #expect(run.exitCode == 0)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[1].hasPrefix("reference"))
    #expect(lines[2].hasPrefix("a.png") && lines[2].contains("230 231 232"))
    #expect(run.errors == "Profile written to lab.yaml.\n")
    let profile = try String(contentsOf: folder.appendingPathComponent("lab.yaml"), encoding: .utf8)
    #expect(profile.contains("\n  fixed_white: [230, 231, 232]\n"))
    #expect(!profile.contains("\n  hematoxylin: null\n") && !profile.contains("\n  dab: null\n"))
  }

  @Test func `the calibration is drawn, and nothing else changes`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    let plain = try runKi67(["stains", "a.png"], workingDirectory: folder)
    let run = try runKi67(["stains", "a.png", "--plot", "a.svg"], workingDirectory: folder)
    #expect(run.exitCode == 0 && run.output == plain.output)
    #expect(run.errors == "Plot written to a.svg.\n")
    let drawn = try String(contentsOf: folder.appendingPathComponent("a.svg"), encoding: .utf8)
    #expect(drawn.hasPrefix("<svg ") && drawn.contains(">a.png</text>"))
    let lost = try runKi67(["stains", "a.png", "--plot", "no/a.svg"], workingDirectory: folder)
    #expect(lost.exitCode == 1 && lost.errors.contains("no/a.svg"))
  }

  /// Two slides of one batch whose own white points and stains differ.
  @Test func `a batch is measured with one calibration`() throws {
    let folder = try WorkFolder()
    for (name, white, vectors) in [
      ("one", "243,242,240", "0.65,0.70,0.29/0.27,0.57,0.78"),
      ("two", "228,230,226", "0.72,0.64,0.26/0.30,0.58,0.76"),
    ] {
      try folder.synthesize(
        "in", name: name,
        ["--width", "400", "--height", "400", "--index", "0.3", "--white", white]
          + ["--stain-vectors", vectors])
    }
    let images = ["in/images/one.png", "in/images/two.png"]
    let stains = try folder.ki67(["stains"] + images + ["--out", "profile.yaml"])
    #expect(stains.exitCode == 0, "\(stains.errors)")
    func calibrations(_ options: [String]) throws -> [[String?]] {
      let run = try folder.ki67(
        ["quantify"] + images + ["--out", "results", "--overlays", "none", "--quiet"] + options)
      #expect(run.exitCode == 0, "\(run.errors)")
      return try folder.rows("results/slides.csv").map { row in
        ["white_r", "white_g", "white_b", "white_source"].map { row[$0] }
      }
    }
    let own = try calibrations([])
    #expect(own.count == 2 && own[0] != own[1])
    let common = try calibrations(["--profile", "profile.yaml"])
    #expect(common.count == 2 && common[0] == common[1] && common[0].last == "profile")
    let profile = try folder.text("profile.yaml")
    #expect(!profile.contains("hematoxylin: null") && !profile.contains("fixed_white: null"))
  }

  @Test func `a stain that is not found stays the reference, and the reason is told`() throws {
    let folder = try WorkFolder()
    try folder.synthesize(
      "in", name: "blue", ["--width", "400", "--height", "400", "--index", "0"])
    for (form, isOutput) in [([], true), (["--json"], true), (["--qupath"], false)] {
      let run = try folder.ki67(["stains", "in/images/blue.png", "--out", "blue.yaml"] + form)
      #expect(run.exitCode == 0, "\(run.errors)")
      #expect((isOutput ? run.output : run.errors).contains("no DAB could be told apart"))
      #expect(try folder.text("blue.yaml").contains("\n  dab: null\n"))
    }
  }

  @Test func `what is written for QuPath is imported as the same vectors`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    let direct = try runKi67(["stains", "a.png", "--json"], workingDirectory: folder)
    let line = try runKi67(["stains", "a.png", "--qupath"], workingDirectory: folder)
    #expect(line.exitCode == 0 && line.output.hasPrefix("setColorDeconvolutionStains('{"))
    try Data(line.output.utf8).write(to: folder.appendingPathComponent("q.groovy"))
    let back = try runKi67(
      ["stains", "--import-qupath", "q.groovy", "--json"], workingDirectory: folder)
    #expect(back.exitCode == 0)
    #expect(try used(direct.output, "dab") == used(back.output, "dab"))
    #expect(try used(direct.output, "hematoxylin") == used(back.output, "hematoxylin"))
  }

  private func used(_ json: String, _ stain: String) throws -> [Int] {
    let rows = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
    let vector = try #require(rows?.first?[stain] as? [String: Any])
    let values = try #require(vector["used"] as? [Double])
    return values.map { Int(($0 * 1e4).rounded()) }
  }

  @Test func `failures have their exit codes and name what is wrong`() throws {
    let folder = try scene()
    defer { try? FileManager.default.removeItem(at: folder) }
    let none = try runKi67(["stains", "gone.png"], workingDirectory: folder)
    #expect(none.exitCode == 1 && none.output.isEmpty)
    #expect(none.errors == "error: gone.png: there is no such file or folder; check the name.\n")
    let some = try runKi67(["stains", "gone.png", "a.png"], workingDirectory: folder)
    #expect(some.exitCode == 3 && some.output.contains("a.png"))
    for wrong in [
      ["stains"], ["stains", "a.png", "--import-qupath", "q"],
      ["stains", "a.png", "--json", "--qupath"], ["stains", "a.png", "--plot", "a.png"],
      ["stains", "--import-qupath", "q", "--plot", "a.svg"],
    ] {
      let run = try runKi67(wrong, workingDirectory: folder)
      #expect(run.exitCode == 64 && run.output.isEmpty && !run.errors.isEmpty)
    }
    let script = try runKi67(["stains", "--import-qupath", "a.png"], workingDirectory: folder)
    #expect(script.exitCode == 1 && script.errors.contains("a.png"))
    let missing = try runKi67(["stains", "--import-qupath", "gone"], workingDirectory: folder)
    #expect(missing.exitCode == 1)
    #expect(missing.errors == "Error: gone cannot be read: there is no such file or folder.\n")
    let profile = try runKi67(["stains", "a.png", "--profile", "gone"], workingDirectory: folder)
    #expect(profile.exitCode == 1 && profile.errors.contains("gone: the profile cannot be read"))
  }
}
