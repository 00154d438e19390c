import Foundation
import Quantification
import Raster
import SlideIO
import Stains
import Testing

@Suite struct StainSurveyTests {
  /// An image of glass, blue and brown patches.
  private func stained(_ scene: TemporaryFolder, _ name: String, brown: RGBColor) throws
    -> TileInput
  {
    var image = RGBImage(
      width: 90, height: 60, filledWith: RGBColor(red: 230, green: 231, blue: 232))
    for y in 0..<60 {
      for x in 0..<60 {
        image[x, y] = x < 40 ? RGBColor(red: 90, green: 80, blue: 150) : brown
      }
    }
    try ImageWriter.writePNG(image, to: scene.item(name))
    return TileInput(path: scene.item(name), image: name)
  }

  @Test func `Images are measured one by one and together, the same for any number of workers`()
    throws
  {
    let scene = try TemporaryFolder()
    let images = try [
      stained(scene, "a.png", brown: RGBColor(red: 140, green: 95, blue: 50)),
      stained(scene, "b.png", brown: RGBColor(red: 110, green: 60, blue: 25)),
      TileInput(path: scene.item("gone.png"), image: "gone.png"),
    ]
    let survey = StainSurvey(images: images)
    #expect(survey.items.map(\.image) == ["a.png", "b.png", "gone.png"])
    let estimates = survey.items.map { try? $0.outcome.get() }
    #expect(estimates[0]?.white == SIMD3(230, 231, 232) && estimates[0]?.pixelCount == 3600)
    #expect(estimates[0]?.doubts == [] && estimates[1]?.doubts == [])
    #expect(estimates[0]?.vectors != estimates[1]?.vectors)
    #expect(throws: ImageFileError.missing(path: scene.item("gone.png"))) {
      try survey.items[2].outcome.get()
    }
    let pooled = try #require(survey.pooled)
    #expect(pooled.pixelCount == 7200)
    let other = StainSurvey(images: images.reversed(), workers: 3)
    #expect(other.pooled == pooled)
    #expect(other.items.reversed().map { try? $0.outcome.get() } == estimates)
  }

  @Test func `An image that is too large is refused without an option that there is not`() throws {
    let scene = try TemporaryFolder()
    let image = try stained(scene, "a.png", brown: RGBColor(red: 140, green: 95, blue: 50))
    let reader = ImageReader(memoryLimitBytes: 10_000)
    let refusal = ImageFileError.unsupported(
      path: image.path,
      feature: "decoding 90 x 60 pixels, which needs 1 MiB where the limit is 1 MiB",
      remedy: "cut the image into tiles")
    let survey = StainSurvey(images: [image], reader: reader)
    #expect(throws: refusal) { try survey.items[0].outcome.get() }
    #expect(throws: refusal) {
      try StainSurvey.picture(of: image, white: SIMD3(repeating: 255), reader: reader)
    }
  }

  @Test func `Nothing readable gives nothing`() {
    let survey = StainSurvey(images: [TileInput(path: "/no/such.png", image: "such.png")])
    #expect(survey.pooled == nil && survey.items.count == 1)
  }

  @Test func `Fixed stains are written with few digits, the reference stays open`() throws {
    var parameters = StainParameters()
    let vectors = try #require(
      StainVectors(hematoxylin: SIMD3(0.9, 0.4, 0.1), dab: StainVectors.reference.dab))
    parameters.fix(white: SIMD3(240.123, 239, 238), vectors: vectors)
    #expect(parameters.fixedWhite == [240.12, 239, 238])
    #expect(parameters.hematoxylin == [0.90914, 0.40406, 0.10102] && parameters.dab == nil)
    parameters.fix(white: nil, vectors: .reference)
    #expect(parameters == StainParameters())
  }

  /// Slides of one laboratory and one batch: cyan hematoxylin, 30 to 35° from the reference.
  @Test(.enabled(if: Repository.shared != nil, "needs the shared images"))
  func `Real slides of one batch give nearly the same stains`() throws {
    let folder = "\(Repository.shared ?? "")/data/ki67-dev/images"
    let images = (1...12).map { number in
      let name = number < 10 ? "irb_0\(number).png" : "irb_\(number).png"
      return TileInput(path: "\(folder)/\(name)", image: name)
    }
    let survey = StainSurvey(images: images, workers: 2)
    let pooled = try #require(survey.pooled)
    for item in survey.items {
      let estimate = try item.outcome.get()
      #expect(estimate.doubts.isEmpty, "\(item.image)")
      let hematoxylin = estimate.vectors.hematoxylin
      #expect(StainVectors.angleDegrees(hematoxylin, pooled.vectors.hematoxylin) < 5)
    }
  }
}
