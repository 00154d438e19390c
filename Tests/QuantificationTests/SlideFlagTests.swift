import Hotspots
import Nuclei
import Quantification
import Raster
import SlideIO
import Stains
import Synthesis
import Testing

/// Doubts about a slide: each is raised by a slide that gives reason for it, and not by an ordinary one.
@Suite struct SlideFlagTests {
  /// A slide of 0.16 mm² and how it is measured; as it is, an ordinary one.
  private struct Trial {
    var scene = SceneParameters()
    var profile = Profile()
    var hotspot = HotspotRequest()
    var statedMicrons: Double? = 0.5

    init() {
      scene.labelling.index = 0.15
      scene.tissue.glassFraction = 0.1
    }

    func flags() throws -> [ResultFlag] {
      let folder = try TemporaryFolder()
      let scene = try SyntheticScene(seed: 17, parameters: scene, micronsPerPixel: 0.5)
      let image = scene.render(PixelRect(x: 0, y: 0, width: 800, height: 800), workers: 2)
      try ImageWriter.writePNG(image, to: folder.item("s.png"), compressionLevel: 1)
      let slide = SlideInput(
        slide: "s", caseName: "s", tiles: [TileInput(path: folder.item("s.png"), image: "s.png")],
        statedPixelSize: statedMicrons.map {
          PixelSize(xMicrons: $0, yMicrons: $0, source: .commandLine)
        })
      var settings = RunSettings(profile: profile, threads: 2)
      settings.hotspot = hotspot
      let result = QuantificationRun(
        input: RunInput(cases: [CaseInput(name: "s")], slides: [slide], rejected: []),
        settings: settings, profiles: [:], model: try NucleusModel.builtIn(),
        observer: CollectingObserver()
      ).run()
      let measured = try #require(result.slides.first)
      #expect(measured.status == .measured && measured.counts.total > 100)
      #expect(Set(measured.flags).isSubset(of: try #require(result.cases.first).flags))
      return measured.flags
    }
  }

  /// What spoils a slide so that a flag tells it.
  private static func spoil(_ trial: inout Trial, for flag: ResultFlag) throws {
    switch flag {
    case .pixelSizeUnknown: trial.statedMicrons = nil
    case .pixelSizeDoubtful: trial.statedMicrons = 1.2
    case .noPositiveNucleus: trial.scene.labelling.index = 0
    case .stainWeak:
      trial.scene.labelling.index = 0
      trial.scene.labelling.faintFraction = 0.2
    case .calibrationReferenceHigh:
      trial.scene.labelling.index = 0.85
      trial.scene.labelling.heterogeneity = 0
    case .calibrationReferenceLow:
      // Of nuclei that are less brown than this, a part is taken for less than no DAB.
      let mixed = StainVectors.reference.hematoxylin + 0.6 * StainVectors.reference.dab
      trial.profile.stains.hematoxylin = (0..<3).map { mixed[$0] }
    case .calibrationFarFromProfile: trial.profile.stains.fixedWhite = [205, 205, 205]
    case .hotspotNeedsPixelSize:
      trial.hotspot = try HotspotRequest(text: "circle:0.2mm")
      trial.statedMicrons = nil
    case .hotspotDoubtful:
      trial.scene.artifacts = [
        SlideArtifact(kind: .pigment, xMicrons: 200, yMicrons: 200, sizeMicrons: 160)
      ]
    default: Issue.record("nothing spoils a slide for \(flag)")
    }
  }

  @Test(arguments: [
    ResultFlag.pixelSizeUnknown, .pixelSizeDoubtful, .noPositiveNucleus, .stainWeak,
    .calibrationReferenceHigh, .calibrationReferenceLow, .calibrationFarFromProfile,
    .hotspotNeedsPixelSize, .hotspotDoubtful,
  ])
  func `a slide that gives reason for it is told`(flag: ResultFlag) throws {
    var trial = Trial()
    try Self.spoil(&trial, for: flag)
    #expect(try trial.flags().contains(flag))
  }

  @Test func `an ordinary slide is told nothing of the kind`() throws {
    #expect(Set(try Trial().flags()).isSubset(of: [.hotspotNotAboveChance]))
    var sized = Trial()
    sized.hotspot = try HotspotRequest(text: "circle:0.2mm")
    #expect(try !sized.flags().contains(.hotspotNeedsPixelSize))
    var fixed = Trial()
    fixed.profile.stains.fixedWhite = [240, 240, 240]
    #expect(try !fixed.flags().contains(.calibrationFarFromProfile))
  }
}
