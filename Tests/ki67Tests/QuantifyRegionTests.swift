import Foundation
import Testing

/// `--roi` with annotation files, as a person uses it.
@Suite("ki67 quantify with regions")
struct QuantifyRegionTests {
  /// A folder with a slide of four placed tiles of 200 pixels, 0.5 µm each.
  private func folder() throws -> WorkFolder {
    let folder = try WorkFolder()
    try folder.synthesize(
      "in", name: "slide",
      ["--width", "400", "--height", "400", "--tiles", "200", "--seed", "4", "--index", "0.3"])
    return folder
  }

  private func quantify(_ folder: WorkFolder, _ options: [String]) throws -> Ki67Run {
    try folder.ki67(["quantify", "in/images", "--out", "results"] + options)
  }

  /// Left half and right half, as the three programs write them.
  private static let files = [
    (
      "halves.geojson",
      """
      [{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[200,0],[200,400],[0,400],\
      [0,0]]]},"properties":{"name":"left","classification":{"name":"Tumor"}}},
      {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[200,0],[400,0],[400,400],\
      [200,400],[200,0]]]},"properties":{"name":"right","classification":{"name":"Tumor"}}}]
      """
    ),
    (
      "halves.xml",
      """
      <Annotations MicronsPerPixel="0.5"><Annotation Id="1" Name="Tumor"><Regions>
      <Region Type="1" Text="left"><Vertices><Vertex X="0" Y="0"/><Vertex X="200" Y="0"/>
      <Vertex X="200" Y="400"/><Vertex X="0" Y="400"/></Vertices></Region>
      <Region Type="0" Text="right"><Vertices><Vertex X="200" Y="0"/><Vertex X="400" Y="0"/>
      <Vertex X="400" Y="400"/><Vertex X="200" Y="400"/></Vertices></Region>
      </Regions></Annotation></Annotations>
      """
    ),
    (
      "asap.txt",
      """
      <ASAP_Annotations><Annotations>
      <Annotation Name="left" Type="Rectangle" PartOfGroup="Tumor"><Coordinates>
      <Coordinate Order="0" X="0" Y="0"/><Coordinate Order="1" X="200" Y="400"/></Coordinates>
      </Annotation><Annotation Name="right" Type="Polygon" PartOfGroup="Tumor"><Coordinates>
      <Coordinate Order="0" X="200" Y="0"/><Coordinate Order="3" X="200" Y="400"/>
      <Coordinate Order="1" X="400" Y="0"/><Coordinate Order="2" X="400" Y="400"/></Coordinates>
      </Annotation></Annotations></ASAP_Annotations>
      """
    ),
  ]

  @Test func `all formats divide a slide alike, and the parts add up to it`() throws {
    let folder = try folder()
    let run = try quantify(folder, [])
    #expect(run.exitCode == 0)
    let whole = try #require(try folder.rows("results/slides.csv").first)
    #expect(try folder.rows("results/regions.csv").isEmpty)
    for (name, text) in Self.files {
      try folder.write(name, text)
      let run = try quantify(folder, ["--fresh", "--roi", name])
      #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
      let regions = try folder.rows("results/regions.csv")
      #expect(regions.map { $0["region"] } == ["left", "right"], "\(name)")
      #expect(regions.map { $0["area_mm2"] } == ["0.020000", "0.020000"])
      for column in ["total", "positive", "kind_tumor"] {
        let parts = regions.compactMap { $0[column].flatMap(Int.init) }
        #expect(parts.count == 2 && parts.allSatisfy { $0 > 5 })
        #expect("\(parts.reduce(0, +))" == whole[column], "\(name) \(column)")
      }
      let slide = try #require(try folder.rows("results/slides.csv").first)
      #expect(slide["total"] == whole["total"] && slide["measured_area_mm2"] == "0.040000")
    }
  }

  @Test func `a profile decides which classes are measured`() throws {
    let folder = try folder()
    try folder.write("r.geojson", Self.files[0].1.replacing("\"Tumor\"}}}]", with: "\"Islet\"}}}]"))
    try folder.write("lab.yaml", "regions:\n  include: [Islet]\n  exclude: [Tumor]\n")
    _ = try quantify(folder, ["--roi", "r.geojson", "--profile", "lab.yaml"])
    let regions = try folder.rows("results/regions.csv")
    #expect(regions.map { $0["role"] } == ["exclude", "include"])
    let nuclei = try folder.rows("results/nuclei/slide.csv")
    #expect(nuclei.count > 20)
    #expect(nuclei.allSatisfy { Double($0["slide_x"] ?? "") ?? 0 >= 200 })
  }

  /// Left half and right half, the upper quarter of which a region before them leaves out.
  private static let threeRegions =
    """
    [{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[400,0],[400,100],[0,100],\
    [0,0]]]},"properties":{"classification":{"name":"Stroma"}}},
    """ + String(files[0].1.dropFirst())

  @Test func `a table of nuclei that is written again tells the same regions`() throws {
    let folder = try folder()
    try folder.write("r.geojson", Self.threeRegions)
    #expect(try quantify(folder, ["--roi", "r.geojson"]).exitCode == 0)
    let first = try folder.files("results/nuclei")
    let regions = Set(try folder.rows("results/nuclei/slide.csv").map { $0["region"] })
    #expect(regions == ["left", "right"])
    try FileManager.default.removeItem(at: folder.path("results/nuclei/slide.csv"))
    let again = try quantify(folder, ["--roi", "r.geojson"])
    #expect(again.exitCode == 0 && again.errors.contains("1 slide taken from the earlier run"))
    #expect(try folder.files("results/nuclei") == first)
    let without = try quantify(folder, ["--roi", "r.geojson", "--fresh", "--nuclei", "none"])
    #expect(without.exitCode == 0)
    #expect(!folder.exists("results/nuclei/slide.csv"))
    #expect(try quantify(folder, ["--roi", "r.geojson"]).exitCode == 0)
    #expect(try folder.files("results/nuclei") == first)
  }

  @Test func `a run without a table is joined if its region file is there, else refused`() throws {
    let folder = try folder()
    try folder.write("r.geojson", Self.threeRegions)
    #expect(try quantify(folder, ["--roi", "r.geojson"]).exitCode == 0)
    let first = try folder.files("results/nuclei")
    try FileManager.default.removeItem(at: folder.path("results/nuclei/slide.csv"))
    let merged = try folder.ki67(["merge", "results", "--out", "joint"])
    #expect(merged.exitCode == 0, "\(merged.errors)")
    #expect(try folder.files("joint/nuclei") == first)
    try folder.write("r.geojson", Self.files[0].1)
    let refused = try folder.ki67(["merge", "results", "--out", "other"])
    #expect(refused.exitCode == 1)
    for text in ["nuclei/slide.csv: the table is missing", "r.geojson: found another file"] {
      #expect(refused.errors.contains(text), "\(refused.errors)")
    }
  }

  @Test func `what is passed over is told on standard error`() throws {
    let folder = try folder()
    let text = Self.files[0].1.replacing(
      "[{\"type\"",
      with: """
        [{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{}},{"type"
        """, maxReplacements: 1)
    try folder.write("r.geojson", text)
    let run = try quantify(folder, ["--roi", "r.geojson"])
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("r.geojson: 1 point annotation ignored (points enclose nothing)"))
    let quiet = try quantify(folder, ["--roi", "r.geojson", "--quiet"])
    #expect(quiet.exitCode == 0 && quiet.errors.isEmpty)
  }

  @Test(arguments: [
    ("{\"type\":\"Feature\"", "line 1, byte 18: found the end of the file"),
    ("<!DOCTYPE x [<!ENTITY e SYSTEM \"/etc/passwd\">]><Annotations/>", "never read"),
    ("x,y\n1,2\n", "is of an unknown kind; expected GeoJSON of QuPath"),
    (
      files[0].1.replacing("[0,0]", with: "[0,\"0\"]"), "expected a number; export it again"
    ),
    (
      "{\"type\":\"Polygon\",\"coordinates\":[[[900,10],[950,10],[950,50],[900,10]]]}",
      "expected full-resolution pixels of this slide"
    ),
    (files[0].1.replacing("Tumor", with: "Ignore*"), "leaves nothing to measure"),
  ]) func `a bad file fails the slide with a reason and without numbers`(
    text: String, says: String
  ) throws {
    let folder = try folder()
    try folder.write("r.geojson", text)
    let run = try quantify(folder, ["--roi", "r.geojson"])
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("r.geojson") && run.errors.contains(says), "\(run.errors)")
    let slide = try #require(try folder.rows("results/slides.csv").first)
    #expect(slide["status"] == "failed" && slide["total"] == "" && slide["error"] != "")
    #expect(try folder.rows("results/regions.csv").isEmpty)
  }

  @Test func `a manifest names the regions of each slide; --roi for several is refused`() throws {
    let folder = try WorkFolder()
    for name in ["a", "b"] { try folder.writeGlass("\(name).png", width: 100) }
    try folder.write(
      "a.geojson",
      """
      {"type":"Polygon","coordinates":[[[10,10],[50,10],[50,50],[10,50],[10,10]]]}
      """)
    try folder.write("m.csv", "image,roi,mpp\na.png,a.geojson,0.5\nb.png,,0.5\n")
    let run = try folder.ki67(["quantify", "m.csv", "--out", "out"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let regions = try folder.rows("out/regions.csv")
    #expect(regions.map { $0["slide"] } == ["a"] && regions[0]["area_mm2"] == "0.000400")
    let both = try folder.ki67(["quantify", "a.png", "b.png", "--roi", "a.geojson", "--out", "o"])
    #expect(
      both.exitCode == 1 && both.errors.contains("2 slides would have these regions (a, b)"))
  }
}
