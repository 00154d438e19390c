import Raster

/// Colors and widths of overlays.
///
/// Positive nuclei are drawn heavier as well as in another color, so that the two classes are told
/// apart in gray and with any color vision. Both lines lie on a dark edge that separates them from
/// pale tissue and glass.
public struct OverlayStyle: Sendable, Equatable {
  /// Line of positive nuclei.
  public var positive = RGBColor(red: 255, green: 221, blue: 0)
  /// Line of negative nuclei.
  public var negative = RGBColor(red: 60, green: 230, blue: 255)
  /// Line of nuclei that do not count, and mark of nuclei that are likely no tumor nuclei.
  public var other = RGBColor(red: 200, green: 200, blue: 200)
  /// Ring of a hotspot.
  public var hotspot = RGBColor(red: 255, green: 255, blue: 255)
  /// Outline of a region that is measured.
  public var included = RGBColor(red: 70, green: 235, blue: 90)
  /// Dashed outline of a region that is left out.
  public var excluded = RGBColor(red: 255, green: 120, blue: 40)
  /// Width of outlines of regions in picture pixels.
  public var regionWidth = 2.4
  /// Length of a dash, and of the gap after it, in picture pixels.
  public var dashLength = 9.0
  /// Edge beside every line.
  public var edge = RGBColor(red: 20, green: 10, blue: 30)
  /// Width of the line of positive nuclei in picture pixels.
  public var positiveWidth = 2.0
  /// Width of the line of negative nuclei in picture pixels.
  public var negativeWidth = 1.2
  /// Width of the line of nuclei that do not count, in picture pixels.
  public var otherWidth = 0.9
  /// Radius in picture pixels of the mark in nuclei that are likely no tumor nuclei but count.
  public var markRadius = 1.6
  /// Width of a hotspot's ring in picture pixels.
  public var hotspotWidth = 3.0
  /// Opacity of nuclei outside the hotspot in its detail picture, 0 to 1.
  public var outsideOpacity = 0.4
  /// Mean radius in picture pixels under which a nucleus is drawn as a dot.
  public var smallestOutlineRadius = 3.0

  /// Makes the default style.
  public init() {}
}
