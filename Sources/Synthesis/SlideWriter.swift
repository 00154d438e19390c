import Foundation
import Raster

/// Writes slides with their truth into a folder.
///
/// `images/` holds the image files, `truth/<slide>.csv` one row per nucleus, `truth/cases.csv` one
/// row per slide, `truth/<slide>-artifacts.csv` what spoils a slide, `manifest.csv` the images with case data as `ki67 quantify` reads them, and
/// `gt/`, when asked for, the points of each image as JSON, see `TruthTables`.
public struct SlideWriter: Sendable {
  /// Folder that is written to; made when missing.
  public let folder: String
  /// Threads that render, at least 1; the bytes do not depend on it.
  public let workers: Int
  /// Whether `gt/*.json` is written.
  public let writesGroundTruth: Bool

  /// Makes a writer.
  public init(folder: String, workers: Int, writesGroundTruth: Bool = false) {
    self.folder = folder
    self.workers = max(1, workers)
    self.writesGroundTruth = writesGroundTruth
  }

  /// Renders and writes slides; points are not written for slides that are stored as a pyramid.
  ///
  /// - Parameters:
  ///   - slides: slides with different names.
  ///   - finished: called after each slide with its truth.
  /// - Returns: the truth of each slide, in the order of `slides`.
  /// - Throws: `SynthesisError.image`, `SynthesisError.unwritable`.
  @discardableResult
  public func write(
    _ slides: [SyntheticSlide], finished: (SyntheticSlide, SlideTruth) -> Void = { _, _ in }
  ) throws(SynthesisError) -> [SlideTruth] {
    for name in ["images", "truth"] + (writesGroundTruth ? ["gt"] : []) { try makeFolder(name) }
    var manifest = TruthTables.manifestHeader
    var cases = TruthTables.casesHeader
    var truths: [SlideTruth] = []
    for slide in slides {
      let truth = try write(slide, manifest: &manifest)
      cases += TruthTables.row(slide, truth: truth)
      truths.append(truth)
      finished(slide, truth)
    }
    try write(cases, to: "truth/cases.csv")
    try write(manifest, to: "manifest.csv")
    return truths
  }

  private func write(
    _ slide: SyntheticSlide, manifest: inout String
  ) throws(SynthesisError) -> SlideTruth {
    let table = try TextFile(path: "\(folder)/truth/\(slide.name).csv")
    try table.append(TruthTables.nucleiHeader)
    var truth = SlideTruth()
    for image in slide.images {
      let file = "images/\(image.stem).\(slide.encoding.fileExtension)"
      manifest += TruthTables.manifestRow(slide, image: image, file: file)
      // A whole slide has more nuclei than should be in memory at once.
      for band in slide.isPyramid ? PyramidRendering.bands(of: image.owned) : [image.owned] {
        let nuclei = slide.scene.nuclei(in: band)
        for nucleus in nuclei {
          truth.add(nucleus)
          try table.append(
            TruthTables.row(
              nucleus, image: image, file: file, micronsPerPixel: slide.scene.micronsPerPixel))
        }
        if writesGroundTruth && !slide.isPyramid {
          try writePoints(nuclei, image, of: slide, file: file)
        }
      }
      try writeImage(image, of: slide, to: file)
    }
    try table.finish()
    if !slide.scene.parameters.artifacts.isEmpty {
      try write(TruthTables.artifacts(of: slide), to: "truth/\(slide.name)-artifacts.csv")
    }
    return truth
  }

  private func writePoints(
    _ nuclei: [SyntheticNucleus], _ image: SyntheticImage, of slide: SyntheticSlide, file: String
  ) throws(SynthesisError) {
    let points = TruthTables.groundTruth(
      nuclei, cut: nucleiCut(by: image, of: slide), image: image, file: file,
      micronsPerPixel: slide.scene.micronsPerPixel)
    try write(points, to: "gt/\(image.stem).json")
  }

  /// Nuclei that are seen in an image although they do not belong to it.
  private func nucleiCut(
    by image: SyntheticImage, of slide: SyntheticSlide
  ) -> [SyntheticNucleus] {
    let pixel = slide.scene.micronsPerPixel
    return slide.scene.nucleiTouching(image.rect).filter { nucleus in
      let x = nucleus.xMicrons / pixel
      let y = nucleus.yMicrons / pixel
      let reach = nucleus.reachMicrons / pixel
      return !image.owned.contains(x: x, y: y)
        && x + reach > Double(image.rect.x) && x - reach < Double(image.rect.maxX)
        && y + reach > Double(image.rect.y) && y - reach < Double(image.rect.maxY)
    }
  }

  private func writeImage(
    _ image: SyntheticImage, of slide: SyntheticSlide, to file: String
  ) throws(SynthesisError) {
    do {
      try slide.encoding.write(
        image.rect, of: slide.scene, workers: workers, to: "\(folder)/\(file)",
        micronsPerPixel: slide.statesPixelSize ? slide.scene.micronsPerPixel : nil)
    } catch {
      throw .image(error)
    }
  }

  private func makeFolder(_ name: String) throws(SynthesisError) {
    let path = "\(folder)/\(name)"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }

  private func write(_ text: String, to name: String) throws(SynthesisError) {
    let path = "\(folder)/\(name)"
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }
}
