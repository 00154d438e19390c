import Foundation
import Testing

/// What `ki67 merge` and `ki67 hotspots` must not lose, hide or count twice.
@Suite("Runs that contradict each other", .serialized)
struct MergeContradictionTests {
  private let work: WorkFolder

  init() throws {
    work = try WorkFolder()
    for seed in 1...4 {
      try work.synthesize(
        "made", name: "s\(seed)", ["--width", "240", "--height", "200", "--seed", "\(seed)"])
    }
  }

  private func quantify(_ inputs: [String], _ out: String, _ more: [String] = []) throws -> Ki67Run
  {
    try work.ki67(["quantify"] + inputs + ["--out", out, "--hotspot", "cells:50"] + more)
  }

  private func image(_ number: Int) -> String { "made/images/s\(number).png" }

  /// A manifest of slides and their cases.
  private func manifest(_ name: String, _ slides: [(image: Int, slide: String, of: String)]) throws
  {
    let lines = slides.map { "\(image($0.image)),\($0.of),\($0.slide)" }
    try work.write(name, (["image,case,slide"] + lines).joined(separator: "\n") + "\n")
  }

  private func flags(_ name: String, in folder: String) throws -> String {
    let row = try work.rows("\(folder)/cases.csv").first { $0["case"] == name }
    return try #require(row?["flags"])
  }

  @Test func `a folder that holds another run is not overwritten`() throws {
    #expect(try quantify([image(1)], "one").exitCode == 0)
    #expect(try quantify([image(2)], "two").exitCode == 0)
    let before = try work.files("two")
    let refused = try work.ki67(["merge", "one", "--out", "two"])
    #expect(refused.exitCode == 1 && refused.errors.contains("two: holds a run with slide s2"))
    let search = try work.ki67(["hotspots", "one", "--hotspot", "cells:60", "--out", "two"])
    #expect(search.exitCode == 64 && search.errors.contains("--out two holds another run"))
    #expect(try work.files("two") == before)
    #expect(try work.ki67(["merge", "one", "two", "--out", "joint"]).exitCode == 0)
    #expect(try work.ki67(["merge", "two", "one", "--out", "joint"]).exitCode == 0)
    let forced = try work.ki67(["merge", "one", "--out", "two", "--force"])
    #expect(forced.exitCode == 0 && forced.errors.contains("would be lost"), "\(forced.errors)")
    #expect(try work.rows("two/slides.csv").map { $0["slide"] } == ["s1"])
  }

  @Test func `a folder with a slide of one name but another image is not overwritten`() throws {
    for (folder, numbers) in [("one", [1]), ("two", [2, 3])] {
      for (place, number) in numbers.enumerated() {
        let data = try Data(contentsOf: work.path(image(number)))
        try work.write("\(folder)-in/slide0\(place).png", data)
      }
      #expect(try quantify(["\(folder)-in"], folder).exitCode == 0)
    }
    let before = try work.files("two")
    let refused = try work.ki67(["merge", "one", "--out", "two"])
    #expect(refused.exitCode == 1, "\(refused.errors)")
    #expect(refused.errors.contains("two: holds a run with slide slide00"), "\(refused.errors)")
    #expect(try work.files("two") == before)
  }

  @Test func `a folder whose database cannot be read is given up by force only`() throws {
    #expect(try quantify([image(1)], "one").exitCode == 0)
    let garbage = Data(repeating: UInt8(ascii: "x"), count: 5000)
    try work.write("two/ki67.sqlite", garbage)
    let refused = try work.ki67(["merge", "one", "--out", "two"])
    #expect(refused.exitCode == 1, "\(refused.errors)")
    for text in ["two/ki67.sqlite: the file is damaged", "ki67 quantify --fresh", "--force"] {
      #expect(refused.errors.contains(text), "\(refused.errors)")
    }
    #expect(try work.files("two") == ["ki67.sqlite": garbage])
    let forced = try work.ki67(["merge", "one", "--out", "two", "--force"])
    #expect(forced.exitCode == 0, "\(forced.errors)")
    #expect(try work.files("two")["ki67.sqlite.damaged"] == garbage)
  }

  @Test func `an earlier joint run is brought up to date`() throws {
    for number in [1, 2] { #expect(try quantify([image(number)], "p\(number)").exitCode == 0) }
    let merge = ["merge", "p1", "p2", "--out", "joint"]
    #expect(try work.ki67(merge).exitCode == 0)
    try work.write(image(2), try Data(contentsOf: work.path(image(3))))
    #expect(try quantify([image(2)], "p2").exitCode == 0)
    let again = try work.ki67(merge)
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(try work.files("joint")["nuclei/s2.csv"] == work.files("p2")["nuclei/s2.csv"])
    #expect(try work.ki67(["verify", "joint", "--all"]).exitCode == 0)
  }

  @Test func `a slide that two runs have in different cases is refused`() throws {
    try manifest("a.csv", [(1, "s", "A")])
    try manifest("b.csv", [(1, "s", "B")])
    #expect(try quantify(["a.csv"], "a").exitCode == 0)
    #expect(try quantify(["b.csv"], "b").exitCode == 0)
    for folders in [["a", "b"], ["b", "a"]] {
      let run = try work.ki67(["merge", "--out", "joint"] + folders)
      #expect(run.exitCode == 1, "\(run.errors)")
      #expect(run.errors.contains("\(folders[1]): has slide s in case \(folders[1].uppercased())"))
    }
    let forced = try work.ki67(["merge", "b", "a", "--out", "joint", "--force"])
    #expect(forced.exitCode == 0)
    #expect(try work.rows("joint/cases.csv").map { $0["case"] } == ["B"])
  }

  @Test func `parts that know a slide in different cases are refused`() throws {
    try manifest("k.csv", [(1, "s1", "K"), (2, "s2", "K")])
    try manifest("l.csv", [(1, "s1", "K"), (2, "s2", "L")])
    for name in ["k", "l"] {
      for part in 1...2 {
        let run = try quantify(["\(name).csv"], "\(name)\(part)", ["--shard", "\(part)/2"])
        #expect(run.exitCode == 0, "\(run.errors)")
      }
    }
    for (folders, error) in [
      (["k1", "l2"], "k1: has slide s2 in case K, l2 in case L"),
      (["l2", "k1"], "k1: has slide s2 in case K, l2 in case L"),
      (["l1", "k2"], "k2: its inputs put slides into other cases than those of l1"),
    ] {
      let refused = try work.ki67(["merge", "--out", "joint"] + folders)
      #expect(refused.exitCode == 1 && refused.errors.contains(error), "\(refused.errors)")
    }
    #expect(!work.exists("joint"))
    #expect(try work.ki67(["merge", "k1", "l2", "--out", "forced", "--force"]).exitCode == 0)
    #expect(try work.rows("forced/cases.csv").map { $0["case"] } == ["K", "L"])
    #expect(try work.ki67(["merge", "k1", "k2", "--out", "joint"]).exitCode == 0)
  }

  @Test func `parts with different sizes of a pixel are refused, different runs are not`() throws {
    try manifest("m.csv", [(1, "s1", "A"), (2, "s2", "A")])
    for (out, shard, size) in [
      ("a", "1/2", ["--mpp", "0.5"]), ("b", "2/2", ["--mpp", "0.25"]), ("c", "2/2", []),
      ("d", "2/2", ["--mpp", "0.50"]),
    ] {
      #expect(try quantify(["m.csv"], out, ["--shard", shard] + size).exitCode == 0)
    }
    #expect(try quantify([image(3)], "e", ["--mpp", "0.25"]).exitCode == 0)
    for (other, found) in [("b", "with --mpp 0.25"), ("c", "without --mpp")] {
      let run = try work.ki67(["merge", "a", other, "--out", "joint"])
      #expect(run.exitCode == 1, "\(run.errors)")
      #expect(
        run.errors.contains(
          "\(other): measured \(found), but a, a part of the same run, with --mpp 0.5;"),
        "\(run.errors)")
    }
    #expect(try work.ki67(["merge", "a", "b", "--out", "forced", "--force"]).exitCode == 0)
    let joined = try work.ki67(["merge", "a", "d", "e", "--out", "joint"])
    #expect(joined.exitCode == 0, "\(joined.errors)")
  }

  @Test func `a case that lacks slides of other parts says so until all are joined`() throws {
    try manifest("m.csv", [(1, "s1", "A"), (2, "s2", "A"), (3, "s3", "B"), (4, "s4", "A")])
    #expect(try quantify(["m.csv"], "whole").exitCode == 0)
    for part in [1, 2] {
      #expect(try quantify(["m.csv"], "p\(part)", ["--shard", "\(part)/2"]).exitCode == 0)
      #expect(try flags("A", in: "p\(part)").contains("PART_OF_RUN"))
      #expect(try work.ki67(["verify", "p\(part)"]).exitCode == 0)
    }
    #expect(try !flags("B", in: "p1").contains("PART_OF_RUN"))
    let half = try work.ki67(["merge", "p1", "--out", "half", "--quiet"])
    #expect(half.exitCode == 3)
    #expect(try flags("A", in: "half").contains("PART_OF_RUN"))
    #expect(try work.ki67(["merge", "half", "p2", "--out", "all"]).exitCode == 0)
    #expect(
      try ResumeScene.lasting(work.files("all")) == ResumeScene.lasting(work.files("whole")))
    #expect(try work.ki67(["verify", "all"]).exitCode == 0)
  }

  @Test func `a case that is complete says so although other parts are missing`() throws {
    try manifest("m.csv", [(1, "s1", "A"), (2, "s2", "A"), (3, "s3", "B"), (4, "s4", "B")])
    for part in 1...3 {
      #expect(try quantify(["m.csv"], "p\(part)", ["--shard", "\(part)/3"]).exitCode == 0)
    }
    #expect(try work.ki67(["merge", "p1", "p2", "--out", "two"]).exitCode == 3)
    #expect(try work.rows("two/cases.csv").map { $0["case"] } == ["A", "B"])
    #expect(try !flags("A", in: "two").contains("PART_OF_RUN"))
    #expect(try flags("B", in: "two").contains("PART_OF_RUN"))
    #expect(try work.ki67(["merge", "p1", "p3", "--out", "other"]).exitCode == 3)
    #expect(try flags("A", in: "other").contains("PART_OF_RUN"))
  }

  @Test func `parts of different runs do not make each other whole`() throws {
    try manifest("m.csv", [(1, "s1", "A"), (2, "s2", "A")])
    try manifest("n.csv", [(3, "s3", "B"), (4, "s4", "B")])
    #expect(try quantify(["m.csv"], "m").exitCode == 0)
    #expect(try quantify(["n.csv"], "n").exitCode == 0)
    #expect(try quantify(["m.csv"], "m1", ["--shard", "1/2"]).exitCode == 0)
    #expect(try quantify(["n.csv"], "n2", ["--shard", "2/2"]).exitCode == 0)
    func merge(_ folders: [String], _ out: String) throws -> Ki67Run {
      try work.ki67(["merge", "--out", out] + folders)
    }
    let halves = try merge(["m1", "n2"], "halves")
    #expect(halves.exitCode == 3)
    #expect(halves.errors.contains("part 2/2 of the run is missing"), "\(halves.errors)")
    #expect(halves.errors.contains("part 1/2 of the run is missing"), "\(halves.errors)")
    #expect(try merge(["n", "m1"], "mixed").errors.contains("part 2/2 of the run is missing"))
    let settled = try merge(["mixed", "m"], "settled")
    #expect(settled.exitCode == 0 && settled.errors.isEmpty, "\(settled.errors)")
    #expect(try !flags("A", in: "settled").contains("PART_OF_RUN"))
  }

  @Test func `an image that a case has twice is told, bare glass is not`() throws {
    let bytes = try Data(contentsOf: work.path(image(1)))
    try work.write(image(5), bytes)
    for name in ["made/images/s6.png", "made/images/s7.png"] { try work.writeGlass(name) }
    try manifest("m.csv", [(1, "s1", "A"), (5, "s5", "A"), (2, "s2", "B")])
    let run = try quantify(["m.csv"], "out")
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("\(image(1)) and \(image(5)) are the same image"), "\(run.errors)")
    #expect(try flags("A", in: "out").contains("SAME_IMAGE_TWICE"))
    #expect(try !flags("B", in: "out").contains("SAME_IMAGE_TWICE"))
    #expect(try quantify(["m.csv"], "out").exitCode == 0)
    #expect(try flags("A", in: "out").contains("SAME_IMAGE_TWICE"), "gone on with")
    #expect(try work.ki67(["verify", "out"]).exitCode == 0)
    try work.write(image(5), bytes.prefix(bytes.count / 2))
    #expect(try !quantify(["m.csv"], "out").errors.contains("same image"))
    #expect(try !flags("A", in: "out").contains("SAME_IMAGE_TWICE"), "one of them failed")
    try work.write(image(5), bytes)

    try manifest("g.csv", [(6, "s6", "G"), (7, "s7", "G"), (2, "s2", "G")])
    #expect(try !quantify(["g.csv"], "glass").errors.contains("same image"))
    #expect(try !flags("G", in: "glass").contains("SAME_IMAGE_TWICE"))

    for (number, out) in [(1, "x"), (5, "y")] {
      try manifest("\(out).csv", [(number, "s\(number)", "A")])
      #expect(try quantify(["\(out).csv"], out).exitCode == 0)
    }
    #expect(try work.ki67(["merge", "x", "y", "--out", "xy"]).errors.contains("same image"))
    #expect(try flags("A", in: "xy").contains("SAME_IMAGE_TWICE"))
  }
}
