extension TissueParameters {
  /// Lines of the section `tissue`.
  package static var profileParameters: [ProfileParameter<Self>] {
    [
      .excluded(
        "exclude", \.exclude,
        "What is left out: nuclei there do not count. The rest is flagged; [] leaves out nothing."),
      .number(
        "tissue_od", \.tissueOD, 0.005...1, unit: "optical density",
        "Density of some channel from which 8 µm are not glass."),
      .number(
        "ink_least_od", \.inkLeastOD, 0...10, unit: "sum of optical densities",
        "Pen: even the palest spot within 40 µm is as dense as this, in a color tissue lacks,"),
      .number(
        "ink_least_square_millimeters", \.inkLeastSquareMillimeters, 0...100, unit: "mm²",
        "over at least this area."),
      .number(
        "pigment_least_od", \.pigmentLeastOD, 0...10, unit: "optical density of every channel",
        "Pigment: even the palest spot within 24 µm is as dense as this, and neutral gray."),
      .number(
        "least_focus", \.leastFocus, 0...1, unit: "detail over 2 µm by detail over 4 µm",
        "Out of focus: less fine detail than this,"),
      .number(
        "blur_least_square_millimeters", \.blurLeastSquareMillimeters, 0...100, unit: "mm²",
        "over at least this area."),
    ] + lines
  }

  private static var lines: [ProfileParameter<Self>] {
    [
      .number(
        "fold_least_od", \.foldLeastOD, 0...10, unit: "sum of optical densities",
        "Fold: in three of four cells of 8 µm even the palest spot is as dense as this,"),
      .number(
        "fold_least_ratio", \.foldLeastRatio, 1...100,
        unit: "times that of the palest quarter of the slide's cells",
        "and this much denser than elsewhere,"),
      .number(
        "fold_least_square_millimeters", \.foldLeastSquareMillimeters, 0...100, unit: "mm²",
        "over at least this area."),
      .number(
        "edge_least_microns", \.edgeLeastMicrons, 0...100_000, unit: "µm",
        "Edge of a coverslip, or bubble: a gray line on glass of at least this length."),
    ]
  }
}
