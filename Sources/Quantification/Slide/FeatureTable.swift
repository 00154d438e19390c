import Foundation
import Nuclei
import Raster
import SlideIO

/// Table of every candidate of a slide with its features, from which a scoring model is trained.
///
/// One row per candidate: `image,x,y` as in the table of nuclei, its stains and score, the
/// pixel size in µm that detection worked with, then the features under the names the model uses. Numbers are written so that reading gives the same
/// 32-bit value back.
struct FeatureTable {
  let source: SlideSource
  let detector: NucleusDetector
  let units: [PixelRect]

  /// Writes the table of a slide into a folder.
  func write(
    to folder: String, workspace: DetectionWorkspace
  ) throws(SlideMeasurement.Failure) {
    var text = "image,x,y,area_um2,dab_od,hematoxylin_od,score,mpp,"
    text += NucleusDetector.featureNames.joined(separator: ",") + "\n"
    let reader = CanvasReader(source)
    for unit in units {
      let pixels: RGBImage
      do throws(ImageFileError) {
        pixels = try reader.region(detector.sourceRect(for: unit))
      } catch {
        throw SlideMeasurement.Failure(reason: error.description)
      }
      detector.visitCandidates(in: unit, source: pixels, workspace: workspace) {
        candidate, values in
        append(candidate, values: values, to: &text)
      }
    }
    let path = "\(folder)/\(source.input.slide).csv"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw SlideMeasurement.Failure(
        reason: "\(path): the features cannot be written (\(SystemReason.text(error))); "
          + "choose another folder for --features")
    }
  }

  /// The name as a CSV cell; names of tiles hold commas.
  private static func quoted(_ name: String) -> String {
    "\"\(name.replacing("\"", with: "\"\""))\""
  }

  private func append(
    _ candidate: CandidateNucleus, values: [Float], to text: inout String
  ) {
    let place = candidate.position(on: detector.grid)
    guard let owner = source.map.owner(x: place.x, y: place.y) else { return }
    let entry = source.map.entries[owner]
    let x = place.x - Double(entry.rect.x)
    let y = place.y - Double(entry.rect.y)
    text += "\(Self.quoted(source.input.tiles[entry.tile].image)),\(Float(x)),\(Float(y)),"
    text += "\(candidate.areaSquareMicrons),\(candidate.dabOD),\(candidate.hematoxylinOD),"
    let pixel = detector.grid.micronsPerPixel
    text += "\(candidate.score),\(Float((pixel.x * pixel.y).squareRoot()))"
    for value in values { text += ",\(value)" }
    text += "\n"
  }
}
