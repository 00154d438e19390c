import Hotspots
import Nuclei
import SlideIO

/// Why a region file cannot be used.
public struct DrawnRegionsProblem: Error, CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public let description: String
}

extension SlideResult {
  /// Whether only outlines, which are not there, could tell which regions hold which nuclei.
  ///
  /// Nuclei are measured in included regions alone, so that a single one holds all of them.
  public var lacksOutlines: Bool {
    regionOutlines.isEmpty && regions.count { $0.role == .include } > 1
  }

  /// Reads the outlines of the regions that the slide has from the file that it was measured with.
  ///
  /// - Parameters:
  ///   - path: the region file, with the content that it had.
  ///   - rules: what happened to which class.
  /// - Throws: why the file cannot be used.
  public mutating func readOutlines(
    path: String, rules: RegionParameters
  ) throws(DrawnRegionsProblem) {
    let drawn = try drawnRegions(path: path, rules: rules)
    let found = drawn.results.map(\.name)
    guard found == regions.map(\.name), drawn.results.map(\.role) == regions.map(\.role) else {
      throw DrawnRegionsProblem(
        description: "\(path): found the regions \(found.joined(separator: ", ")), expected "
          + "\(regions.map(\.name).joined(separator: ", ")) as they were measured; measure the slide "
          + "again with ki67 quantify.")
    }
    regionOutlines = drawn.outlines
  }

  /// Reads regions and counts the nuclei in each, in place of the regions that the slide has.
  ///
  /// No pixel is read, so areas are those that were drawn, whether tiles cover them or not. A mask
  /// has no outlines and is refused.
  ///
  /// - Parameters:
  ///   - path: annotation file of QuPath, ImageScope or ASAP.
  ///   - rules: what happens to which class.
  ///   - nuclei: nuclei of the slide.
  /// - Throws: why the file cannot be used.
  public mutating func redrawRegions(
    path: String, rules: RegionParameters, among nuclei: some Sequence<Nucleus>
  ) throws(DrawnRegionsProblem) {
    let drawn = try drawnRegions(path: path, rules: rules)
    regions = drawn.results
    regionNotes = drawn.notes
    regionOutlines = drawn.outlines
    for place in regions.indices {
      let outline = regionOutlines[place]
      let rings = (outline.parts + outline.holes).flatMap(\.rings)
      guard let size = pixelSize, let area = DrawnOutline(name: "", rings: rings)?.area else {
        continue
      }
      regions[place].areaSquareMillimeters = area * size.xMicrons * size.yMicrons / 1e6
    }
    var probe = RegionProbe(drawn)
    for nucleus in nuclei where probe.isMeasured(SIMD2(nucleus.x, nucleus.y)) {
      for region in probe.inside {
        regions[region].counts.add(nucleus)
        regions[region].census.add(nucleus)
      }
    }
  }

  private func drawnRegions(
    path: String, rules: RegionParameters
  ) throws(DrawnRegionsProblem) -> SlideRegions {
    let drawn: SlideRegions
    do throws(SlideRegions.Problem) {
      drawn = try SlideRegions.read(
        path: path, rules: rules, slideWidth: width, slideHeight: height, pixelSize: pixelSize,
        memoryLimitBytes: 1 << 30)
    } catch {
      throw DrawnRegionsProblem(description: error.reason)
    }
    guard !drawn.outlines.isEmpty else {
      throw DrawnRegionsProblem(
        description: "\(path): a mask has no outlines; give the regions as annotations.")
    }
    return drawn
  }
}
