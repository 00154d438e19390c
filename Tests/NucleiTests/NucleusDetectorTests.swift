import Foundation
import Nuclei
import Raster
import Stains
import Testing

@Suite struct NucleusDetectorTests {
  @Test func `finds every disc once and calls the brown ones positive`() throws {
    let discs = DiscScene.lattice(columns: 10, rows: 8, spacing: 40, seed: 1)
    let image = DiscScene.image(width: 400, height: 320, discs: discs)
    let detector = try DiscScene.detector(width: 400, height: 320)
    let (nuclei, _) = NucleusSelection.nuclei(
      from: DiscScene.candidates(image, detector: detector, unitSide: 512), grid: detector.grid,
      detection: detector.parameters, parameters: PositivityParameters(), accepts: { _, _ in true })
    #expect(nuclei.count == discs.count)
    for disc in discs {
      let nearest = nuclei.min {
        hypot($0.x - disc.x, $0.y - disc.y) < hypot($1.x - disc.x, $1.y - disc.y)
      }
      let nucleus = try #require(nearest)
      #expect(hypot(nucleus.x - disc.x, nucleus.y - disc.y) < 1.5)
      #expect(nucleus.isPositive == (disc.dab > 0))
      let area = Double.pi * disc.radius * disc.radius * 0.25
      #expect(abs(Double(nucleus.areaSquareMicrons) / area - 1) < 0.35)
    }
  }

  /// The defaults, and settings with wider and with narrower surroundings.
  private static var settings: [DetectionParameters] {
    var wide = DetectionParameters()
    wide.seedSizesMicrons = [1, 3, 6]
    wide.raySmoothingMicrons = 2
    wide.centeringRounds = 4
    wide.firstRadiusPull = 0
    var narrow = DetectionParameters()
    narrow.seedSizesMicrons = [2]
    narrow.raySmoothingMicrons = 0
    narrow.centeringRounds = 0
    narrow.valleyPenalty = 0
    narrow.raggednessPenalty = 0
    return [DetectionParameters(), wide, narrow]
  }

  @Test(arguments: 1...5, settings)
  func `slivers at the edge of a slide have surroundings`(
    rest: Int, parameters: DetectionParameters
  ) throws {
    let (width, height) = (192 + rest, 128 + rest)
    let discs = DiscScene.lattice(columns: 6, rows: 4, spacing: 32, seed: 3)
    let image = DiscScene.image(width: width, height: height, discs: discs)
    let detector = try DiscScene.detector(width: width, height: height, parameters: parameters)
    let whole = DiscScene.candidates(image, detector: detector, unitSide: 512)
    let cut = DiscScene.candidates(image, detector: detector, unitSide: 64)
    #expect(!whole.isEmpty && Set(cut.map(\.x2)) == Set(whole.map(\.x2)))
  }

  @Test(arguments: [64, 96, 248], settings)
  func `gives the same candidates however the slide is cut`(
    side: Int, parameters: DetectionParameters
  ) throws {
    let discs = DiscScene.lattice(columns: 9, rows: 7, spacing: 33, seed: 2)
    let image = DiscScene.image(width: 297, height: 231, discs: discs)
    let detector = try DiscScene.detector(width: 297, height: 231, parameters: parameters)
    // Seeds on both sides of a cut may agree on one outline, which is then found twice and alike.
    func distinct(_ candidates: [CandidateNucleus]) -> [CandidateNucleus] {
      candidates.sorted {
        ($0.y2, $0.x2, $0.areaSquareMicrons, $0.score) < (
          $1.y2, $1.x2, $1.areaSquareMicrons, $1.score
        )
      }.reduce(into: []) { found, candidate in
        if found.last != candidate { found.append(candidate) }
      }
    }
    let whole = distinct(DiscScene.candidates(image, detector: detector, unitSide: 512))
    let parts = distinct(DiscScene.candidates(image, detector: detector, unitSide: side))
    #expect(whole.count > 50)
    #expect(whole == parts)
  }

  @Test func `finds nothing on glass`() throws {
    let image = DiscScene.image(width: 200, height: 200, discs: [])
    let detector = try DiscScene.detector(width: 200, height: 200)
    #expect(DiscScene.candidates(image, detector: detector, unitSide: 256).isEmpty)
  }

  @Test(arguments: [1, 2, 3, 7])
  func `handles pictures of a few pixels`(size: Int) throws {
    let image = DiscScene.image(width: size, height: size, discs: [])
    let detector = try DiscScene.detector(width: size, height: size, micronsPerPixel: 0.25)
    #expect(DiscScene.candidates(image, detector: detector, unitSide: 64).isEmpty)
  }

  @Test func `measures the mean stain inside the outline`() throws {
    let disc = DiscScene.Disc(x: 60, y: 60, radius: 9, hematoxylin: 0.2, dab: 0.5)
    let image = DiscScene.image(width: 120, height: 120, discs: [disc])
    let detector = try DiscScene.detector(width: 120, height: 120)
    let found = DiscScene.candidates(image, detector: detector, unitSide: 256)
    let best = try #require(found.max { $0.score < $1.score })
    #expect(abs(best.dabOD - 0.5) < 0.05)
    #expect(abs(best.hematoxylinOD - 0.2) < 0.05)
  }

  @Test(arguments: [0.25, 0.31, 0.5, 0.55])
  func `every instruction set finds the same candidates`(micronsPerPixel: Double) throws {
    let image = DiscScene.image(
      width: 260, height: 200,
      discs: DiscScene.lattice(columns: 10, rows: 8, spacing: 25, seed: 3))
    let detector = try DiscScene.detector(
      width: image.width, height: image.height, micronsPerPixel: micronsPerPixel)
    let plain = DiscScene.candidates(
      image, detector: detector, unitSide: 512, instructions: .baseline)
    #expect(plain.count > 20)
    for set in InstructionSet.allCases where set.isAvailable {
      let found = DiscScene.candidates(
        image, detector: detector, unitSide: 512, instructions: set)
      #expect(found == plain)
    }
  }

  @Test(arguments: [32, 64, 128, 512])
  func `survivors of units make the same nuclei as all candidates`(side: Int) throws {
    let image = DiscScene.image(
      width: 400, height: 300,
      discs: DiscScene.lattice(columns: 25, rows: 18, spacing: 16, seed: 11))
    let detector = try DiscScene.detector(width: image.width, height: image.height)
    func nuclei(_ candidates: [CandidateNucleus]) -> [Nucleus] {
      NucleusSelection.nuclei(
        from: candidates, grid: detector.grid, detection: detector.parameters,
        parameters: PositivityParameters(), accepts: { _, _ in true }
      ).nuclei
    }
    // What is not accepted drops nothing.
    func accepts(_ candidate: CandidateNucleus) -> Bool { candidate.x2 % 7 != 0 }
    let all = DiscScene.candidates(image, detector: detector, unitSide: side)
    let workspace = DetectionWorkspace(parameters: detector.parameters)
    let survivors = detector.grid.units(side: side).flatMap { unit in
      detector.survivors(
        in: unit, source: image, at: image.bounds, workspace: workspace, accepts: accepts)
    }
    #expect(nuclei(survivors) == nuclei(all.filter(accepts)))
    #expect(survivors.count < all.count)
  }
}
