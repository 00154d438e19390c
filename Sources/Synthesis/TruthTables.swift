import Raster

/// Text of the truth that goes with synthetic images.
enum TruthTables {
  /// Header of a slide's table of nuclei.
  static let nucleiHeader = PlainText.row([
    "image", "x", "y", "class", "kind", "dab_od", "hematoxylin_od", "area_um2", "slide_x",
    "slide_y",
  ])

  /// Row of one nucleus; x and y are pixels of the image, the center of the first pixel is 0.5.
  static func row(
    _ nucleus: SyntheticNucleus, image: SyntheticImage, file: String, micronsPerPixel: Double
  ) -> String {
    let x = nucleus.xMicrons / micronsPerPixel
    let y = nucleus.yMicrons / micronsPerPixel
    return PlainText.row([
      file, PlainText.fixed(x - Double(image.rect.x), decimals: 2),
      PlainText.fixed(y - Double(image.rect.y), decimals: 2), nucleus.truthClass.rawValue,
      nucleus.kind.rawValue, PlainText.fixed(nucleus.dabOD, decimals: 3),
      PlainText.fixed(nucleus.hematoxylinOD, decimals: 3),
      PlainText.fixed(nucleus.areaSquareMicrons, decimals: 2), PlainText.fixed(x, decimals: 2),
      PlainText.fixed(y, decimals: 2),
    ])
  }

  /// Header of the table of cases.
  static let casesHeader = PlainText.row([
    "case", "site", "positive", "tumor", "other", "index_percent", "ki67_grade", "grade",
    "hotspot_x", "hotspot_y", "hotspot_radius_um", "hotspot_factor",
  ])

  /// Row of one case; the hotspot is the strongest of its labelling map, in slide pixels.
  static func row(_ slide: SyntheticSlide, truth: SlideTruth) -> String {
    let hotspot = slide.scene.labelling.strongestHotspot
    let pixel = slide.scene.micronsPerPixel
    let byIndex = truth.gradeByIndex ?? ""
    return PlainText.row([
      slide.name, slide.caseData.site, "\(truth.positive)", "\(truth.tumor)", "\(truth.other)",
      truth.indexPercent.map { PlainText.fixed($0, decimals: 2) } ?? "", byIndex,
      slide.caseData.expectedGrade.isEmpty ? byIndex : slide.caseData.expectedGrade,
      hotspot.map { PlainText.fixed($0.xMicrons / pixel, decimals: 1) } ?? "",
      hotspot.map { PlainText.fixed($0.yMicrons / pixel, decimals: 1) } ?? "",
      hotspot.map { PlainText.fixed($0.radiusMicrons, decimals: 1) } ?? "",
      hotspot.map { PlainText.fixed($0.factor, decimals: 2) } ?? "",
    ])
  }

  /// Table of what spoils a slide; places are slide pixels.
  static func artifacts(of slide: SyntheticSlide) -> String {
    let pixel = slide.scene.micronsPerPixel
    let rows = slide.scene.parameters.artifacts.map { artifact in
      PlainText.row([
        artifact.kind.rawValue, PlainText.fixed(artifact.xMicrons / pixel, decimals: 1),
        PlainText.fixed(artifact.yMicrons / pixel, decimals: 1),
        PlainText.fixed(artifact.sizeMicrons, decimals: 1),
        PlainText.fixed(artifact.areaSquareMillimeters, decimals: 6),
      ])
    }
    return PlainText.row(["kind", "x", "y", "size_um", "area_mm2"]) + rows.joined()
  }

  /// Header of the manifest, an input of `ki67 quantify`.
  static let manifestHeader = PlainText.row([
    "image", "case", "slide", "x", "y", "mpp", "site", "differentiation", "mitoses",
    "mitosis_area_mm2", "necrosis", "specimen", "note",
  ])

  /// Row of one image; the pixel size is in the file itself, where the slide states it.
  static func manifestRow(_ slide: SyntheticSlide, image: SyntheticImage, file: String) -> String {
    let data = slide.caseData
    return PlainText.row([
      file, slide.name, slide.name, image.isPlaced ? "\(image.rect.x)" : "",
      image.isPlaced ? "\(image.rect.y)" : "", "", data.site, data.differentiation, data.mitoses,
      data.mitosisAreaSquareMillimeters, data.necrosis, data.specimen, data.note,
    ])
  }

  /// Annotated points of one image as JSON, as scoring scripts read them.
  ///
  /// `nuclei` belong to the image; `cut` are seen but belong to a neighboring tile or have their
  /// center beyond the border, and are listed as `other`, so that finding them is neither right
  /// nor wrong.
  static func groundTruth(
    _ nuclei: [SyntheticNucleus], cut: [SyntheticNucleus], image: SyntheticImage, file: String,
    micronsPerPixel: Double
  ) -> String {
    var truth = SlideTruth()
    for nucleus in nuclei { truth.add(nucleus) }
    let points =
      nuclei.map { point($0, $0.truthClass, image, micronsPerPixel) }
      + cut.map { point($0, .other, image, micronsPerPixel) }
    let index = truth.indexPercent.map { PlainText.fixed($0, decimals: 3) } ?? "null"
    return """
      {
       "image": \(PlainText.json(file)),
       "width": \(image.rect.width),
       "height": \(image.rect.height),
       "um_per_px": \(micronsPerPixel),
       "counts": {"positive": \(truth.positive), "negative": \(truth.tumor - truth.positive), \
      "other": \(truth.other), "cut": \(cut.count)},
       "ki67_index_percent": \(index),
       "points": [
      \(points.joined(separator: ",\n"))
       ]
      }

      """
  }

  private static func point(
    _ nucleus: SyntheticNucleus, _ truthClass: SyntheticNucleus.Class, _ image: SyntheticImage,
    _ micronsPerPixel: Double
  ) -> String {
    let x = nucleus.xMicrons / micronsPerPixel - Double(image.rect.x)
    let y = nucleus.yMicrons / micronsPerPixel - Double(image.rect.y)
    return "  {\"x\": \(PlainText.fixed(x, decimals: 2)), "
      + "\"y\": \(PlainText.fixed(y, decimals: 2)), \"class\": \"\(truthClass.rawValue)\"}"
  }
}
