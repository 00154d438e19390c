import Nuclei

extension TumorParameters {
  /// Lines of the section `tumor`.
  package static var profileParameters: [ProfileParameter<Self>] {
    [
      .excluded(
        "exclude", \.exclude,
        "Kinds of nuclei left out of counts, index, hotspots and grade."),
      .integer(
        "fewest_nuclei", \.fewestNuclei, 1...1_000_000, unit: "nuclei",
        "Fewest nuclei to compare with; with fewer all are taken for tumor nuclei."),
    ] + lymphocyte + stroma + debris + outOfFocus + comparison
  }

  private static var lymphocyte: [ProfileParameter<Self>] {
    [
      .number(
        "lymphocyte_largest_area", \.lymphocyteLargestArea, 0...10,
        unit: "share of that of the larger half",
        "A lymphocyte is negative, its area smaller than this,"),
      .number(
        "lymphocyte_largest_elongation", \.lymphocyteLargestElongation, 1...10,
        unit: "long by short axis", "its elongation smaller than this,"),
      .number(
        "lymphocyte_least_hematoxylin", \.lymphocyteLeastHematoxylin, 0...10,
        unit: "share of that of the larger half of negative nuclei",
        "and its hematoxylin denser than this."),
    ]
  }

  private static var stroma: [ProfileParameter<Self>] {
    [
      .number(
        "stroma_least_elongation", \.stromaLeastElongation, 1...10, unit: "long by short axis",
        "A spindle of the stroma is negative, its elongation larger than this,"),
      .number(
        "stroma_largest_width", \.stromaLargestWidth, 0...10,
        unit: "share of that of the larger half",
        "and its width smaller than this."),
    ]
  }

  private static var debris: [ProfileParameter<Self>] {
    [
      .number(
        "debris_largest_area", \.debrisLargestArea, 0...10,
        unit: "share of that of the larger half",
        "Debris has an area smaller than this.")
    ]
  }

  private static var outOfFocus: [ProfileParameter<Self>] {
    [
      .number(
        "blur_largest_contrast", \.blurLargestContrast, 0...10,
        unit: "share of that of the larger half of negative nuclei",
        "A nucleus out of focus is negative, its contrast smaller than this,"),
      .number(
        "blur_largest_hematoxylin", \.blurLargestHematoxylin, 0...10,
        unit: "share of that of the larger half of negative nuclei",
        "its hematoxylin paler than this,"),
      .number(
        "blur_largest_sharpness", \.blurLargestSharpness, 0...10,
        unit: "share of that of the larger half",
        "and its edge softer than this for its contrast."),
    ]
  }

  private static var comparison: [ProfileParameter<Self>] {
    [
      .optionalNumber(
        "fixed_area_square_microns", \.fixedAreaSquareMicrons, 1...1000, unit: "µm²",
        "Area to compare with, fixed by the laboratory; null takes it from the slide."),
      .optionalNumber(
        "fixed_width_microns", \.fixedWidthMicrons, 1...50, unit: "µm",
        "Width to compare with, fixed by the laboratory; null takes it from the slide."),
      .optionalNumber(
        "fixed_edge_sharpness", \.fixedEdgeSharpness, 0...10, unit: "rise at the edge by contrast",
        "Sharpness to compare with, fixed by the laboratory; null takes it from the slide."),
      .optionalNumber(
        "fixed_hematoxylin_od", \.fixedHematoxylinOD, 0...3, unit: "hematoxylin optical density",
        "Density to compare with, fixed by the laboratory; null takes it from the slide."),
      .optionalNumber(
        "fixed_contrast", \.fixedContrast, 0...1, unit: "share of light absorbed",
        "Contrast to compare with, fixed by the laboratory; null takes it from the slide."),
    ]
  }
}
