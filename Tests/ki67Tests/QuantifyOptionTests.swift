import Foundation
import Testing

/// Options of `ki67 quantify` that cannot be used.
@Suite("ki67 quantify with bad options")
struct QuantifyOptionTests {
  /// Options, the exit code, and what the message must say.
  struct BadOption: CustomTestStringConvertible, Sendable {
    let options: [String]
    let exitCode: Int32
    let says: [String]

    init(_ options: [String], _ exitCode: Int32, _ says: [String]) {
      self.options = options
      self.exitCode = exitCode
      self.says = says
    }

    var testDescription: String { options.joined(separator: " ") }
  }

  static let options = [
    BadOption(["--mpp", "0"], 64, ["--mpp 0: expected 0.05 to 2.0 µm per pixel"]),
    BadOption(["--mpp", "-0.5"], 64, ["--mpp"]),
    BadOption(["--mpp", "fine"], 64, ["--mpp fine: expected µm per pixel", "such as 0.25"]),
    BadOption(["--threads", "0"], 64, ["--threads is 0; expected 1 to 1024"]),
    BadOption(["--threads", "two"], 64, ["'two' is invalid for '--threads <n>'"]),
    BadOption(["--timeout", "0"], 64, ["--timeout is 0.0; expected a number of seconds above 0"]),
    BadOption(["--timeout", "inf"], 64, ["--timeout is inf; expected a number of seconds"]),
    BadOption(["--timeout", "1e300"], 64, ["--timeout is 1e+300; expected", "at most 315360000"]),
    BadOption(["--timeout", "soon"], 64, ["'--timeout <seconds>'"]),
    BadOption(["--memory", "1"], 64, ["--memory is 1MiB; a slide needs at least"]),
    BadOption(["--memory", "1 GB"], 64, ["'--memory"]),
    BadOption(["--memory", "9999999GiB"], 64, ["'--memory"]),
    BadOption(
      ["--hotspot", "cells:3"], 64,
      ["--hotspot \"cells:3\": cells is \"3\"", "for example cells:500"]),
    BadOption(
      ["--hotspot", "round"], 64, ["--hotspot \"round\": found", "for example cells:500"]),
    BadOption(
      ["--hotspot", "circle:0.4"], 64, ["expected a length with its unit", "circle:0.4mm"]),
    BadOption(["--hotspot", "cells:500,best:2"], 64, ["expected top:N or fewest:N"]),
    BadOption(["--exclude", "tumor"], 64, ["--exclude is \"tumor\"; expected none, or a list"]),
    BadOption(["--exclude", ""], 64, ["--exclude is \"\"", "lymphocyte, stroma, debris"]),
    BadOption(["--overlays", "some"], 64, ["'some'", "'all', 'hotspots' or 'none'"]),
    BadOption(["--nuclei", "xlsx"], 64, ["'xlsx'", "'csv' and 'none'"]),
    BadOption(["--thread", "2"], 64, ["Unknown option '--thread'", "'--threads'"]),
    BadOption(
      ["--profile", "gone.yaml"], 1, ["gone.yaml: the profile cannot be read", "no such file"]),
    BadOption(["--profile", "list.yaml"], 1, ["list.yaml:2: the profile is not valid YAML"]),
    BadOption(
      ["--profile", "typo.yaml"], 1,
      ["typo.yaml:2: there is no parameter 'score_treshold'", "perhaps 'score_threshold'"]),
    BadOption(
      ["--profile", "range.yaml"], 1, ["range.yaml:2: 'score_threshold' is '7'", "0 to 1"]),
    BadOption(["--profile", "pipe"], 1, ["pipe: the profile cannot be read: it is not a regular"]),
    BadOption(["--model", "pipe"], 1, ["--model pipe: the file cannot be read"]),
    BadOption(["--roi", "pipe"], 1, ["--roi pipe: there is no such file"]),
    BadOption(["--roi", "gone.png"], 1, ["--roi gone.png: there is no such file"]),
    BadOption(["--model", "gone.json"], 1, ["--model gone.json: ", "training/train.py"]),
    BadOption(["--model", "list.yaml"], 1, ["--model list.yaml: "]),
    BadOption(
      ["--features", "image.png/features"], 1,
      ["--features image.png/features: the folder cannot be made", "name another one"]),
  ]

  private func folder() throws -> WorkFolder {
    let folder = try WorkFolder()
    try folder.writeGlass("image.png")
    mkfifo(folder.path("pipe").path, 0o600)
    try folder.write("list.yaml", "stains: [\n")
    try folder.write("typo.yaml", "detection:\n  score_treshold: 0.5\n")
    try folder.write("range.yaml", "detection:\n  score_threshold: 7\n")
    return folder
  }

  @Test(arguments: options)
  func `a bad option ends the run before anything is measured`(_ bad: BadOption) throws {
    let folder = try folder()
    let run = try folder.ki67(["quantify", "image.png", "--out", "results"] + bad.options)
    #expect(run.exitedNormally && run.exitCode == bad.exitCode, "\(run.errors)")
    #expect(run.output.isEmpty && !folder.exists("results/cases.csv"))
    for part in bad.says { #expect(run.errors.contains(part), "\(run.errors)") }
    #expect(!run.errors.contains("NSCocoa") && !run.errors.contains("Error Domain"))
  }

  @Test(arguments: [
    (["quantify"], "<input>"), (["quantify", "image.png"], "'--out <dir>'"),
    (["quantify", "--out", "results"], "<input>"),
    (["quantify", "image.png", "--out", ""], "--out is empty"),
  ])
  func `what is missing is named as wrong usage`(arguments: [String], says: String) throws {
    let run = try folder().ki67(arguments)
    #expect(run.exitCode == 64 && run.output.isEmpty)
    #expect(run.errors.contains(says) && run.errors.contains("ki67 quantify --help"))
  }
}
