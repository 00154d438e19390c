import Foundation
import Testing

/// Output that cannot be written, wholly or in part.
@Suite("ki67 quantify with an output folder that fails")
struct QuantifyOutputTests {
  @Test(arguments: ["image.png", "image.png/below/file", "/proc/ki67-results"])
  func `a folder that cannot be made is told before anything is measured`(out: String) throws {
    let folder = try WorkFolder()
    try folder.writeGlass("image.png")
    let run = try folder.ki67(["quantify", "image.png", "--out", out])
    #expect(run.exitedNormally && run.exitCode == 1 && run.output.isEmpty)
    #expect(run.errors.hasPrefix("Error: --out \(out): the folder cannot be made: "))
    #expect(run.errors.hasSuffix("; name another one.\n"), "\(run.errors)")
    #expect(!run.errors.contains("Domain"))
  }

  @Test func `a result of one slide that cannot be written leaves the others' results`() throws {
    let folder = try WorkFolder()
    for name in ["a", "b", "c"] { try folder.writeGlass("in/\(name).png") }
    // A folder stands where the table of slide b belongs.
    try folder.makeFolder("results/nuclei/b.csv")
    let run = try folder.ki67(["quantify", "in", "--out", "results", "--threads", "2"])
    #expect(run.exitedNormally && run.exitCode == 3)
    #expect(run.errors.contains("results/nuclei/b.csv"), "\(run.errors)")
    let slides = try folder.rows("results/slides.csv")
    #expect(slides.map { $0["status"] } == ["measured", "failed", "measured"])
    #expect(try #require(slides[1]["error"]).contains("results/nuclei/b.csv"))
    #expect(folder.exists("results/nuclei/a.csv") && folder.exists("results/nuclei/c.csv"))
    #expect(folder.exists("results/report.html") && folder.exists("results/run.json"))
  }

  @Test func `results inside the input folder are not input of the next run`() throws {
    let folder = try WorkFolder()
    try folder.writeGlass("in/a.png")
    let first = try folder.ki67(["quantify", "in", "--out", "in/results"])
    let second = try folder.ki67(["quantify", "in", "--out", "in/results"])
    let third = try folder.ki67(["quantify", "in", "--out", "in/other"])
    #expect([first, second, third].map(\.exitCode) == [0, 0, 0])
    #expect(first.output == second.output)
    #expect(second.errors == "1 slide taken from the earlier run (a)\n")
    #expect(third.errors == "in/results ignored: it holds the results of a run.\n")
    #expect(try folder.rows("in/other/slides.csv").map { $0["slide"] } == ["a"])
  }

  @Test func `what a killed run left is not input either`() throws {
    let folder = try WorkFolder()
    try folder.writeGlass("in/a.png")
    try folder.writeGlass("in/killed/overlays/b.png")
    try folder.write("in/killed/ki67.sqlite", "")
    let run = try folder.ki67(["quantify", "in", "--out", "out"])
    #expect(run.errors == "in/killed ignored: it holds the results of a run.\n")
    #expect(try folder.rows("out/slides.csv").map { $0["slide"] } == ["a"])
  }

  @Test func `a report that cannot be written leaves the tables, and the cases are shown`() throws {
    let folder = try WorkFolder()
    try folder.writeGlass("glass.png")
    try folder.makeFolder("results/report.html")
    let run = try folder.ki67(["quantify", "glass.png", "--out", "results"])
    #expect(run.exitedNormally && run.exitCode == 1)
    #expect(run.errors.contains("results/report.html"), "\(run.errors)")
    #expect(run.output.contains("glass") && !run.output.contains("Report:"))
    #expect(try folder.rows("results/cases.csv").count == 1)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a file system"))
  func `a full disk is told, and nothing is left half written`() throws {
    let folder = try WorkFolder()
    try folder.synthesize("in", name: "slide", ["--width", "320", "--height", "320"])
    let disk = try #require(SmallDisk(kibibytes: 40))
    let out = "\(disk.path)/results"
    let run = try folder.ki67(["quantify", "in/images", "--out", out])
    #expect(run.exitedNormally && run.exitCode == 1)
    #expect(run.errors.contains("\(out)/") && run.errors.contains("disk is full"), "\(run.errors)")
    let left = FileManager.default.enumerator(atPath: out)?.compactMap { $0 as? String } ?? []
    #expect(!left.contains { $0.contains(".part") }, "\(left)")
  }
}
