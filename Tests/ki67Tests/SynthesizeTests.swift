import Foundation
import SlideIO
import Testing

@Suite("ki67 synthesize")
struct SynthesizeTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-synthesize-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func files(_ folder: URL) -> [String] {
    let all = FileManager.default.enumerator(atPath: folder.path)
    return (all?.compactMap { $0 as? String } ?? []).filter { $0.contains(".") }.sorted()
  }

  @Test func `one image with truth, manifest and points`() throws {
    try withFolder { folder in
      let run = try runKi67([
        "synthesize", "--out", folder.path, "--width", "200", "--height", "150", "--seed", "3",
        "--ground-truth",
      ])
      #expect(run.exitCode == 0 && run.errors.isEmpty)
      #expect(run.output.hasPrefix("synthetic: 200 x 150 px, 1 image, "))
      #expect(
        files(folder) == [
          "gt/synthetic.json", "images/synthetic.png", "manifest.csv", "truth/cases.csv",
          "truth/synthetic.csv",
        ])
      let table = try String(
        contentsOf: folder.appendingPathComponent("truth/synthetic.csv"), encoding: .utf8)
      let header = "image,x,y,class,kind,dab_od,hematoxylin_od,area_um2,slide_x,slide_y\n"
      #expect(table.hasPrefix(header + "images/synthetic.png,"))
    }
  }

  @Test func `what spoils a slide is written down`() throws {
    try withFolder { folder in
      let run = try runKi67([
        "synthesize", "--out", folder.path, "--width", "300", "--height", "300",
        "--artifact", "pen,60,50,90", "--artifact", "blur,100,100,40",
      ])
      #expect(run.exitCode == 0 && run.errors.isEmpty)
      let table = try String(
        contentsOf: folder.appendingPathComponent("truth/synthetic-artifacts.csv"), encoding: .utf8)
      #expect(
        table == "kind,x,y,size_um,area_mm2\npen,120.0,100.0,90.0,0.001350\n"
          + "blur,200.0,200.0,40.0,0.001257\n")
      for wrong in ["ink,1,2,3", "pen,1,2", "pen", "pen,1,2,x", "pen,1,2,3"] {
        #expect(
          try runKi67(["synthesize", "--out", folder.path, "--artifact", wrong]).exitCode == 64,
          "\(wrong)")
      }
    }
  }

  @Test func `threads do not change a byte`() throws {
    try withFolder { folder in
      for threads in ["1", "4"] {
        let run = try runKi67([
          "synthesize", "--out", folder.appendingPathComponent(threads).path, "--width", "300",
          "--height", "300", "--tiles", "128", "--overlap", "16", "--threads", threads,
          "--hotspot", "70,70,30,4", "--white", "230,231,232",
        ])
        #expect(run.exitCode == 0)
      }
      let names = files(folder.appendingPathComponent("1"))
      #expect(names.count == 12 && names == files(folder.appendingPathComponent("4")))
      for name in names {
        let one = try Data(contentsOf: folder.appendingPathComponent("1/\(name)"))
        #expect(try one == Data(contentsOf: folder.appendingPathComponent("4/\(name)")), "\(name)")
      }
    }
  }

  @Test func `a whole slide is a pyramid of the same scene, for any number of threads`() throws {
    try withFolder { folder in
      func run(_ name: String, _ options: [String]) throws -> URL {
        let place = folder.appendingPathComponent(name)
        let run = try runKi67(["synthesize", "--out", place.path, "--seed", "5"] + options)
        #expect(run.exitCode == 0 && run.errors.isEmpty)
        return place
      }
      let one = try run("1", ["--slide", "2200x700", "--threads", "1"])
      let four = try run("4", ["--slide", "2200x700", "--threads", "4"])
      let plain = try run("plain", ["--width", "2200", "--height", "700"])
      let names = [
        "images/synthetic.svs", "manifest.csv", "truth/cases.csv", "truth/synthetic.csv",
      ]
      #expect(files(one) == names)
      for name in names {
        let bytes = try Data(contentsOf: one.appendingPathComponent(name))
        #expect(try bytes == Data(contentsOf: four.appendingPathComponent(name)))
      }
      // The same nuclei, in bands.
      func rows(_ place: URL) throws -> [String] {
        try String(
          contentsOf: place.appendingPathComponent("truth/synthetic.csv"), encoding: .utf8
        ).replacingOccurrences(of: ".svs", with: ".png").split(separator: "\n").map(String.init)
      }
      #expect(try rows(one).sorted() == rows(plain).sorted())
      let slide = try SlideReader().describe(
        one.appendingPathComponent("images/synthetic.svs").path)
      #expect(slide.levels.map(\.width) == [2200, 550] && slide.pixelSize?.xMicrons == 0.5)
      let found = try SlideHandle(slide).region(slide.levels[0].bounds)
      let expected = try ImageReader().decode(
        at: plain.appendingPathComponent("images/synthetic.png").path
      ).image
      let lossless = try run("lossless", ["--slide", "2200x700", "--lossless"])
      let same = try SlideReader().describe(
        lossless.appendingPathComponent("images/synthetic.svs").path)
      #expect(try SlideHandle(same).region(same.levels[0].bounds) == expected)
      let gap = zip(found.samples, expected.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(Double(gap) / Double(found.samples.count) < 3)
    }
  }

  @Test(arguments: [
    (["--slide", "300"], "--slide"), (["--lossless"], "--lossless goes with"),
    (["--slide", "300x20"], "height is 20"),
    (["--slide", "300x300", "--tiles", "128"], "--slide goes with none"),
    (["--slide", "300x300", "--jpeg-quality", "0"], "JPEG quality is 0"),
    (["--index", "7"], "labelling index is 7.0"), (["--mpp", "0"], "pixel size is 0.0"),
    (["--tiles", "5"], "tile size is 5"), (["--width", "3"], "width is 3"),
    (["--hotspot", "1,2,3"], "--hotspot"), (["--white", "1,2"], "--white"),
    (["--stain-vectors", "1,0,0/1,0,0"], "--stain-vectors"),
    (["--threads", "0"], "--threads is 0"), (["--threads", "2000"], "expected 1 to 1024"),
    (["--tiles", "128", "--overlap", "9000000000000000000"], "overlap is 9000000000000000000"),
    (["--name", "../up"], "name is"), (["--overlap", "8"], "--overlap"),
    (["--jpeg-quality", "80"], "--jpeg-quality"),
    (["--format", "tiff", "--jpeg-quality", "101"], "JPEG quality is 101"),
  ])
  func `bad options are wrong usage and write nothing`(
    options: [String], message: String
  ) throws {
    try withFolder { folder in
      let run = try runKi67(["synthesize", "--out", folder.path] + options)
      #expect(run.exitCode == 64)
      #expect(run.errors.contains(message), "\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
  }

  @Test func `a folder that cannot be made is an error with the path`() throws {
    try withFolder { folder in
      try Data().write(to: folder)
      let run = try runKi67([
        "synthesize", "--out", folder.path, "--width", "64", "--height", "64",
      ])
      #expect(run.exitCode == 1)
      #expect(run.errors.contains(folder.path) && run.errors.contains("--out"))
    }
  }
}
