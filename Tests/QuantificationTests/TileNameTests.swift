import Quantification
import Testing

@Suite struct TileNameTests {
  @Test func `QuPath names give slide, region and downsample`() throws {
    let name = TileName(path: "out/Case 7 [HE] [d=2,x=1024,y=2048,w=512,h=300].ome.tif")
    guard case .region(let slide, let region) = name else {
      Issue.record("no region in \(name)")
      return
    }
    #expect(slide == "Case 7 [HE]")
    #expect([region.x, region.y, region.width, region.height] == [1024, 2048, 512, 300])
    #expect(region.downsample == 2 && region.plane == "")
  }

  @Test(arguments: [
    ("S [x=1,y=2,w=3,h=4,z=1].png", "z1"), ("S [x=1,y=2,w=3,h=4,z=0,t=3].png", "t3"),
    ("S [d=1.5,x=1,y=2,w=3,h=4,z=2,t=1].png", "z2 t1"),
  ])
  func `Focal planes and time points are told apart`(_ path: String, _ plane: String) {
    guard case .region(_, let region) = TileName(path: path) else {
      Issue.record("no region in \(path)")
      return
    }
    #expect(region.plane == plane)
  }

  @Test(arguments: [
    "S [x=1,y=2,w=3].png", "S [x=1,y=2,w=0,h=4].png", "S [x=-1,y=2,w=3,h=4].png",
    "S [d=2,5,x=1,y=2,w=3,h=4].png", "S [x=1,x=1,y=2,w=3,h=4].png", "S [d=0,x=1,y=2,w=3,h=4].png",
    "S.png", "S_1.png", "_1_2.png", "S_1_2b.png", "S_-1_2.png", "S_1_12345678901.png",
  ])
  func `Other names are plain`(_ path: String) {
    #expect(TileName(path: path) == .plain)
  }

  @Test func `Label images beside tiles are recognized`() {
    #expect(TileName(path: "S [x=0,y=0,w=8,h=8]-labelled.png") == .besideRegion)
  }

  @Test func `Names ending in two numbers give a corner`() {
    #expect(TileName(path: "a/case_1_512_1024.png") == .corner(slide: "case_1", x: 512, y: 1024))
    #expect(TileName(path: "s.svs_0_512.png") == .corner(slide: "s.svs", x: 0, y: 512))
  }

  @Test func `A region agrees with a file whose size differs by rounding only`() throws {
    guard case .region(_, let region) = TileName(path: "S [d=4,x=0,y=0,w=1001,h=998].png") else {
      Issue.record("no region")
      return
    }
    #expect(region.agrees(fileWidth: 250, fileHeight: 250))
    #expect(region.agrees(fileWidth: 251, fileHeight: 249))
    #expect(!region.agrees(fileWidth: 252, fileHeight: 250))
    #expect(!region.agrees(fileWidth: 1001, fileHeight: 998))
  }
}

@Suite struct TileGridTests {
  private func grid(_ places: [(Int, Int)], size: Int = 512) -> Bool {
    TileGrid.isPlausible(
      places.map { TileGrid.Candidate(x: $0.0, y: $0.1, size: SIMD2(size, size)) })
  }

  @Test func `Tilers' outputs are grids`() {
    #expect(grid([(0, 0), (512, 0), (0, 512), (512, 512)]))
    #expect(grid([(0, 0), (448, 0), (896, 448)]), "overlap of 64 pixels")
    #expect(grid([(10_240, 4096), (10_240, 6144)]), "tissue only, with gaps")
    #expect(grid([(100, 36), (612, 548), (1124, 36)]), "bounding box as origin")
  }

  @Test func `Names that merely end in numbers are no grid`() {
    #expect(!grid([(2, 10), (3, 50), (10, 7)]), "field numbers")
    #expect(!grid([(2021, 12), (2022, 1), (2022, 2)]), "dates")
    #expect(!grid([(1, 1000), (1, 2000)]), "a counter and a magnitude")
    #expect(!grid([(0, 0)]), "one file")
    #expect(!grid([(0, 0), (0, 0), (512, 0)]), "two at one place")
    #expect(!grid([(0, 0), (100, 0), (200, 0)]), "mostly overlapping")
    #expect(!grid([(17, 903), (2511, 40), (907, 4100)]), "random places")
  }

  @Test func `A file without size joins the grid of the others`() {
    let candidates = [
      TileGrid.Candidate(x: 0, y: 0, size: SIMD2(512, 512)),
      TileGrid.Candidate(x: 512, y: 0, size: nil),
    ]
    #expect(TileGrid.isPlausible(candidates))
    #expect(!TileGrid.isPlausible(candidates.map { .init(x: $0.x, y: $0.y, size: nil) }))
  }
}
