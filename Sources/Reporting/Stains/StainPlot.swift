import Quantification
import Raster
import SlideIO
import Stains

/// Draws calibrations of stains as one SVG, for the people who stain and judge the slides.
///
/// Each panel shows how often each optical density occurs, in the plane of the reference stains with
/// the white point at its foot, the reference and the found stains as rays, and a part of the image
/// with both stains and with each alone. The file needs nothing else; the same calibrations give the
/// same bytes.
public struct StainPlot {
  static let width = 1100.0
  static let headHeight = 64.0
  static let panelHeight = 436.0

  private var panels: [String] = []
  private var note: String?

  /// Starts an empty picture.
  ///
  /// - Parameter note: a line under the title, such as what was left out.
  public init(note: String? = nil) {
    self.note = note
  }

  /// Adds a panel below those that are there.
  ///
  /// - Throws: `ImageFileError` when a picture cannot be compressed.
  public mutating func add(_ panel: StainPanel) throws(ImageFileError) {
    let top = Self.headHeight + Double(panels.count) * Self.panelHeight
    panels.append(
      """
      <g transform="translate(0 \(SVGText.number(top)))">
      \(try StainPlotPanel(panel).svg())</g>

      """)
  }

  /// The picture as UTF-8.
  public func bytes() -> [UInt8] {
    let height = Self.headHeight + Double(panels.count) * Self.panelHeight
    let size = "\(SVGText.number(Self.width)) \(SVGText.number(height))"
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" width="\(Int(Self.width))" \
      role="img" aria-label="White point and stain vectors">
      <style>
      text { font: 13px system-ui, "Segoe UI", "Noto Sans", Arial, sans-serif; fill: #1c1a22; }
      .title { font-size: 18px; font-weight: 600; } .name { font-size: 15px; font-weight: 600; }
      .soft { fill: #57525f; } .doubt { fill: #9b1c1c; } .middle { text-anchor: middle; }
      .end { text-anchor: end; } .label { font-weight: 600; paint-order: stroke; stroke: #ffffff;
      stroke-width: 4px; stroke-linejoin: round; } .axis { stroke: #8a8492; fill: none; }
      .grid { stroke: #e6e2ea; } .ray { stroke-width: 2.5; fill: none; }
      .reference { stroke: #57525f; stroke-width: 1.5; stroke-dasharray: 5 4; }
      .hematoxylin { stroke: #1f3fb0; } .dab { stroke: #7a3b00; }
      .refused { stroke-width: 1.5; stroke-dasharray: 2 3; }
      text.hematoxylin { fill: #1f3fb0; stroke: #ffffff; } text.dab { fill: #7a3b00; stroke: #ffffff; }
      </style>
      <rect width="100%" height="100%" fill="#ffffff"/>
      <text class="title" x="24" y="32">White point and stain vectors</text>

      """
    svg += Self.legend
    if let note {
      svg += "<text class=\"soft\" x=\"24\" y=\"54\">\(SVGText.escaped(note))</text>\n"
    }
    svg += panels.joined()
    return Array((svg + "</svg>\n").utf8)
  }

  private static let legend = """
    <g transform="translate(420 27)">
    <line class="ray hematoxylin" x2="28"/><text x="34" y="4">hematoxylin used</text>
    <line class="ray dab" x1="160" x2="188"/><text x="194" y="4">DAB used</text>
    <line class="reference" x1="275" x2="303"/><text x="309" y="4">reference</text>
    <line class="ray refused hematoxylin" x1="390" x2="418"/>\
    <text x="424" y="4">found, but not believed</text>
    </g>

    """
}

/// Text and numbers for SVG.
enum SVGText {
  /// Text in which no character is taken for markup.
  static func escaped(_ text: String) -> String {
    PlainText.printable(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }

  /// A coordinate to a hundredth.
  static func number(_ value: Double) -> String {
    let text = DecimalText.text(value, places: 2)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }
}
