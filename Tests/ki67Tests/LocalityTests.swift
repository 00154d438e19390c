import Foundation
import Raster
import SlideIO
import Testing

/// A nucleus is decided from its surroundings and the slide's calibration, and from nothing else.
///
/// With the calibration fixed in a profile, a part of an image gives the nuclei of the whole. The
/// part must start a whole number of pixels and a multiple of 2 µm (four working pixels of 0.5 µm)
/// to the right of and below the image's corner, so that both are sampled on the same grid.
@Suite("Locality")
struct LocalityTests {
  /// Nuclei nearer than this to a cut edge may see the edge, µm.
  private static let marginMicrons = 40.0
  /// Columns that name the place of a nucleus, or depend on the whole slide by their meaning.
  private static let placeColumns: Set = ["image", "x", "y", "slide_x", "slide_y", "hotspot"]

  private static let profile = """
    stains:
      fixed_white: [241, 240, 239]
      hematoxylin: [0.7, 0.66, 0.27]
      dab: [0.27, 0.57, 0.78]
    positivity:
      fixed_reference_od: 0.02
      cut_above_reference_od: 0.2
    tumor:
      fixed_area_square_microns: 52
      fixed_width_microns: 7
      fixed_edge_sharpness: 0.45
      fixed_hematoxylin_od: 0.3
      fixed_contrast: 0.2
    """

  /// A nucleus as its table has it.
  private struct Row: Hashable {
    var x: String
    var y: String
    var others: [String: String]
  }

  @Test(arguments: [
    (0.25, PixelRect(x: 168, y: 232, width: 800, height: 740)),
    (0.5, PixelRect(x: 100, y: 36, width: 410, height: 515)),
    (0.4, PixelRect(x: 95, y: 205, width: 480, height: 460)),
  ])
  func `a part of a synthetic slide gives the nuclei of the whole`(
    mpp: Double, part: PixelRect
  ) throws {
    let folder = try WorkFolder()
    try folder.synthesize(
      "in", name: "whole",
      ["--width", "1000", "--height", "1000", "--mpp", "\(mpp)", "--seed", "5", "--index", "0.3"])
    try compare(
      part: part, of: folder.path("in/images/whole.png").path, mpp: mpp, in: folder, fewest: 40)
  }

  /// Images of two laboratories, one of them at another pixel size than it was taken with.
  @Test(
    .enabled(if: sharedFolder != nil, "needs ../shared"),
    arguments: [
      ("bcd_00", 0.25, PixelRect(x: 96, y: 88, width: 544, height: 552)),
      ("irb_12", 0.5, PixelRect(x: 52, y: 108, width: 700, height: 600)),
    ])
  func `a part of a real image gives the nuclei of the whole`(
    name: String, mpp: Double, part: PixelRect
  ) throws {
    let image = try #require(sharedFolder).appendingPathComponent(
      "data/ki67-dev/images/\(name).png")
    try compare(part: part, of: image.path, mpp: mpp, in: WorkFolder(), fewest: 15)
  }

  private func compare(
    part: PixelRect, of path: String, mpp: Double, in folder: WorkFolder, fewest: Int
  ) throws {
    let image = try ImageReader().decode(at: path).image
    try #require(part.maxX <= image.width && part.maxY <= image.height)
    try ImageWriter.writePNG(image.cropped(to: part), to: folder.path("part.png").path)
    try folder.write("fixed.yaml", Self.profile)
    let whole = try nuclei(of: path, mpp: mpp, in: folder)
    let inPart = try nuclei(of: "part.png", mpp: mpp, in: folder)
    let margin = Self.marginMicrons / mpp
    let columns = Double(part.x) + margin...Double(part.maxX) - margin
    let rows = Double(part.y) + margin...Double(part.maxY) - margin
    func isInner(_ row: Row) throws -> Bool {
      let (x, y) = (try #require(Double(row.x)), try #require(Double(row.y)))
      return columns.contains(x) && rows.contains(y)
    }
    let moved = try inPart.map { row in
      Row(x: try shifted(row.x, by: part.x), y: try shifted(row.y, by: part.y), others: row.others)
    }
    let expected = Set(try whole.filter(isInner))
    let found = Set(try moved.filter(isInner))
    #expect(expected.count >= fewest, "\(expected.count) nuclei")
    #expect(expected.contains { $0.others["positive"] == "1" })
    #expect(
      found == expected,
      "only whole: \(expected.subtracting(found)); only part: \(found.subtracting(expected))")
  }

  private func nuclei(of path: String, mpp: Double, in folder: WorkFolder) throws -> [Row] {
    let run = try folder.ki67([
      "quantify", path, "--out", "results", "--mpp", "\(mpp)", "--profile", "fixed.yaml",
      "--overlays", "none", "--quiet",
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    return try folder.rows("results/nuclei/\(name).csv").map { row in
      Row(
        x: try #require(row["x"]), y: try #require(row["y"]),
        others: row.filter { !Self.placeColumns.contains($0.key) })
    }
  }

  /// A decimal text moved by whole pixels; its decimals stay as they are.
  private func shifted(_ text: String, by pixels: Int) throws -> String {
    let parts = text.split(separator: ".")
    try #require(parts.count == 2)
    return "\(try #require(Int(parts[0])) + pixels).\(parts[1])"
  }
}
