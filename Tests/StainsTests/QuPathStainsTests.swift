import Stains
import Testing

@Suite struct QuPathStainsTests {
  /// The line QuPath writes for its default H-DAB setting.
  static let line = """
    setColorDeconvolutionStains('{"Name" : "H-DAB default", "Stain 1" : "Hematoxylin", \
    "Values 1" : "0.65111 0.70119 0.29049", "Stain 2" : "DAB", \
    "Values 2" : "0.26917 0.56824 0.77759", "Background" : "255 255 255"}');
    """

  @Test func `The reference is written as QuPath writes its default`() {
    let stains = QuPathStains(
      name: "H-DAB default", vectors: .reference, background: SIMD3(repeating: 255))
    #expect(stains.script == Self.line)
  }

  @Test func `What QuPath writes is read`() throws {
    let stains = try QuPathStains(script: Self.line)
    #expect(stains.name == "H-DAB default" && stains.background == SIMD3(repeating: 255))
    #expect(StainVectors.angleDegrees(stains.vectors.dab, StainVectors.reference.dab) < 1e-3)
    #expect(stains.script == Self.line)
  }

  @Test func `Scripts, bare JSON, other order and other spelling are read`() throws {
    let script = """
      setImageType('BRIGHTFIELD_H_DAB');
      setColorDeconvolutionStains('{"Name" : "old", "Stain 1" : "x"}');
      setColorDeconvolutionStains('{"Stain 1":"DAB","Values 1":"0.27  0.57 0.78","Stain 2":\
      "Haematoxylin","Values 2":"0.65 0.7 0.29","Background":" 240 238.5 230 "}');
      selectAnnotations();
      """
    let stains = try QuPathStains(script: script)
    #expect(StainVectors.angleDegrees(stains.vectors.dab, StainVectors.reference.dab) < 1e-5)
    #expect(stains.background == SIMD3(240, 238.5, 230) && stains.name == "QuPath")
    let json = script.split(separator: "'").first { $0.contains("Haem") }
    #expect(try QuPathStains(script: String(json ?? "")) == stains)
  }

  @Test(arguments: [
    ("", QuPathStains.ParseError.noSetting),
    ("setColorDeconvolutionStains('", .noSetting),
    ("setColorDeconvolutionStains('{\"Stain 1\":", .notJSON),
    ("{\"Stain 1\": 3}", .notJSON),
    ("{\"Stain 1\": \"DAB\"}", .missingField(name: "Stain 2")),
    (
      "{\"Stain 1\": \"Hematoxylin\", \"Stain 2\": \"Eosin\"}",
      .otherStains(found: "Hematoxylin and Eosin")
    ),
    (
      line.replacing("0.56824", with: "0,56824"),
      .badNumbers(field: "Values 2", found: "0.26917 0,56824 0.77759")
    ),
    (
      line.replacing("255 255 255", with: "255 255 0"),
      .badNumbers(field: "Background", found: "255 255 0")
    ),
    (
      line.replacing("0.29049", with: "nan"),
      .badNumbers(field: "Values 1", found: "0.65111 0.70119 nan")
    ),
    (line.replacing("0.26917 0.56824 0.77759", with: "0.65111 0.70119 0.29049"), .vectorsCoincide),
  ])
  func `Anything else is refused with the reason`(
    _ script: String, _ error: QuPathStains.ParseError
  ) {
    #expect(throws: error) { try QuPathStains(script: script) }
    #expect(!error.description.isEmpty)
  }

  @Test func `A name cannot break the script`() throws {
    let stains = QuPathStains(
      name: "a\"b'c\\d\n}", vectors: .reference, background: SIMD3(repeating: 250))
    #expect(stains.script.contains("\"Name\" : \"abcd}\""))
  }
}
