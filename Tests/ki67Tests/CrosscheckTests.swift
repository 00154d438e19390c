import Foundation
import Testing

/// `ki67 crosscheck` as a user runs it.
@Suite("Crosscheck command")
struct CrosscheckTests {
  /// The measured samples in a work folder.
  private func samples() throws -> WorkFolder {
    let run = try SamplesRun.shared.get()
    let folder = try WorkFolder()
    for (name, data) in run.files { try folder.write("results/\(name)", data) }
    return folder
  }

  private static let truth = repositoryRoot.appendingPathComponent("samples/truth").path

  private func json(_ folder: WorkFolder, _ name: String = "out") throws -> [String: Any] {
    let data = try Data(contentsOf: folder.path("\(name)/crosscheck.json"))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func `cases agree with the truth of the samples`() throws {
    let folder = try samples()
    let arguments = [
      "crosscheck", "--manual", "\(Self.truth)/cases.csv", "--results", "results", "--region",
      "global",
    ]
    let run = try folder.ki67(arguments + ["--out", "out"])
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.output.hasPrefix("Compared: the same case; 6 subjects.\n"), "\(run.output)")
    let rows = try folder.rows("out/crosscheck.csv")
    #expect(rows.count == 6 && rows.allSatisfy { $0["status"] == "compared" })
    for row in rows {
      #expect(row["manual_grade"] == row["measured_grade"])
      #expect(abs(Double(row["difference_points"] ?? "") ?? 99) < 1, "\(row)")
    }
    let again = try folder.ki67(arguments + ["--out", "again", "--json"])
    #expect(again.output == (try folder.text("out/crosscheck.json")))
    #expect(try folder.files("out") == folder.files("again"))
  }

  @Test func `nuclei agree with the truth of the samples`() throws {
    let folder = try samples()
    let tables = try FileManager.default.contentsOfDirectory(atPath: Self.truth)
      .filter { $0.hasSuffix(".csv") && $0 != "cases.csv" }.sorted().map { "\(Self.truth)/\($0)" }
    let run = try folder.ki67(
      ["crosscheck", "--manual"] + tables + ["--results", "results", "--out", "out"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let figures = try json(folder)
    let nuclei = try #require(figures["nuclei"] as? [String: Any])
    let detection = try #require(nuclei["detection"] as? [String: Any])
    #expect((detection["f1"] as? Double ?? 0) > 0.95)
    #expect(figures["level"] as? String == "same_nuclei")
    // Every tumor nucleus of the truth is marked once, though tiles overlap.
    let cases = ResultRows.read(
      try Data(contentsOf: URL(fileURLWithPath: "\(Self.truth)/cases.csv")))
    let tumor = cases.reduce(0) { $0 + (Int($1["tumor"] ?? "") ?? 0) }
    #expect(nuclei["marked"] as? Int == tumor)
    let rows = try folder.rows("out/crosscheck-nuclei.csv")
    let marks = rows.count { ["positive", "negative"].contains($0["mark"]) }
    #expect(marks == tumor)
    let page = try folder.text("out/crosscheck.html")
    #expect(page.contains("<svg class=\"field\"") && page.contains("--paper:"))
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"))
  }

  @Test func `what cannot be paired is told, and the exit code says so`() throws {
    let folder = try samples()
    try folder.write(
      "manual.csv",
      "case,positive,total\npancreas-g1,7,953\npancreas-g9,7,953\n<b>&,1,100\n")
    let run = try folder.ki67(
      ["crosscheck", "--manual", "manual.csv", "--results", "results", "--out", "out"])
    #expect(run.exitCode == 3)
    #expect(run.errors.contains("error: pancreas-g9: the run has no such case; it has "))
    let statuses = try folder.rows("out/crosscheck.csv").map { $0["status"] ?? "" }
    #expect(statuses.prefix(3) == ["compared", "manual_only", "manual_only"])
    #expect(statuses.dropFirst(3).allSatisfy { $0 == "measured_only" } && statuses.count == 8)
    #expect(try folder.text("out/crosscheck.html").contains("&lt;b&gt;&amp;"))
    try folder.write("other.csv", "case,index\nnobody,4\n")
    let none = try folder.ki67(
      ["crosscheck", "--manual", "other.csv", "--results", "results", "--out", "none"])
    #expect(none.exitCode == 1 && none.errors.contains("nobody"))
  }

  @Test func `a calibration is written when asked for, with a warning when it is not recommended`()
    throws
  {
    let folder = try samples()
    let run = try folder.ki67([
      "crosscheck", "--manual", "\(Self.truth)/cases.csv", "--results", "results", "--out", "out",
      "--write-profile", "cut.yaml", "--quiet",
    ])
    #expect(run.exitCode == 0 && run.output.isEmpty, "\(run.errors)")
    #expect(run.errors.contains("warning: this calibration is not recommended"))
    let figures = try #require(try json(folder)["calibration"] as? [String: Any])
    let factor = try #require(figures["factor"] as? Double)
    let profile = try folder.text("cut.yaml")
    let line = profile.split(separator: "\n").first { $0.hasPrefix("  cut_share: ") }
    let share = try #require(line.flatMap { Double($0.dropFirst("  cut_share: ".count)) })
    #expect(abs(share - 0.2 * factor) < 1e-5)
    let measured = try folder.ki67([
      "stains", repositoryRoot.appendingPathComponent("samples/images/stomach-biopsy.png").path,
      "--profile", "cut.yaml",
    ])
    #expect(measured.exitCode == 0, "\(measured.errors)")
  }

  @Test(
    arguments: [
      (["--radius", "0"], "--radius is 0.0 µm"), (["--region", "best"], "region"),
      (["--field", "all"], "field"), (["--profile", "p.yaml"], "--write-profile"),
      (["--out", ""], "--out is empty"),
    ])
  func `wrong options are refused`(options: [String], message: String) throws {
    let folder = try WorkFolder()
    let run = try folder.ki67(
      ["crosscheck", "--manual", "m.csv", "--results", "r", "--out", "o"] + options)
    #expect(run.exitCode == 64 && run.errors.contains(message), "\(run.errors)")
    #expect(!folder.exists("o"))
  }

  @Test(arguments: [("positive", "1e300"), ("total", "0.5")])
  func `a table with numbers that cannot be is told by its line`(column: String, value: String)
    throws
  {
    let folder = try samples()
    try folder.write("m.csv", "case,index\npancreas-g1,4\n")
    var lines = try folder.text("results/cases.csv").components(separatedBy: "\r\n")
    var cells = lines[1].components(separatedBy: ",")
    let place = try #require(lines[0].components(separatedBy: ",").firstIndex(of: column))
    cells[place] = value
    lines[1] = cells.joined(separator: ",")
    try folder.write("results/cases.csv", lines.joined(separator: "\r\n"))
    let run = try folder.ki67(
      ["crosscheck", "--manual", "m.csv", "--results", "results", "--out", "out"])
    #expect(run.exitedNormally && run.exitCode == 1)
    #expect(run.errors.contains("results/cases.csv, line 2: positive and total"), "\(run.errors)")
  }

  @Test func `bad manual files and folders without a run end with 1`() throws {
    let folder = try WorkFolder()
    try folder.write("m.csv", "case,index\nA,4\n")
    let noRun = try folder.ki67(
      ["crosscheck", "--manual", "m.csv", "--results", ".", "--out", "o"])
    #expect(noRun.exitCode == 1 && noRun.errors.contains("./cases.csv cannot be read"))
    let noFile = try folder.ki67(
      ["crosscheck", "--manual", "n.csv", "--results", ".", "--out", "o"])
    #expect(noFile.exitCode == 1 && noFile.errors.contains("there is no such file"))
  }

  @Test func `a file that is named twice is read once`() throws {
    let folder = try samples()
    let truth = URL(fileURLWithPath: "\(Self.truth)/lung-carcinoid.csv")
    try folder.write("man.csv", Data(contentsOf: truth))
    try FileManager.default.linkItem(at: folder.path("man.csv"), to: folder.path("hard.csv"))
    try FileManager.default.createSymbolicLink(
      at: folder.path("soft.csv"), withDestinationURL: folder.path("man.csv"))
    func compare(_ files: [String], _ out: String) throws -> Ki67Run {
      try folder.ki67(["crosscheck", "--manual"] + files + ["--results", "results", "--out", out])
    }
    #expect(try compare(["man.csv"], "once").errors.isEmpty)
    let run = try compare(["man.csv", "man.csv", "hard.csv", "./soft.csv"], "often")
    #expect(run.exitCode == 0)
    for text in [
      "man.csv is named twice; it is read once.", "hard.csv is named twice as man.csv",
      "./soft.csv is named twice as man.csv",
    ] { #expect(run.errors.contains(text), "\(run.errors)") }
    #expect(try folder.files("often") == folder.files("once"))
  }

  @Test func `a comparison beside manual results is not read as such, and those are not replaced`()
    throws
  {
    let folder = try samples()
    try folder.write("mm/man.csv", "case,index\npancreas-g1,4\n")
    let arguments = ["crosscheck", "--manual", "mm", "--results", "results", "--out", "mm"]
    let first = try folder.ki67(arguments)
    #expect(first.exitCode == 0 && first.errors.isEmpty, "\(first.errors)")
    let written = try folder.files("mm")
    let second = try folder.ki67(arguments)
    #expect(second.exitCode == 0 && second.output == first.output, "\(second.errors)")
    #expect(second.errors.contains("mm/crosscheck.csv is not read"), "\(second.errors)")
    #expect(try folder.files("mm") == written)
    try FileManager.default.removeItem(at: folder.path("mm"))
    try folder.write("mm/crosscheck.csv", "case,index\npancreas-g1,4\n")
    let refused = try folder.ki67(arguments)
    #expect(refused.exitCode == 64)
    #expect(refused.errors.contains("mm/crosscheck.csv is read here"), "\(refused.errors)")
    #expect(try folder.files("mm").keys.sorted() == ["crosscheck.csv"])
  }
}
