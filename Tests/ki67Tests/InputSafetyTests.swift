import Foundation
import Testing

/// Results that would take the place of what they are made from.
@Suite("Inputs are never replaced by results")
struct InputSafetyTests {
  /// A folder with images, also where runs put their pictures, and files that go with them.
  private func folder() throws -> WorkFolder {
    let folder = try WorkFolder()
    try folder.writeGlass("glass.png")
    try folder.writeGlass("overlays/glass.png")
    try folder.writeGlass("nuclei/deep/glass.png")
    for name in ["cases.csv", "slides.csv", "manifest.csv"] {
      try folder.write(name, "image\nglass.png\n")
    }
    try folder.write("run.json", "name: lab\n")
    try folder.write("report.html", "{}")
    try folder.write("features/glass.csv", "image\n../glass.png\n")
    let link = folder.path("links/corrected")
    try folder.makeFolder("links")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: folder.path("overlays"))
    try FileManager.default.linkItem(
      at: folder.path("manifest.csv"), to: folder.path("links/tiles.csv"))
    return folder
  }

  /// Runs a command and expects that it is refused for a file, and that no byte changed.
  private func expectRefusal(
    _ folder: WorkFolder, _ arguments: [String], naming says: [String]
  ) throws {
    let before = try folder.files(".")
    let run = try folder.ki67(arguments)
    #expect(run.exitedNormally && run.exitCode == 64, "\(arguments): \(run.errors)")
    for part in says {
      #expect(run.errors.contains(part), "\(arguments): no \"\(part)\" in \(run.errors)")
    }
    #expect(try folder.files(".") == before, "\(arguments)")
  }

  @Test(arguments: [
    ["overlays/glass.png", "--out", "."], ["overlays", "--out", "."],
    ["./nuclei/../overlays/glass.png", "--out", "overlays/.."],
    ["nuclei/deep/glass.png", "--out", "."], ["overlays/glass.png", "--out", "links"],
    ["links/corrected/glass.png", "--out", "."],
  ])
  func `an image where pictures and tables of slides go is refused`(arguments: [String]) throws {
    try expectRefusal(
      folder(), ["quantify"] + arguments,
      naming: ["glass.png is read here, but lies in ", "name another place with --out"])
  }

  @Test(arguments: [
    ["cases.csv", "--out", "."], ["slides.csv", "--out", "."], ["manifest.csv", "--out", "links"],
    ["glass.png", "--out", ".", "--profile", "run.json"],
    ["glass.png", "--out", ".", "--roi", "report.html"],
    ["glass.png", "--out", ".", "--model", "report.html"],
    ["features/glass.csv", "--out", "new", "--features", "features"],
  ])
  func `a file that has the name of a result is refused`(arguments: [String]) throws {
    try expectRefusal(
      folder(), ["quantify"] + arguments,
      naming: [" is read here, and what --", "would take its place; name another place with --"])
  }

  @Test func `an image of a manifest that is a result is refused`() throws {
    let folder = try folder()
    try folder.write("list.csv", "image,roi\nglass.png,report.html\n")
    try expectRefusal(
      folder, ["quantify", "list.csv", "--out", "."], naming: ["report.html is read here"])
  }

  @Test(arguments: ["out", "out/nuclei", "out/overlays/mine"])
  func `features among the results are refused`(features: String) throws {
    try expectRefusal(
      folder(), ["quantify", "glass.png", "--out", "out", "--features", features],
      naming: ["--features \(features) ", "name another folder with --features"])
  }

  @Test func `other files of the output folder may be read, and a run is repeated`() throws {
    let folder = try WorkFolder()
    try folder.writeGlass("out/glass.png")
    try folder.write("out/manifest.csv", "image\nglass.png\n")
    for _ in 0..<2 {
      let run = try folder.ki67(["quantify", "out/manifest.csv", "--out", "out"])
      #expect(run.exitCode == 0, "\(run.errors)")
    }
    #expect(try folder.text("out/manifest.csv") == "image\nglass.png\n")
  }

  @Test func `stains writes over none of its inputs`() throws {
    let folder = try folder()
    try folder.write("drawn.svg", Data(contentsOf: folder.path("glass.png")))
    try folder.write("lab.yaml", "name: lab\n")
    for arguments in [
      ["glass.png", "overlays/glass.png", "--out", "overlays/glass.png"],
      ["overlays", "--out", "links/corrected/glass.png"], ["drawn.svg", "--plot", "./drawn.svg"],
      ["glass.png", "--profile", "lab.yaml", "--out", "lab.yaml"],
      ["--import-qupath", "lab.yaml", "--out", "lab.yaml"],
      ["manifest.csv", "--out", "links/tiles.csv"],
    ] {
      try expectRefusal(folder, ["stains"] + arguments, naming: ["would take its place"])
    }
  }

  @Test func `crosscheck writes over none of its inputs`() throws {
    let folder = try folder()
    #expect(try folder.ki67(["quantify", "glass.png", "--out", "run"]).exitCode == 0)
    try folder.write("crosscheck.csv", "case,index\nglass,4\n")
    try folder.write("lab.yaml", "name: lab\n")
    for (manual, options) in [
      ("crosscheck.csv", ["--out", "."]),
      ("crosscheck.csv", ["--out", "new", "--write-profile", "crosscheck.csv"]),
      ("crosscheck.csv", ["--out", "new", "--write-profile", "run/nuclei/glass.csv"]),
      ("crosscheck.csv", ["--out", "new", "--profile", "lab.yaml", "--write-profile", "lab.yaml"]),
    ] {
      try expectRefusal(
        folder, ["crosscheck", "--manual", manual, "--results", "run"] + options,
        naming: ["would take its place"])
    }
  }

  @Test func `hotspots and merge write over none of their inputs`() throws {
    let folder = try folder()
    #expect(try folder.ki67(["quantify", "glass.png", "--out", "run"]).exitCode == 0)
    #expect(
      try folder.ki67(["quantify", "glass.png", "--out", "joint/overlays/run"]).exitCode == 0)
    try expectRefusal(
      folder, ["merge", "joint/overlays/run", "--out", "joint"], naming: ["lies in joint/overlays"])
    try expectRefusal(
      folder,
      ["hotspots", "run", "--hotspot", "regions", "--roi", "report.html", "--out", "."],
      naming: ["report.html is read here"])
  }
}
