import Foundation
import Nuclei
import Quantification
import Testing

@Suite struct ProfileTests {
  /// A profile that differs from the default in every parameter.
  private var unusual: Profile {
    var profile = Profile()
    profile.name = "Lab \"A\" \\ 1: #2"
    profile.stains.whiteQuantile = 0.975
    profile.stains.darkestWhite = 180.5
    profile.stains.fixedWhite = [240, 238.25, 251]
    profile.stains.hematoxylin = [0.7, 0.65, 0.3]
    profile.stains.dab = [0.25, 0.55, -0.01]
    profile.detection.workingMicronsPerPixel = 0.45
    profile.detection.seedSizesMicrons = [1.25, 3]
    profile.detection.candidateThreshold = 1e-5
    profile.detection.raySmoothingMicrons = 0.7
    profile.detection.edgeFloor = 0.02
    profile.detection.centeringRounds = 1
    profile.detection.firstRadiusPull = 0.2
    profile.detection.laterRadiusPull = 0.05
    profile.detection.valleyPenalty = 0.25
    profile.detection.raggednessPenalty = 0.1
    profile.detection.overlapEnlargement = 1.25
    profile.detection.scoreThreshold = 0.333333333333333
    profile.positivity.referencePercentile = 12.5
    profile.positivity.lowestReferenceOD = -0.2
    profile.positivity.highestReferenceOD = 0.125
    profile.positivity.fewestNuclei = 20
    profile.positivity.cutAboveReferenceOD = 0.17
    profile.positivity.usualCutOD = 0.19
    profile.positivity.evidentAboveReferenceOD = 0.3
    profile.positivity.fewestEvident = 7
    profile.positivity.cutShare = 0.25
    profile.positivity.lowestCutOD = 0.14
    profile.positivity.highestCutOD = 0.4
    profile.positivity.probabilitySpreadBelow = 0.16
    profile.positivity.probabilitySpreadAbove = 0.6
    profile.positivity.moderateAboveCutOD = 0.3
    profile.positivity.strongAboveCutOD = 0.9
    profile.positivity.leastHematoxylinOD = 0.04
    profile.positivity.fixedReferenceOD = -0.05
    profile.tumor.exclude = [.stroma, .outOfFocus]
    profile.tumor.fewestNuclei = 30
    profile.tumor.lymphocyteLargestArea = 0.31
    profile.tumor.lymphocyteLargestElongation = 1.4
    profile.tumor.lymphocyteLeastHematoxylin = 1.3
    profile.tumor.stromaLeastElongation = 1.7
    profile.tumor.stromaLargestWidth = 0.51
    profile.tumor.debrisLargestArea = 0.26
    profile.tumor.blurLargestContrast = 0.61
    profile.tumor.blurLargestHematoxylin = 0.52
    profile.tumor.blurLargestSharpness = 1.1
    profile.tumor.fixedAreaSquareMicrons = 50
    profile.tumor.fixedWidthMicrons = 7
    profile.tumor.fixedEdgeSharpness = 0.4
    profile.tumor.fixedHematoxylinOD = 0.35
    profile.tumor.fixedContrast = 0.15
    return profile
  }

  @Test func `Every field of the profile is in the file under its own name`() {
    func check<Section>(_ section: Section, _ parameters: [ProfileParameter<Section>]) {
      let fields = Mirror(reflecting: section).children.compactMap(\.label)
      #expect(parameters.map(\.key).sorted() == fields.map(snakeCase).sorted())
    }
    check(StainParameters(), StainParameters.profileParameters)
    check(DetectionParameters(), DetectionParameters.profileParameters)
    check(PositivityParameters(), PositivityParameters.profileParameters)
    check(TumorParameters(), TumorParameters.profileParameters)
  }

  private func snakeCase(_ name: String) -> String {
    var result = ""
    var wasLower = false
    for character in name {
      if character.isUppercase, wasLower { result += "_" }
      wasLower = character.isLowercase
      result += character.lowercased()
    }
    return result
  }

  @Test func `What is written is read back`() throws {
    #expect(try Profile(yaml: Profile().yaml, path: "p") == Profile())
    #expect(try Profile(yaml: unusual.yaml, path: "p") == unusual)
    #expect(unusual.yaml != Profile().yaml)
    let folder = try TemporaryFolder()
    try unusual.save(to: folder.item("p.yaml"))
    #expect(try Profile.load(path: folder.item("p.yaml")) == unusual)
  }

  @Test func `The documented profile is the default one`() throws {
    let text = try String(contentsOfFile: "\(Repository.root)/docs/profile.yaml", encoding: .utf8)
    #expect(text == Profile().yaml)
  }

  @Test func `Lines left out keep their defaults`() throws {
    var expected = Profile()
    #expect(try Profile(yaml: "", path: "p") == expected)
    #expect(try Profile(yaml: "# nothing\nstains:\n", path: "p") == expected)
    expected.positivity.fewestNuclei = 9
    expected.stains.dab = [0.2, 0.5, 0.8]
    let text = "positivity: {fewest_nuclei: 9}\nstains:\n  dab: [0.2, 0.5, 0.8]\n  hematoxylin: ~\n"
    #expect(try Profile(yaml: text, path: "p") == expected)
  }

  @Test(arguments: [
    (
      "detection:\n  score_treshold: 0.3",
      "p:2: there is no parameter 'score_treshold'; perhaps 'score_threshold' is meant."
    ),
    (
      "stains:\n  score_threshold: 0.3",
      "p:2: there is no parameter 'score_threshold'; it belongs below 'detection:'."
    ),
    ("Stains: {}", "p:1: there is no parameter 'Stains'; perhaps 'stains' is meant."),
    (
      "detection:\n  xyz: 1",
      "p:2: there is no parameter 'xyz'; known here: working_microns_per_pixel, "
        + "seed_sizes_microns, candidate_threshold, ray_smoothing_microns, edge_floor, "
        + "centering_rounds, first_radius_pull, later_radius_pull, valley_penalty, "
        + "raggedness_penalty, score_threshold, overlap_enlargement."
    ),
    (
      "detection:\n  score_threshold: 1.5",
      "p:2: 'score_threshold' is '1.5'; expected score, 0 to 1."
    ),
    (
      "detection:\n  score_threshold: 0,3",
      "p:2: 'score_threshold' is '0,3'; expected score, 0 to 1."
    ),
    (
      "detection:\n  score_threshold: .nan",
      "p:2: 'score_threshold' is '.nan'; expected score, 0 to 1."
    ),
    (
      "detection:\n  score_threshold: [1]",
      "p:2: 'score_threshold' is [1]; expected score, 0 to 1."
    ),
    (
      "detection:\n  score_threshold:\n    a: 1",
      "p:2: 'score_threshold' is a group of keys; expected score, 0 to 1."
    ),
    (
      "detection:\n  score_threshold:",
      "p:2: 'score_threshold' is empty; expected score, 0 to 1."
    ),
    (
      "positivity:\n  fewest_nuclei: 8.5",
      "p:2: 'fewest_nuclei' is '8.5'; expected whole number of nuclei, 1 to 1000000."
    ),
    (
      "detection:\n  seed_sizes_microns: [2, 1.4]",
      "p:2: 'seed_sizes_microns' is [2, 1.4]; expected [number, …], one to eight, ascending, each "
        + "µm, 1 to 10."
    ),
    (
      "detection:\n  seed_sizes_microns: []",
      "p:2: 'seed_sizes_microns' is []; expected [number, …], one to eight, ascending, each µm, "
        + "1 to 10."
    ),
    (
      "tumor:\n  exclude: [stroma, tumor]",
      "p:2: 'exclude' is [stroma, tumor]; expected list of lymphocyte, stroma, debris, "
        + "out_of_focus."
    ),
    (
      "tumor:\n  exclude: stroma",
      "p:2: 'exclude' is 'stroma'; expected list of lymphocyte, stroma, debris, out_of_focus."
    ),
    (
      "stains:\n  fixed_white: [255, 255]",
      "p:2: 'fixed_white' is [255, 255]; expected [red, green, blue], each an intensity, "
        + "1 to 255, or null."
    ),
    (
      "stains:\n  fixed_white: [255, 0, 255]",
      "p:2: 'fixed_white' is [255, 0, 255]; expected [red, green, blue], each an intensity, "
        + "1 to 255, or null."
    ),
    (
      "positivity:\n  fixed_reference_od: no",
      "p:2: 'fixed_reference_od' is 'no'; expected DAB optical density, -1 to 3, or null."
    ),
    ("stains: 3", "p:1: 'stains' is '3'; expected its parameters, indented below it."),
    ("name: [a]", "p:1: 'name' is [a]; expected a name on one line."),
    ("- a", "p:1: the profile is not valid YAML: found [a], expected keys such as 'stains:'."),
    (
      "positivity: {lowest_reference_od: 0.3, highest_reference_od: 0.1}",
      "p: lowest_reference_od (0.3) lies above highest_reference_od (0.1); exchange or correct "
        + "them."
    ),
    (
      "stains: {dab: [0.65, 0.7, 0.29]}",
      "p: profile: the hematoxylin and DAB vectors are equal or empty; give two different "
        + "directions."
    ),
  ])
  func `Mistakes are named with line, finding and expectation`(_ text: String, _ message: String) {
    let error = #expect(throws: ProfileError.self) { try Profile(yaml: text, path: "p") }
    #expect(error?.description == message)
  }

  @Test(arguments: ["a: [1", "a: b: c", "stains: {}\nstains: {}", "\ta: 1", "a: 1\n---\nb: 2"])
  func `Text that is no YAML is refused with a line`(_ text: String) {
    let error = #expect(throws: ProfileError.self) { try Profile(yaml: text, path: "p") }
    guard case .malformed(_, let line, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(line >= 1)
  }

  @Test func `A missing file and an unwritable one are named with the reason`() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: ProfileError.self) { try Profile.load(path: folder.item("no")) }
    #expect(
      missing?.description
        == "\(folder.item("no")): the profile cannot be read: there is no such file or folder.")
    let unwritable = #expect(throws: ProfileError.self) {
      try Profile().save(to: folder.item("no/p.yaml"))
    }
    #expect(
      unwritable?.description == "\(folder.item("no/p.yaml")): the profile cannot be written: "
        + "there is no such file or folder.")
    let isFolder = #expect(throws: ProfileError.self) { try Profile.load(path: folder.path) }
    #expect(isFolder?.description.hasSuffix("the profile cannot be read: it is a folder.") == true)
  }

  @Test func `classes with line ends and other signs come back`() throws {
    var profile = Profile()
    profile.regions.exclude = ["a\nb", "x\r\n", "tab\t\u{2028}\u{85}\"\\", "Ki-67 µm 😐 "]
    profile.name = "\u{202E}odd"
    #expect(try Profile(yaml: profile.yaml, path: "p") == profile)
  }
}
