import Foundation
import Quantification
import Testing

/// What a folder lists and nothing opens: links to nothing, and names of other bytes than UTF-8, as
/// old shares and archives have them.
@Suite struct UnreachedFilesTests {
  /// A path with the byte of Latin-1's "ü", which is no UTF-8, in place of each "#".
  private static func latin1(_ path: String) -> [CChar] {
    (path.utf8.map { $0 == UInt8(ascii: "#") ? 0xFC : $0 } + [0]).map { CChar(bitPattern: $0) }
  }

  private static func makeFile(_ path: String) -> Bool {
    let file = open(latin1(path), O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    close(file)
    return true
  }

  private static func makeFolder(_ path: String) -> Bool { mkdir(latin1(path), 0o700) == 0 }

  private static let isPossible: Bool = {
    guard let scene = try? TemporaryFolder() else { return false }
    return makeFile(scene.item("#"))
  }()

  /// The path as the program is told it.
  private static func read(_ path: String) -> String {
    path.replacingOccurrences(of: "#", with: "\u{FFFD}")
  }

  @Test(.enabled(if: isPossible, "needs a file system that takes names of any bytes"))
  func `Files that are no images by their names are counted, whatever the names`() throws {
    let scene = try TemporaryFolder()
    try scene.image("in/a.png")
    for name in ["Begr#ndung.txt", "L#cke", "##"] {
      #expect(Self.makeFile(scene.item("in/\(name)")))
    }
    let found = try InputCollector().collect([scene.item("in")])
    #expect(found.slides.map(\.slide) == ["a"] && found.rejected.isEmpty)
    #expect(
      found.notes == [
        "\(scene.item("in")): 3 special files ignored: no PNG or TIFF image, and no slide."
      ])
  }

  @Test(.enabled(if: isPossible, "needs a file system that takes names of any bytes"))
  func `Images and folders of such names are told, for nothing opens them`() throws {
    let scene = try TemporaryFolder()
    try scene.image("in/a.png")
    #expect(Self.makeFile(scene.item("in/L#cke.png")))
    #expect(Self.makeFolder(scene.item("in/F#lle")))
    #expect(symlink("../away", Self.latin1(scene.item("in/Ablage #"))) == 0)
    let found = try InputCollector().collect([scene.item("in")])
    #expect(found.slides.map(\.slide) == ["a"] && found.notes.isEmpty)
    let texts = ["in/L#cke.png", "in/F#lle", "in/Ablage #"].map { name in
      "\(Self.read(scene.item(name))) has a name that is not UTF-8 "
        + "(\u{FFFD} stands for what cannot be read); rename it."
    }
    #expect(found.rejected.map(\.reason).sorted() == texts.sorted())
  }

  @Test func `A link to nothing in a folder may be a share that is away, and is told`() throws {
    let scene = try TemporaryFolder()
    try scene.image("in/a.png")
    try scene.image("nas/x/b.png")
    for (link, target) in [("in/share", "../nas"), ("in/c.png", "../nas/x/b.png")] {
      try FileManager.default.createSymbolicLink(
        atPath: scene.item(link), withDestinationPath: target)
    }
    let whole = try InputCollector().collect([scene.item("in")])
    #expect(whole.slides.count == 2 && whole.rejected.isEmpty)
    try FileManager.default.moveItem(atPath: scene.item("nas"), toPath: scene.item("away"))
    let found = try InputCollector().collect([scene.item("in")])
    #expect(found.slides.map(\.slide) == ["a"] && found.notes.isEmpty)
    #expect(found.rejected.map(\.input) == [scene.item("in"), scene.item("in/c.png")])
    #expect(
      found.rejected.first?.reason
        == "\(scene.item("in/share")) is a link to ../nas, which is not there; bring back the disk or "
        + "share that it leads to, or remove the link.")
  }

  @Test func `A link that leads to itself in a folder is told, and no share is blamed`() throws {
    let scene = try TemporaryFolder()
    try scene.image("in/a.png")
    try FileManager.default.createSymbolicLink(
      atPath: scene.item("in/turn"), withDestinationPath: "turn")
    let found = try InputCollector().collect([scene.item("in")])
    #expect(found.slides.map(\.slide) == ["a"])
    #expect(
      found.rejected.map(\.reason) == [
        "\(scene.item("in/turn")) is a link to turn, and links lead in a circle from there; "
          + "remove the link."
      ])
  }
}
