import Foundation
import FoundationXML
import Quantification
import Raster
import Reporting
import Stains
import Testing

@Suite struct StainPlotTests {
  /// Elements of a file by name; nil when it is not well-formed XML.
  private final class Elements: NSObject, XMLParserDelegate {
    var attributes: [String: [[String: String]]] = [:]
    var texts: [String] = []

    init?(_ bytes: [UInt8]) {
      super.init()
      let parser = XMLParser(data: Data(bytes))
      parser.delegate = self
      guard parser.parse() else { return nil }
    }

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes found: [String: String]
    ) {
      attributes[name, default: []].append(found)
      texts.append("")
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      texts[texts.count - 1] += text
    }
  }

  private func image() -> RGBImage {
    var image = RGBImage(
      width: 300, height: 280, filledWith: RGBColor(red: 240, green: 238, blue: 236))
    for y in 150..<280 {
      for x in 0..<300 {
        image[x, y] =
          x < 200
          ? RGBColor(red: 90, green: 80, blue: 150) : RGBColor(red: 140, green: 95, blue: 50)
      }
    }
    return image
  }

  private func estimate(_ image: RGBImage) -> StainEstimate {
    var colors = ColorHistogram()
    colors.add(image)
    return StainEstimator().estimate(colors: colors, white: SIMD3(240, 238, 236))
  }

  @Test func `a panel is well-formed and shows cells, rays, white point and three pictures`() throws
  {
    let image = image()
    var plot = StainPlot()
    try plot.add(
      StainPanel(image: image, name: "a <b> & \"c\"\u{7}.png", estimate: estimate(image)))
    let elements = try #require(Elements(plot.bytes()))
    #expect(elements.texts.contains { $0.hasPrefix("a <b> & \"c\"\u{FFFD}.png") })
    #expect(elements.texts.contains { $0.contains("white point") && $0.contains("240 238 236") })
    let pictures = try #require(elements.attributes["image"])
    #expect(pictures.count == 3)
    #expect(Set(pictures.compactMap { $0["href"] }).count == 3)
    #expect(pictures.allSatisfy { $0["href"]?.hasPrefix("data:image/jpeg;base64,/9j/") == true })
    #expect((elements.attributes["path"] ?? []).count >= 3)
    let rays = (elements.attributes["line"] ?? []).compactMap { $0["class"] }
    for kind in ["reference", "ray hematoxylin", "ray dab"] { #expect(rays.contains(kind)) }
    #expect(rays.count { $0.hasPrefix("ray refused") } == 1, "only in the legend")
  }

  @Test func `a stain that is not believed is drawn as found, and the reason is told`() throws {
    let image = RGBImage(
      width: 64, height: 64, filledWith: RGBColor(red: 90, green: 80, blue: 150))
    let estimate = estimate(image)
    try #require(!estimate.doubts.isEmpty)
    var plot = StainPlot(note: "The first of 2 images.")
    try plot.add(StainPanel(image: image, name: "blue", estimate: estimate))
    let elements = try #require(Elements(plot.bytes()))
    let rays = (elements.attributes["line"] ?? []).compactMap { $0["class"] }
    #expect(rays.count { $0.hasPrefix("ray refused") } > 1)
    let text = elements.texts.joined(separator: " ")
    #expect(text.contains("▲") && text.contains("no DAB could be told apart"))
    #expect(text.contains("The first of 2 images."))
  }

  @Test func `the part shown holds both stains`() throws {
    let image = image()
    let part = try #require(
      StainPanel(image: image, name: "a", estimate: estimate(image)).part)
    #expect(part.width == 256 && part.height == 256)
    let colors = Set([part[0, 255], part[255, 255]])
    #expect(
      colors.count == 2
        && part == image.cropped(to: PixelRect(x: 44, y: 24, width: 256, height: 256)))
  }
}
