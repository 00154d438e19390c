import Foundation
import Testing

/// Input that cannot be measured, as a newcomer meets it: alone, and beside input that can.
@Suite("ki67 quantify with bad input")
struct QuantifyBadInputTests {
  /// An input, and what its message must say: the file, what was found, and what to do.
  struct BadInput: CustomTestStringConvertible, Sendable {
    let input: String
    let says: [String]

    var testDescription: String { input }
  }

  static let inputs = [
    BadInput(input: "gone.png", says: ["gone.png: there is no such file", "check the name"]),
    BadInput(input: "no-images", says: ["no-images: ", "1 .txt file", "convert images to PNG"]),
    BadInput(
      input: "nothing", says: ["nothing: the folder holds no files", "expected PNG or TIFF"]),
    BadInput(input: "photo.png", says: ["photo.png is a JPEG image", "Convert it without loss"]),
    BadInput(input: "empty.png", says: ["empty.png is empty (0 bytes)", "export it again"]),
    BadInput(input: "cut.png", says: ["cut.png is damaged or cut short", "export it again"]),
    BadInput(
      input: "unknown-image.csv",
      says: ["unknown-image.csv:2: column 'image' names 'none.png'", "relative to the manifest"]),
    BadInput(
      input: "bad-number.csv", says: ["bad-number.csv:2: column 'x' holds '1.5e'", "expected"]),
    BadInput(
      input: "bad-pixel-size.csv",
      says: ["bad-pixel-size.csv:2: column 'mpp' holds '0'", "expected 0.05 to 2.0 µm"]),
    BadInput(
      input: "same-place.csv",
      says: ["slide 's'", "other.png", "both lie at x 64, y 0", "give each image its own place"]),
    BadInput(input: "pipe.png", says: ["pipe.png is not a regular file", "give that"]),
    BadInput(input: "pipe.csv", says: ["pipe.csv is not a regular file", "give that"]),
    BadInput(input: "/dev/zero", says: ["/dev/zero is not a regular file", "give that"]),
    BadInput(input: "no-column.csv", says: ["no-column.csv: ", "no 'image' column", "'picture'"]),
  ]

  /// A folder with all of them, and a good image.
  private func folder() throws -> WorkFolder {
    let folder = try WorkFolder()
    try folder.writeGlass("good.png", width: 96)
    try folder.writeGlass("other.png")
    for name in ["third", "fourth", "fifth"] { try folder.writeGlass("\(name).png", height: 80) }
    try folder.writeGlass("whole.png", width: 100)
    try folder.write("no-images/notes.txt", "no image")
    try folder.makeFolder("nothing")
    try folder.write("photo.png", Data([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46]))
    try folder.write("empty.png", "")
    for name in ["pipe.png", "pipe.csv"] { mkfifo(folder.path(name).path, 0o600) }
    let whole = try Data(contentsOf: folder.path("whole.png"))
    try folder.write("cut.png", whole.prefix(whole.count / 2))
    try folder.write("unknown-image.csv", "image\nnone.png\n")
    try folder.write("bad-number.csv", "image,slide,x,y\nfourth.png,t,1.5e,0\n")
    try folder.write("bad-pixel-size.csv", "image,mpp\nfifth.png,0\n")
    try folder.write("same-place.csv", "image,slide,x,y\nother.png,s,64,0\nthird.png,s,64,0\n")
    try folder.write("no-column.csv", "picture,case\ngood.png,a\n")
    return folder
  }

  private func check(_ errors: String, _ bad: BadInput) {
    for part in bad.says {
      #expect(errors.contains(part), "\(bad.input): no \"\(part)\" in \(errors)")
    }
    // Said once and in words of people.
    if let first = bad.says.first {
      #expect(errors.components(separatedBy: first).count == 2, "\(errors)")
    }
    #expect(!errors.contains("NSCocoa") && !errors.contains("Error Domain"), "\(errors)")
    #expect(!errors.contains("\(bad.input): \(bad.input)"), "\(errors)")
  }

  @Test(arguments: inputs)
  func `alone it is a failure with a message`(_ bad: BadInput) throws {
    let folder = try folder()
    let run = try folder.ki67(["quantify", bad.input, "--out", "results"])
    #expect(run.exitedNormally && run.exitCode == 1)
    check(run.errors, bad)
    #expect(!run.output.contains("NET G"))
  }

  @Test func `beside a good image each is told, and the image is measured`() throws {
    let folder = try folder()
    let run = try folder.ki67(
      ["quantify", "--out", "results", "--threads", "2", "good.png"] + Self.inputs.map(\.input))
    #expect(run.exitedNormally && run.exitCode == 3)
    for bad in Self.inputs { check(run.errors, bad) }
    let slides = try folder.rows("results/slides.csv")
    #expect(slides.filter { $0["status"] == "measured" }.map { $0["slide"] } == ["good"])
    let told = try folder.text("results/tiles.csv")
    for bad in Self.inputs {
      let first = try #require(bad.says.first)
      #expect(told.contains(first), "tiles.csv does not tell of \(bad.input)")
    }
  }

  @Test func `a failed slide is seen in its case's flags`() throws {
    let folder = try folder()
    try folder.write("two.csv", "image,case\ngood.png,k\ncut.png,k\n")
    let run = try folder.ki67(["quantify", "two.csv", "--out", "results"])
    #expect(run.exitCode == 3)
    let row = try #require(try folder.rows("results/cases.csv").first)
    #expect(row["status"] == "measured" && row["slides"] == "cut;good")
    let flags = try #require(row["flags"]).split(separator: ";")
    #expect(flags.contains("SOME_TILES_FAILED") && !flags.contains("PIXEL_SIZE_UNKNOWN"))
  }

  @Test func `a cut file beside its slide's other tiles leaves them measured and flagged`() throws {
    let folder = try folder()
    try folder.write(
      "tiles.csv", "image,slide,x,y\ngood.png,s,0,0\ncut.png,s,96,0\nother.png,s,200,0\n")
    let run = try folder.ki67(["quantify", "tiles.csv", "--out", "results"])
    #expect(run.exitCode == 3 && run.errors.contains("cut.png is damaged or cut short"))
    let tiles = try folder.rows("results/tiles.csv")
    #expect(tiles.map { $0["status"] } == ["measured", "failed", "measured"])
    let slide = try #require(try folder.rows("results/slides.csv").first)
    #expect(slide["status"] == "measured" && slide["tiles_failed"] == "1")
    #expect(try #require(slide["flags"]).contains("SOME_TILES_FAILED"))
  }

  @Test func `a line that repeats another is told and is no failure`() throws {
    let folder = try WorkFolder()
    try folder.writeGlass("a.png")
    try folder.write("m.csv", "image,mpp\na.png,0.5\na.png,0.5\n")
    let run = try folder.ki67(["quantify", "m.csv", "--out", "results"])
    #expect(run.exitCode == 0, "\(run.errors)")
    for errors in [run.errors, try folder.ki67(["stains", "m.csv"]).errors] {
      #expect(errors.contains("m.csv:3: 'a.png' stands on m.csv:2 already"), "\(errors)")
      #expect(!errors.contains("error: m.csv"), "\(errors)")
    }
  }

  @Test func `the output folder and a mask alone are told for what they are`() throws {
    let folder = try WorkFolder()
    try folder.writeGlass("glass.png")
    let own = try folder.ki67(["quantify", ".", "--out", "."])
    #expect(own.exitCode == 1)
    #expect(own.errors.contains("error: .: it is the folder for the results"), "\(own.errors)")
    let mask = try folder.ki67(["quantify", "glass.png", "--roi", "glass.png", "--out", "out"])
    #expect(mask.exitCode == 1)
    #expect(mask.errors.contains("glass.png: --roi names this image as a mask"), "\(mask.errors)")
    #expect(try folder.files(".").keys.sorted() == ["glass.png"])
  }

  @Test(arguments: [
    ["verify", ""], ["review", ""], ["hotspots", "", "--hotspot", "cells:500"],
    ["merge", "", "--out", "out"], ["crosscheck", "--results", "", "--out", "out"], ["info", ""],
  ])
  func `an empty name is told as such`(arguments: [String]) throws {
    let folder = try WorkFolder()
    let run = try folder.ki67(arguments)
    #expect(run.exitCode == 64 && run.errors.contains("empty name"), "\(run.errors)")
    #expect(!folder.exists("out"))
  }
}
