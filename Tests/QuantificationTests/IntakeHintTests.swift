import Foundation
import Quantification
import SlideIO
import Testing

/// What would be measured twice or for nothing, or not be understood, is told.
@Suite struct IntakeHintTests {
  @Test func `Columns whose names look mistyped are told, ordinary ones are not`() throws {
    let scene = try TemporaryFolder()
    try scene.image("a.png")
    let manifest = try scene.file(
      "m.csv",
      """
      image,mitosis,mitosis_area,differentation,Cases,field diameter mm,age,sex,date,side,size,block,id
      a.png,3,2,,,,,,,,,,

      """)
    let found = try InputCollector().collect([manifest])
    let meant = [
      "mitosis": "mitoses", "mitosis_area": "mitosis_area_mm2", "Cases": "case",
      "differentation": "differentiation", "field diameter mm": "field_diameter_mm",
    ]
    let expected = meant.map { written, name in
      "\(manifest): column '\(written)' is not known and carried along; perhaps '\(name)' is meant."
    }
    #expect(Set(found.notes) == Set(expected) && found.notes.count == expected.count)
    #expect(found.cases.first?.carriedFields.count == 12)
  }

  @Test func `Another word before the same words is another column`() throws {
    let scene = try TemporaryFolder()
    try scene.image("a.png")
    let names = ["necrosis_area_mm2", "fibrosis_area_mm2", "tumor_area_mm2"]
    for name in names {
      let manifest = try scene.file("m.csv", "image,\(name)\na.png,2\n")
      #expect(try InputCollector().collect([manifest]).notes.isEmpty, "\(name)")
    }
    for name in ["mitotis_area_mm2", "mitoses_area_mm2", "nitosis_area_mm2", "mitosis_aera_mm"] {
      let manifest = try scene.file("m.csv", "image,\(name)\na.png,2\n")
      let notes = try InputCollector().collect([manifest]).notes
      #expect(notes.count == 1 && notes[0].contains("'mitosis_area_mm2' is meant"), "\(name)")
    }
  }

  @Test(arguments: [
    ("mitoses", "3 per 10 HPF"), ("mitoses", "5/10 HPF"), ("mitoses", "1.8 per 2 mm2"),
    ("mitoses", "0"), ("mitosis_area_mm2", "10"), ("mitosis_fields", "10.0"),
    ("field_diameter_mm", "0.55"),
  ])
  func `Mitoses are written as grading reads them`(column: String, text: String) throws {
    let scene = try TemporaryFolder()
    try scene.image("a.png")
    let manifest = try scene.file("m.csv", "image,\(column)\na.png,\(text)\n")
    let found = try InputCollector().collect([manifest])
    #expect(found.cases.map { $0.gradingFields[column] } == [text], "\(found.rejected)")
  }

  @Test(arguments: [
    ("mitoses", "1E+01"), ("mitoses", "-1"), ("mitoses", "+3"), ("mitoses", "<2/10 HPF"),
    ("mitoses", "5/cm2"), ("mitosis_area_mm2", "1e1"), ("mitosis_fields", "9.5"),
    ("field_diameter_mm", "550"),
  ])
  func `Numbers that grading would refuse are told with their line`(
    column: String, text: String
  ) throws {
    let scene = try TemporaryFolder()
    try scene.image("a.png")
    let manifest = try scene.file("m.csv", "image,\(column)\na.png,\(text)\n")
    let found = try InputCollector().collect([manifest])
    #expect(found.cases.isEmpty && found.rejected.map(\.input) == ["\(manifest):2"])
    #expect(found.rejected.allSatisfy { $0.reason.contains("column '\(column)' holds '\(text)'") })
  }

  @Test func `Lines that name one file by a dot or a link are told as that`() throws {
    let scene = try TemporaryFolder()
    try scene.image("a.png")
    try FileManager.default.createSymbolicLink(
      atPath: scene.item("link.png"), withDestinationPath: scene.item("a.png"))
    for other in ["./a.png", "link.png"] {
      let manifest = try scene.file("m.csv", "image\na.png\n\(other)\n")
      let found = try InputCollector().collect([manifest])
      #expect(found.slides.isEmpty)
      #expect(
        found.rejected.map(\.reason) == [
          "\(manifest):3: '\(other)' is the same file as 'a.png' on \(manifest):2; keep one line. "
            + "The slides it stands in are left out."
        ])
    }
  }

  @Test(arguments: [",", ";", "\t"])
  func `Lines of which all cells are blank are ignored`(separator: String) throws {
    let scene = try TemporaryFolder()
    try scene.image("a.png")
    let blank = ["", "  ", separator, " \(separator)\u{A0}", "\"\"\(separator)\" \""]
    let lines = blank + ["image\(separator)block"] + blank + ["a.png\(separator)1"] + blank
    let manifest = try scene.file("m.csv", lines.joined(separator: "\r\n"))
    let found = try InputCollector().collect([manifest])
    #expect(found.slides.map(\.slide) == ["a"] && found.rejected.isEmpty, "\(found.rejected)")
    let bare = try scene.file("bare.csv", "image\(separator)block\n \n")
    let reasons = try InputCollector().collect([bare]).rejected.map(\.reason)
    #expect(reasons.count == 1 && reasons[0].contains("no line below it"), "\(reasons)")
  }

  @Test func `A column beside the one that it looks like is meant as it is`() throws {
    let scene = try TemporaryFolder()
    try scene.image("a.png")
    let manifest = try scene.file(
      "m.csv", "image,mitoses,mitosis,chromogranin,chromogranin_a\na.png,,,,\n")
    #expect(try InputCollector().collect([manifest]).notes.isEmpty)
  }

  @Test func `Folders that a run made are not measured when they are named`() throws {
    let scene = try TemporaryFolder()
    try scene.file("run/ki67.sqlite")
    try scene.file("listed/run.json")
    try scene.file("listed/slides.csv")
    for name in ["run/overlays", "listed/overlays"] {
      try scene.image("\(name)/a.png")
      try scene.image("\(name)/report/a.png")
      let folder = scene.item(name)
      let found = try InputCollector().collect([folder])
      #expect(found.slides.isEmpty && found.rejected.map(\.input) == [folder])
      #expect(found.rejected.allSatisfy { $0.reason.contains("holds the results of a run") })
    }
    try scene.image("other/overlays/a.png")
    for name in ["run/images", "run/nuclei"] { try scene.image("\(name)/a.png") }
    for name in ["other/overlays", "run/images", "run/nuclei"] {
      let found = try InputCollector().collect([scene.item(name)])
      #expect(found.slides.map(\.slide) == ["a"] && found.notes.isEmpty)
    }
  }

  private func link(_ path: String, _ name: String, in scene: TemporaryFolder) throws {
    try FileManager.default.linkItem(atPath: path, toPath: scene.item(name))
  }

  @Test func `A hard link is measured once, and told`() throws {
    let scene = try TemporaryFolder()
    let first = try scene.image("in/a.png")
    try link(first, "in/a copy.png", in: scene)
    try scene.image("in/b.png")
    let note =
      "\(scene.item("in/a copy.png")) is the same file as \(first) (a hard link), which is measured "
      + "once."
    for inputs in [["in"], ["in/b.png", "in/a copy.png", "in/a.png"]] {
      let found = try InputCollector().collect(inputs.map(scene.item))
      #expect(found.slides.map(\.slide) == ["a", "b"] && found.rejected.isEmpty)
      #expect(found.notes == [note])
    }
    let alone = try InputCollector().collect([scene.item("in/a copy.png")])
    #expect(alone.slides.map(\.slide) == ["a copy"] && alone.notes.isEmpty)
    let manifest = try scene.file("m.csv", "image,case\nin/a copy.png,K\n")
    let described = try InputCollector().collect([scene.item("in"), manifest])
    #expect(described.slides.map(\.slide) == ["a copy", "b"])
    #expect(described.cases.map(\.name) == ["b", "K"])
    let told =
      "\(first) is the same file as \(scene.item("in/a copy.png")) (a hard link), which a manifest "
      + "names."
    #expect(described.notes == [told])
  }

  @Test func `Tiles at different places may be one file`() throws {
    let scene = try TemporaryFolder()
    let glass = try scene.image("in/S [x=0,y=0,w=8,h=8].png")
    try link(glass, "in/S [x=8,y=0,w=8,h=8].png", in: scene)
    try link(glass, "in/t_0_0.png", in: scene)
    try link(glass, "in/t_8_0.png", in: scene)
    try link(glass, "in/u_0_0.png", in: scene)
    try scene.image("in/u_8_0.png")
    let found = try InputCollector().collect([scene.item("in")])
    #expect(found.slides.map(\.tiles.count) == [2, 2, 2] && found.notes.isEmpty)
  }

  @Test func `A placed tile stays although a manifest names a hard link to it`() throws {
    let scene = try TemporaryFolder()
    let glass = try scene.image("A/glass.png")
    for name in ["B [x=8,y=0,w=8,h=8]", "t_8_0"] { try scene.image("B/\(name).png") }
    for name in ["B [x=0,y=0,w=8,h=8]", "t_0_0", "copy"] {
      try link(glass, "B/\(name).png", in: scene)
    }
    let manifest = try scene.file("A/m.csv", "image\nglass.png\n")
    let found = try InputCollector().collect([manifest, scene.item("B")])
    #expect(found.slides.map(\.slide) == ["B", "glass", "t"] && found.rejected.isEmpty)
    #expect(found.slides.map(\.tiles.count) == [2, 1, 2])
    let note =
      "\(scene.item("B/copy.png")) is the same file as \(glass) (a hard link), which a manifest "
      + "names."
    #expect(found.notes == [note])
  }

  @Test func `Two numbers that end a name are a place only where a slide comes of it`() throws {
    let scene = try TemporaryFolder()
    let first = try scene.image("in/IMG_2024_0012.png")
    try link(first, "in/copy_2024_0012.png", in: scene)
    let found = try InputCollector().collect([scene.item("in")])
    #expect(found.slides.map(\.slide) == ["IMG_2024_0012"])
    let note =
      "\(scene.item("in/copy_2024_0012.png")) is the same file as \(first) (a hard link), which is "
      + "measured once."
    #expect(found.notes == [note])
  }
}
