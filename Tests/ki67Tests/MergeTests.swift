import Foundation
import Testing

/// `ki67 quantify --shard`, `ki67 merge` and `ki67 verify`.
@Suite("Runs in parts", .serialized)
struct MergeTests {
  private let work: WorkFolder
  private static let manifest = repositoryRoot.appendingPathComponent("samples/manifest.csv").path

  init() throws { work = try WorkFolder() }

  /// Three cases of two slides each, of which shards of any number take one apart.
  private func writeCases() throws {
    var lines = ["image,case,slide,site,differentiation,block"]
    for index in 0..<6 {
      try work.synthesize(
        "made", name: "s\(index)",
        ["--width", "240", "--height", "200", "--seed", "\(index + 1)"])
      lines.append("made/images/s\(index).png,case\(index % 3),s\(index),pancreas,well,\(index)")
    }
    lines.append("made/images/gone.png,case1,gone,pancreas,well,9")
    try work.write("manifest.csv", lines.joined(separator: "\n") + "\n")
  }

  private func quantify(_ out: String, _ more: [String] = []) throws -> Ki67Run {
    try work.ki67(["quantify", "manifest.csv", "--out", out, "--hotspot", "cells:50"] + more)
  }

  @Test(arguments: [2, 3, 7])
  func `joined parts are the whole run, byte for byte`(parts: Int) throws {
    try writeCases()
    #expect(try quantify("whole").exitCode == 3)
    let folders = (1...parts).map { "part\($0)" }
    for (index, folder) in folders.enumerated() {
      let run = try quantify(folder, ["--shard", "\(index + 1)/\(parts)"])
      #expect(run.exitCode == 0 || run.exitCode == 3, "\(run.errors)")
    }
    let merged = try work.ki67(["merge", "--out", "merged"] + folders.reversed())
    #expect(merged.exitCode == 3, "\(merged.errors)")
    let whole = ResumeScene.lasting(try work.files("whole"))
    let joined = ResumeScene.lasting(try work.files("merged"))
    #expect(Set(whole.keys) == Set(joined.keys))
    for (name, bytes) in whole { #expect(joined[name] == bytes, "\(name) differs") }
    let again = try quantify("merged")
    #expect(again.errors.contains("6 slides taken from the earlier run"), "\(again.errors)")
  }

  /// Slides of which some are named as pictures of others are.
  private func writeLikePictures() throws {
    for (index, name) in ["a", "a-hotspot-1", "a-map", "A-hotspot-2"].enumerated() {
      try work.synthesize(
        "made", name: name,
        ["--width", "240", "--height", "200", "--seed", "\(index + 1)"])
    }
  }

  @Test func `slides named like pictures of others have pictures of their own`() throws {
    try writeLikePictures()
    let command = ["quantify", "made/images", "--hotspot", "cells:50", "--out"]
    let first = try work.ki67(command + ["whole"])
    #expect(first.exitCode == 0, "\(first.errors)")
    #expect(
      try work.rows("whole/slides.csv").map { $0["slide"] } == [
        "a", "images-a-hotspot-1", "images-A-hotspot-2", "images-a-map",
      ])
    let hotspots = try work.rows("whole/hotspots.csv").count
    let pictures = try work.files("whole/overlays").keys.filter { $0.hasSuffix(".png") }
    #expect(Set(pictures.map { $0.lowercased() }).count == 4 + hotspots && hotspots >= 4)
    let again = try work.ki67(command + ["whole", "--threads", "1"])
    #expect(again.errors.contains("4 slides taken from the earlier run"), "\(again.errors)")
    for part in ["1/2", "2/2"] {
      let run = try work.ki67(command + ["part\(part.prefix(1))", "--shard", part])
      #expect(run.exitCode == 0, "\(run.errors)")
    }
    #expect(try work.ki67(["merge", "part2", "part1", "--out", "merged"]).exitCode == 0)
    let whole = ResumeScene.lasting(try work.files("whole"))
    #expect(whole == ResumeScene.lasting(try work.files("merged")))
  }

  @Test func `runs whose slides have a picture of one name are not joined`() throws {
    try writeLikePictures()
    for name in ["a", "a-hotspot-1"] {
      let run = try work.ki67(
        ["quantify", "made/images/\(name).png", "--hotspot", "cells:50", "--out", "run \(name)"])
      #expect(run.exitCode == 0, "\(run.errors)")
    }
    for force in [[], ["--force"]] {
      let merged = try work.ki67(["merge", "run a", "run a-hotspot-1", "--out", "m"] + force)
      #expect(merged.exitCode != 0)
      #expect(
        merged.errors.contains("both have a file overlays/a-hotspot-1.png"), "\(merged.errors)")
      #expect(!work.exists("m/overlays/a-hotspot-1.png"))
    }
  }

  @Test func `a missing part is told`() throws {
    try writeCases()
    #expect(try quantify("one", ["--shard", "1/3"]).exitCode == 3)
    let merged = try work.ki67(["merge", "one", "--out", "merged"])
    #expect(merged.errors.contains("part 2/3 of the run is missing"))
    #expect(merged.errors.contains("part 3/3 of the run is missing"))
  }

  @Test func `parts that were joined before are not missing`() throws {
    try writeCases()
    for part in 1...3 {
      let run = try quantify("p\(part)", ["--shard", "\(part)/3"])
      #expect(run.exitCode == 0 || run.exitCode == 3)
    }
    func merge(_ folders: [String], _ out: String) throws -> String {
      try work.ki67(["merge", "--out", out] + folders).errors
    }
    let two = try merge(["p1", "p2"], "j12")
    #expect(two.contains("part 3/3 of the run is missing") && !two.contains("part 1/3"))
    #expect(try merge(["j12"], "copy").contains("part 3/3 of the run is missing"))
    #expect(!(try merge(["copy", "p3"], "j123").contains("is missing")))
    #expect(!(try merge(["j123", "p1"], "again").contains("is missing")))
    #expect(try merge(["p1", "p3"], "j13").contains("part 2/3 of the run is missing"))
    #expect(try quantify("whole").exitCode == 3)
    #expect(!(try merge(["whole", "p1"], "known").contains("is missing")))
    #expect(
      try work.files("whole")["cases.csv"] == (try work.files("known")["cases.csv"]))
    #expect(!(try merge(["known", "p2"], "known2").contains("is missing")))
    try work.synthesize("made", name: "t", ["--width", "240", "--height", "200"])
    let other = try work.ki67([
      "quantify", "made/images/t.png", "--out", "t", "--hotspot", "cells:50",
    ])
    #expect(other.exitCode == 0)
    #expect(try merge(["t", "p1"], "mixed").contains("part 2/3 of the run is missing"))
  }

  @Test func `values that begin with a separator stay as they were written`() throws {
    try work.synthesize("made", name: "s", ["--width", "240", "--height", "200"])
    for (folder, block) in [("a", "; z; w"), ("b", "z; v"), ("c", "")] {
      try work.write(
        "\(folder).csv", "image,case,slide,block\nmade/images/s.png,one,\(folder),\(block)\n")
      #expect(try work.ki67(["quantify", "\(folder).csv", "--out", folder]).exitCode == 0)
    }
    for (folders, block) in [
      (["a"], "; z; w"), (["a", "c"], "; z; w"), (["a", "b", "c"], "; z; v; w"),
      (["b", "c", "a"], "; z; v; w"), (["c", "b"], "z; v"),
    ] {
      let out = "joint of \(folders.joined())"
      #expect(try work.ki67(["merge", "--out", out] + folders).exitCode == 0)
      #expect(try work.rows("\(out)/cases.csv").first?["block"] == block, "\(folders)")
    }
  }

  @Test func `columns that runs differ in are joined alike in any order`() throws {
    try work.synthesize("made", name: "s", ["--width", "240", "--height", "200"])
    for (folder, columns, cells) in [
      ("a", "block,note", "9,late"), ("b", "lab,block", "north,10"), ("c", "block,lab", "2,"),
    ] {
      try work.write(
        "\(folder).csv",
        "image,case,slide,\(columns)\nmade/images/s.png,one,\(folder),\(cells)\n")
      #expect(try work.ki67(["quantify", "\(folder).csv", "--out", folder]).exitCode == 0)
    }
    var tables: Set<Data> = []
    for folders in [["a", "b", "c"], ["c", "a", "b"], ["b", "c", "a"], ["c", "b", "a"]] {
      let out = "joint of \(folders.joined())"
      #expect(try work.ki67(["merge", "--out", out] + folders).exitCode == 0)
      tables.insert(try Data(contentsOf: work.path("\(out)/cases.csv")))
    }
    let row = try work.rows("joint of abc/cases.csv").first
    #expect(row?["block"] == "2; 9; 10" && row?["lab"] == "north" && row?["note"] == "late")
    #expect(tables.count == 1)
  }

  @Test func `runs with other settings are joined by force only`() throws {
    try writeCases()
    #expect(try quantify("a", ["--shard", "1/2"]).exitCode == 3)
    let other = try work.ki67(
      ["quantify", "manifest.csv", "--out", "b", "--shard", "2/2", "--hotspot", "cells:60"])
    #expect(other.exitCode == 0 || other.exitCode == 3)
    let refused = try work.ki67(["merge", "a", "b", "--out", "merged"])
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("b: made with other settings than a"), "\(refused.errors)")
    let forced = try work.ki67(["merge", "a", "b", "--out", "merged", "--force"])
    #expect(forced.exitCode == 3 && forced.errors.contains("joined by force"))
    #expect(try work.rows("merged/slides.csv").count == 6)
  }

  @Test func `a slide that two runs hold stands once, a different one of its name is refused`()
    throws
  {
    try writeCases()
    #expect(try quantify("a").exitCode == 3)
    #expect(try quantify("b").exitCode == 3)
    #expect(try work.ki67(["merge", "a", "b", "--out", "merged"]).exitCode == 3)
    let (first, merged) = (try work.files("a"), try work.files("merged"))
    #expect(first["cases.csv"] == merged["cases.csv"])
    let image = try Data(contentsOf: work.path("made/images/s5.png"))
    try work.write("made/images/s2.png", image)
    #expect(try quantify("b").exitCode == 3)
    let refused = try work.ki67(["merge", "a", "b", "--out", "other"])
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("b: its slide s2 is another one than that of a"))
  }

  @Test func `what cannot be joined says why`() throws {
    try work.makeFolder("empty")
    let missing = try work.ki67(["merge", "empty", "--out", "merged"])
    #expect(missing.exitCode == 1 && missing.errors.contains("empty/ki67.sqlite: there is no such"))
    #expect(try work.ki67(["merge", "empty", "--out", "./empty"]).exitCode == 64)
    #expect(try work.ki67(["merge", "empty", "empty/", "--out", "x"]).exitCode == 64)
    for shard in ["0/2", "3/2", "1", "1/0", "a/b", "01/2"] {
      let run = try work.ki67(["quantify", "x.png", "--out", "x", "--shard", shard])
      #expect(run.exitCode == 64 && run.errors.contains("expected K/N"), "\(shard)")
    }
  }

  @Test func `a run repeats itself, and what was changed is found`() throws {
    try writeCases()
    #expect(try quantify("out").exitCode == 3)
    let same = try work.ki67(["verify", "out", "--all"])
    #expect(same.exitCode == 0, "\(same.output)\(same.errors)")
    #expect(same.output.hasSuffix("6 of 6 slides repeated, nothing differs\n"), "\(same.output)")
    #expect(try work.ki67(["verify", "out", "--sample", "2"]).output.contains("2 of 6 slides"))

    let table = try work.text("out/slides.csv")
    try work.write("out/slides.csv", table.replacing("measured", with: "Measured"))
    let changed = try work.ki67(["verify", "out"])
    #expect(changed.exitCode == 1 && changed.output.contains("slides.csv: differs"))
    try work.write("out/slides.csv", table)

    let nuclei = try work.text("out/nuclei/s2.csv")
    try work.write("out/nuclei/s2.csv", nuclei + "1,2\n")
    let picture = work.path("out/overlays/s3.png")
    try FileManager.default.moveItem(at: picture, to: work.path("away.png"))
    let damaged = try work.ki67(["verify", "out", "--sample", "1"])
    #expect(damaged.exitCode == 1)
    for file in ["nuclei/s2.csv", "overlays/s3.png"] {
      #expect(damaged.output.contains("\(file): missing, or not as it was written"))
    }
    try work.write("out/nuclei/s2.csv", nuclei)
    try FileManager.default.moveItem(at: work.path("away.png"), to: picture)

    let image = try Data(contentsOf: work.path("made/images/s5.png"))
    try work.write("made/images/s2.png", image)
    let gone = try work.ki67(["verify", "out"])
    #expect(gone.exitCode == 3)
    #expect(gone.output.contains("s2.png: the file is not the one that was measured"))
  }

  @Test func `names that JSON escapes are the same after a move`() throws {
    try work.writeGlass("before/a\"b\\c.png")
    #expect(try work.ki67(["quantify", "before", "--out", "before/out"]).exitCode == 0)
    try FileManager.default.moveItem(at: work.path("before"), to: work.path("after"))
    let verified = try work.ki67(["verify", "after/out"])
    #expect(verified.exitCode == 0, "\(verified.output)\(verified.errors)")
    #expect(verified.output.contains("1 of 1 slides repeated, nothing differs"))
  }

  @Test func `inputs are found from another folder, and after a move`() throws {
    try writeCases()
    #expect(try quantify("out").exitCode == 3)
    // Paths are relative to a folder that need not be where one is later, nor stay there.
    let elsewhere = try WorkFolder()
    let program = try findKi67()
    let away = try runProgram(
      program, ["verify", work.path("out").path, "--sample", "2"], workingDirectory: elsewhere.url)
    #expect(away.exitCode == 0 && away.output.contains("2 of 6 slides"), "\(away.errors)")
    for name in ["made", "out"] {
      try FileManager.default.copyItem(at: work.path(name), to: elsewhere.path("moved-\(name)"))
    }
    let parted = elsewhere.path("moved-out").path
    let here = try runProgram(program, ["verify", parted], workingDirectory: elsewhere.url)
    #expect(here.exitCode == 0, "the images are where they were: \(here.output)\(here.errors)")
    try FileManager.default.moveItem(at: work.path("made"), to: work.path("hidden"))
    let lost = try runProgram(program, ["verify", parted], workingDirectory: elsewhere.url)
    #expect(lost.exitCode == 3 && lost.output.contains("made/images/s"), "\(lost.output)")
    try FileManager.default.moveItem(
      at: elsewhere.path("moved-made"), to: elsewhere.path("made"))
    let joined = try runProgram(program, ["verify", parted], workingDirectory: repositoryRoot)
    #expect(joined.exitCode == 0, "moved together: \(joined.output)\(joined.errors)")
  }
}
