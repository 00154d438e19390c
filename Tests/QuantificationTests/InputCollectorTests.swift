import Foundation
import Quantification
import SlideIO
import Testing

@Suite struct InputCollectorTests {
  private func text(_ scene: TemporaryFolder, _ inputs: [String]) throws -> String {
    try InputCollector().collect(inputs).text(without: scene.path)
  }

  @Test func `An image is a slide and a case of its own`() throws {
    let scene = try TemporaryFolder()
    let path = try scene.image("in/a.b.png")
    let expected = """
      case 'a.b' as 'a.b'
      slide 'a.b' of 'a.b'
        'a.b.png' in/a.b.png at 0,0 d=1.0

      """
    #expect(try text(scene, [path]) == expected)
  }

  @Test func `The order of inputs, and giving a file twice, changes nothing`() throws {
    let scene = try TemporaryFolder()
    var inputs = try ["x/t.png", "y/t.png", "y/t 10.png", "y/t 9.png"].map { try scene.image($0) }
    try scene.file("m.csv", "image,case\nz.png,Z\ny/t.png,Y\n")
    try scene.image("z.png")
    inputs += [scene.item("y"), scene.item("m.csv"), scene.item("gone.png")]
    let expected = try InputCollector().collect(inputs)
    #expect(expected.slides.count == 5)
    #expect(expected.cases.first { $0.name == "Y" } != nil, "the manifest's word counts")
    for turn in 1..<inputs.count {
      let turned = Array(inputs[turn...] + inputs[..<turn])
      #expect(try InputCollector().collect(turned) == expected)
      #expect(try InputCollector().collect(turned.reversed() + turned) == expected)
    }
  }

  @Test func `Images of one name in two folders get the folder's name`() throws {
    let scene = try TemporaryFolder()
    for name in ["1/x/t.png", "2/x/t.png", "y/t.png"] { try scene.image(name) }
    let found = try InputCollector().collect([scene.path])
    #expect(found.slides.map(\.slide) == ["x-t", "x-t-2", "y-t"])
    #expect(found.slides.map(\.tiles[0].image) == ["1/x/t.png", "2/x/t.png", "y/t.png"])
    #expect(found.cases.map(\.name) == ["x-t", "x-t-2", "y-t"])
  }

  /// Two spellings of one text, as different systems write them into names of files.
  private static let spellings = ["caf\u{E9}", "cafe\u{301}"]

  /// Paths of all files that were found, by their bytes.
  private func paths(_ input: RunInput) -> [PathKey] {
    input.slides.flatMap(\.tiles).map { PathKey($0.path) }.sorted()
  }

  @Test func `Files whose names differ in bytes alone are all taken in`() throws {
    let scene = try TemporaryFolder()
    var paths = try Self.spellings.flatMap { name in
      [try scene.image("in/\(name).png"), try scene.image("in/\(name)/x.png")]
    }
    paths += try Self.spellings.flatMap { name in
      try [0, 8].map { try scene.image("in/t/\(name)_\($0)_0.png") }
    }
    let found = try InputCollector().collect([scene.item("in")])
    #expect(self.paths(found) == paths.map(PathKey.init).sorted())
    #expect(found.rejected.isEmpty && found.notes.isEmpty)
    #expect(
      found.slides.map(\.slide) == [
        "caf\u{E9}-x", "caf\u{E9}-x-2", "in-caf\u{E9}", "in-caf\u{E9}-2", "t-caf\u{E9}",
        "t-caf\u{E9}-2",
      ])
    #expect(found.slides.map(\.tiles.count) == [1, 1, 1, 1, 2, 2])
    #expect(try InputCollector().collect(paths.reversed()).slides.count == 6)
    let without = InputCollector(excludedFolders: [scene.item("in/\(Self.spellings[0])")])
    #expect(try self.paths(without.collect([scene.item("in")])).count == paths.count - 1)
  }

  @Test func `Lines of a manifest name files by their bytes, and cases by their text`() throws {
    let scene = try TemporaryFolder()
    let (one, other) = (Self.spellings[0], Self.spellings[1])
    for name in Self.spellings {
      try scene.image("\(name).png")
      try scene.image("\(name)2.png")
      try scene.file("\(name).geojson")
    }
    try scene.file(
      "m.csv",
      """
      image,case,slide,roi
      \(one).png,\(other),,
      \(other).png,\(one),,
      \(one)2.png,d,s,\(one).geojson
      \(other)2.png,d,s,\(other).geojson

      """)
    let found = try InputCollector().collect([scene.item("m.csv"), scene.path])
    let expected = [one, other].map { PathKey(scene.item("\($0).png")) }.sorted()
    #expect(paths(found) == expected)
    #expect(found.slides.map(\.slide) == ["\(one)-\(one)", "\(one)-\(one)-2"])
    #expect(found.cases.map { PathKey($0.name) } == [PathKey(other)])
    #expect(found.slides.allSatisfy { PathKey($0.caseName) == PathKey(other) })
    #expect(found.rejected.count == 1 && found.rejected[0].reason.contains("roi"))
  }

  @Test func `Spellings of a case and a slide do not depend on the order of lines`() throws {
    let scene = try TemporaryFolder()
    let (one, other) = (Self.spellings[0], Self.spellings[1])
    for name in ["a", "b"] { try scene.image("\(name).png") }
    let lines = ["a.png,\(one),\(other) 1,0,0", "b.png,\(other),\(one) 1,8,0"]
    for order in [lines, lines.reversed()] {
      let text = (["image,case,slide,x,y"] + order).joined(separator: "\n")
      let found = try InputCollector().collect([scene.file("m.csv", text)])
      #expect(found.cases.map { PathKey($0.name) } == [PathKey(other)])
      #expect(found.slides.map { PathKey($0.caseName) } == [PathKey(other)])
      #expect(found.slides.map { PathKey($0.slide) } == [PathKey("\(one) 1")])
      #expect(found.slides.map(\.tiles.count) == [2] && found.rejected.isEmpty)
    }
  }

  @Test func `A slide named like a picture of another is named otherwise`() throws {
    let scene = try TemporaryFolder()
    for name in ["a", "a-map", "a-hotspot-1", "b-map"] { try scene.image("in/\(name).png") }
    let found = try InputCollector().collect([scene.item("in")])
    #expect(found.slides.map(\.slide) == ["a", "b-map", "in-a-hotspot-1", "in-a-map"])
    #expect(found.cases.map(\.name) == found.slides.map(\.slide))
  }

  @Test func `Tiles of one slide are joined by their names`() throws {
    let scene = try TemporaryFolder()
    try scene.image("S [d=2,x=16,y=0,w=16,h=16].png")
    try scene.image("S [d=2,x=0,y=16,w=16,h=15].png", width: 8, height: 7)
    try scene.image("S [d=2,x=0,y=0,w=16,h=16].png")
    try scene.image("S [d=2,x=0,y=0,w=16,h=16]-labelled.png")
    try scene.image("b.svs_8_0.png")
    try scene.image("b.svs_0_0.png")
    try scene.image("c_2_10.png")
    try scene.image("c_3_50.png")
    let expected = """
      case 'b' as 'b'
      case 'c_2_10' as 'c_2_10'
      case 'c_3_50' as 'c_3_50'
      case 'S' as 'S'
      slide 'b' of 'b'
        'b.svs_0_0.png' b.svs_0_0.png at 0,0 d=1.0
        'b.svs_8_0.png' b.svs_8_0.png at 8,0 d=1.0
      slide 'c_2_10' of 'c_2_10'
        'c_2_10.png' c_2_10.png at 0,0 d=1.0
      slide 'c_3_50' of 'c_3_50'
        'c_3_50.png' c_3_50.png at 0,0 d=1.0
      slide 'S' of 'S'
        'S [d=2,x=0,y=0,w=16,h=16].png' S [d=2,x=0,y=0,w=16,h=16].png at 0,0 d=2.0
        'S [d=2,x=16,y=0,w=16,h=16].png' S [d=2,x=16,y=0,w=16,h=16].png at 16,0 d=2.0
        'S [d=2,x=0,y=16,w=16,h=15].png' S [d=2,x=0,y=16,w=16,h=15].png at 0,16 d=2.0
      note 1 file with text after a tile's region, such as S [d=2,x=0,y=0,w=16,h=16]-labelled.png, \
      ignored: such names are label images beside tiles.

      """
    #expect(try text(scene, [scene.path]) == expected)
  }

  @Test func `A size in a name that does not fit the file is refused with both`() throws {
    let scene = try TemporaryFolder()
    try scene.image("S [x=0,y=0,w=8,h=8].png")
    let bad = try scene.image("S [x=8,y=0,w=16,h=8].png")
    let found = try InputCollector().collect([scene.path])
    #expect(found.slides.map(\.tiles.count) == [1])
    let error = IntakeError.tileSizeDisagrees(
      path: bad, nameWidth: 16, nameHeight: 8, downsample: 1, fileWidth: 8, fileHeight: 8)
    #expect(found.rejected == [.init(input: bad, reason: error.description, slide: "S")])
  }

  @Test func `Tiles that would count twice leave their slide out`() throws {
    let scene = try TemporaryFolder()
    try scene.image("S [x=0,y=0,w=8,h=8].png")
    try scene.image("S [x=0,y=0,w=8,h=8].tif")
    try scene.image("T [x=0,y=0,w=8,h=8].png")
    try scene.image("T [d=2,x=8,y=0,w=16,h=16].png")
    let found = try InputCollector().collect([scene.path])
    #expect(found.slides.isEmpty)
    #expect(
      found.rejected.map(\.reason) == [
        IntakeError.duplicatePlacement(
          slide: "S", x: 0, y: 0, first: "S [x=0,y=0,w=8,h=8].png",
          second: "S [x=0,y=0,w=8,h=8].tif"
        ).description,
        IntakeError.mixedDownsamples(
          slide: "T", first: "T [d=2,x=8,y=0,w=16,h=16].png", second: "T [x=0,y=0,w=8,h=8].png"
        ).description,
      ])
  }

  @Test func `Folders are searched past hidden files, other files, loops and old results`() throws {
    let scene = try TemporaryFolder()
    try scene.image("in/deep/er/a.png")
    try scene.image("in/.hidden/b.png")
    try scene.image("in/.c.png")
    try scene.image("in/noname")
    try scene.image("in/out/d.png")
    try scene.image("in/old/e.png")
    try scene.file("in/old/run.json")
    try scene.file("in/old/slides.csv")
    try scene.file("in/manifest.csv")
    try scene.file("in/x.jpg")
    try scene.file("in/y.jpg")
    try scene.file("in/z")
    try FileManager.default.createSymbolicLink(
      atPath: scene.item("in/deep/loop"), withDestinationPath: scene.item("in"))
    #expect(mkfifo(scene.item("in/pipe"), 0o600) == 0)
    let found = try InputCollector(excludedFolders: [scene.item("in/out")])
      .collect([scene.item("in")])
    let expected = """
      case 'a' as 'a'
      case 'noname' as 'noname'
      slide 'a' of 'a'
        'deep/er/a.png' in/deep/er/a.png at 0,0 d=1.0
      slide 'noname' of 'noname'
        'noname' in/noname at 0,0 d=1.0
      note in/manifest.csv is not used: a manifest counts only when it is given by its own name.
      note in/old ignored: it holds the results of a run.
      note in: 2 .jpg files, 1 file without extension, 1 .csv file and 1 special file ignored: \
      no PNG or TIFF image, and no slide.

      """
    #expect(found.text(without: scene.path) == expected)
  }

  @Test func `Inputs that cannot be used are named with the reason, and the rest goes on`() throws {
    let scene = try TemporaryFolder()
    try scene.image("good.png")
    try scene.file("empty.png", "")
    try scene.file("photo.png", "\u{FF}\u{D8}")
    try scene.file("none/readme.txt")
    try FileManager.default.createDirectory(
      atPath: scene.item("bare"), withIntermediateDirectories: true)
    let names = ["good.png", "empty.png", "photo.png", "none", "bare", "gone.png"]
    let found = try InputCollector().collect(names.map(scene.item))
    #expect(found.slides.map(\.slide) == ["good"])
    let reasons = Dictionary(
      uniqueKeysWithValues: found.rejected.map {
        ($0.input.dropFirst(scene.path.count + 1).description, $0.reason)
      })
    #expect(reasons.keys.sorted() == ["bare", "empty.png", "gone.png", "none", "photo.png"])
    #expect(
      reasons["gone.png"]
        == "\(scene.item("gone.png")): there is no such file or folder; check the name.")
    #expect(
      reasons["bare"]
        == "\(scene.item("bare")): the folder holds no files; expected PNG or TIFF images.")
    #expect(reasons["none"]?.contains("no PNG or TIFF image, but 1 .txt file; convert") == true)
    #expect(reasons["empty.png"]?.contains("empty") == true)
    #expect(reasons["photo.png"]?.contains("photo.png") == true)
  }

  @Test func `Options of the run go into every slide`() throws {
    let scene = try TemporaryFolder()
    try scene.image("a.png")
    try scene.image("b.png")
    try scene.image("r.png")
    try scene.image("q.png")
    let manifest = try scene.file("m.csv", "image,mpp,roi\na.png,0.5,q.png\nb.png,,\n")
    let size = try PixelSizeOption.parse("0.25,0.3")
    let found = try InputCollector(statedPixelSize: size, roi: scene.item("r.png"))
      .collect([manifest])
    #expect(found.slides.map(\.statedPixelSize) == [size, size])
    #expect(found.slides.map(\.roi) == [scene.item("q.png"), scene.item("r.png")])
    let missing = IntakeError.missingRegionFile(path: scene.item("gone"))
    #expect(throws: missing) { try InputCollector(roi: scene.item("gone")).collect([manifest]) }
  }
}

@Suite struct PixelSizeOptionTests {
  @Test func `One number or two are read`() throws {
    let square = try PixelSizeOption.parse("0.25")
    #expect(square == PixelSize(xMicrons: 0.25, yMicrons: 0.25, source: .commandLine))
    let oblong = try PixelSizeOption.parse(" 0.25, 5e-1")
    #expect(oblong == PixelSize(xMicrons: 0.25, yMicrons: 0.5, source: .commandLine))
  }

  @Test(arguments: [
    "0", "-0.25", "nan", "inf", "0.04", "2.01", "0.25,0", "0.25,", "", "a", "1,2,3", "0x1",
    "0.25 µm",
  ])
  func `Anything else is refused with what is expected`(_ text: String) {
    let error = #expect(throws: IntakeError.self) { try PixelSizeOption.parse(text) }
    let description = error?.description ?? ""
    #expect(description.hasPrefix("--mpp \(text): expected "))
    #expect(description.contains("µm per pixel"))
  }
}
