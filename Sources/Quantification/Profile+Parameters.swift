import Nuclei

/// Every parameter of the profile, in the order of the file. A new field needs its line here.
extension Profile {
  /// Sections of the file: key, meaning, how their parameters are read and written.
  static var sections: [ProfileSection] {
    [
      ProfileSection("stains", "Light and stains.", \.stains, StainParameters.profileParameters),
      ProfileSection(
        "detection",
        "Detection of nuclei. The scoring model is trained with these seeds and outlines; others need "
          + "their own.",
        \.detection, DetectionParameters.profileParameters),
      ProfileSection(
        "positivity", "The positive call, relative to the slide's own negative nuclei.",
        \.positivity, PositivityParameters.profileParameters),
      ProfileSection(
        "tumor",
        "What is likely no tumor nucleus, relative to the slide's own nuclei, and what does not count.",
        \.tumor, TumorParameters.profileParameters),
      ProfileSection(
        "regions",
        "Which annotated regions (--roi) are measured, by their classes; without a class, by name.",
        \.regions, RegionParameters.profileParameters),
      ProfileSection(
        "tissue", "What is tissue, what spoils it, and what of that is left out.", \.tissue,
        TissueParameters.profileParameters),
      ProfileSection(
        "grading",
        "Which index a case is graded by, and how far the positive call is trusted. Only the profile of "
          + "the run counts here, not those of single slides.",
        \.grading, GradingParameters.profileParameters),
    ]
  }
}

extension StainParameters {
  /// Lines of the section `stains`.
  package static var profileParameters: [ProfileParameter<Self>] {
    [
      .number(
        "white_quantile", \.whiteQuantile, 0.5...1, unit: "share",
        "Quantile of a channel's samples that is taken as white (light without tissue)."),
      .number(
        "darkest_white", \.darkestWhite, 1...255, unit: "intensity",
        "Darkest white that is believed; a slide without glass must not darken its white."),
      .optionalColor(
        "fixed_white", \.fixedWhite, 1...255, unit: "an intensity",
        "White point fixed by the laboratory; null takes it from the slide."),
      .optionalColor(
        "hematoxylin", \.hematoxylin, -1...1, unit: "a share of optical density",
        "Hematoxylin vector fixed by the laboratory; null is the published reference."),
      .optionalColor(
        "dab", \.dab, -1...1, unit: "a share of optical density",
        "DAB vector fixed by the laboratory; null is the published reference."),
    ]
  }
}

extension DetectionParameters {
  /// Lines of the section `detection`.
  package static var profileParameters: [ProfileParameter<Self>] {
    [
      .number(
        "working_microns_per_pixel", \.workingMicronsPerPixel, 0.1...2, unit: "µm",
        "Size of a working pixel; every image is resampled to it."),
      .numbers(
        "seed_sizes_microns", \.seedSizesMicrons, 1...10, unit: "µm",
        "Standard deviations of the blobs that are sought as seeds of nuclei."),
      .number(
        "candidate_threshold", \.candidateThreshold, 0...1, unit: "share of light absorbed",
        "Smallest blob response that becomes a candidate."),
      .number(
        "ray_smoothing_microns", \.raySmoothingMicrons, 0...3, unit: "µm",
        "Standard deviation of the smoothing in which outlines are sought; 0 smooths nothing."),
      .number(
        "edge_floor", \.edgeFloor, 0.01...0.3, unit: "share of light absorbed, over 1 µm",
        "Added to a nucleus's typical edge, which others are measured by: noise is no edge."),
      .integer(
        "centering_rounds", \.centeringRounds, 0...4, unit: "rounds",
        "How often each outline is centered anew."),
      .number(
        "first_radius_pull", \.firstRadiusPull, 0...4, unit: "typical edges",
        "Cost of twice the radius expected from the seed, in the first fit."),
      .number(
        "later_radius_pull", \.laterRadiusPull, 0...4, unit: "typical edges",
        "Cost of twice the mean radius found before, in later fits."),
      .number(
        "valley_penalty", \.valleyPenalty, 0...0.49, unit: "share",
        "Share of a crossed valley that is taken from the edge behind it."),
      .number(
        "raggedness_penalty", \.raggednessPenalty, 0...2, unit: "typical edges",
        "Cost of half a µm between the radii of neighboring rays."),
      .number(
        "score_threshold", \.scoreThreshold, 0...1, unit: "score",
        "Smallest score that makes a candidate a nucleus."),
      .number(
        "overlap_enlargement", \.overlapEnlargement, 0...3, unit: "factor",
        "Outlines are enlarged by it in the search for centers that lie in them."),
    ]
  }
}

extension PositivityParameters {
  /// Lines of the section `positivity`.
  package static var profileParameters: [ProfileParameter<Self>] {
    [
      .number(
        "reference_percentile", \.referencePercentile, 0...100, unit: "percent",
        "Percentile of nuclear mean DAB that stands for the negative nuclei."),
      .number(
        "lowest_reference_od", \.lowestReferenceOD, -1...1, unit: "DAB optical density",
        "Lowest reference that is believed."),
      .number(
        "highest_reference_od", \.highestReferenceOD, -1...1, unit: "DAB optical density",
        "Highest reference that is believed."),
      .integer(
        "fewest_nuclei", \.fewestNuclei, 1...1_000_000, unit: "nuclei",
        "Fewest nuclei from which a reference is taken; with fewer it is 0."),
      .optionalNumber(
        "cut_above_reference_od", \.cutAboveReferenceOD, 0...3, unit: "DAB optical density",
        "How far above the reference a nucleus becomes positive; null takes it from the slide."),
      .number(
        "usual_cut_od", \.usualCutOD, 0...3, unit: "DAB optical density",
        "The same where a slide has too few evidently positive nuclei."),
      .number(
        "evident_above_reference_od", \.evidentAboveReferenceOD, 0...3,
        unit: "DAB optical density",
        "How far above the reference a nucleus is evidently positive."),
      .integer(
        "fewest_evident", \.fewestEvident, 1...1_000_000, unit: "nuclei",
        "Fewest evidently positive nuclei from which the cut is taken."),
      .number(
        "cut_share", \.cutShare, 0...1, unit: "share",
        "Where the cut lies between the reference (0) and the median of the evidently positive (1)."
      ),
      .number(
        "lowest_cut_od", \.lowestCutOD, 0...3, unit: "DAB optical density",
        "Lowest cut above the reference that is believed."),
      .number(
        "highest_cut_od", \.highestCutOD, 0...3, unit: "DAB optical density",
        "Highest cut above the reference that is believed."),
      .number(
        "probability_spread_below", \.probabilitySpreadBelow, 0.001...10,
        unit: "share of the way from reference to cut",
        "Distance below the cut over which the odds of being called positive change by the factor e."
      ),
      .number(
        "probability_spread_above", \.probabilitySpreadAbove, 0.001...10,
        unit: "share of the way from reference to cut",
        "The same above the cut."),
      .number(
        "moderate_above_cut_od", \.moderateAboveCutOD, 0...3, unit: "DAB optical density",
        "How far above the cut a positive nucleus becomes moderate (2+) instead of weak (1+)."),
      .number(
        "strong_above_cut_od", \.strongAboveCutOD, 0...3, unit: "DAB optical density",
        "How far above the cut a positive nucleus becomes strong (3+)."),
      .number(
        "least_hematoxylin_od", \.leastHematoxylinOD, -1...3, unit: "hematoxylin optical density",
        "Least density of the nuclei palest in DAB; with less, the slide is flagged."),
      .optionalNumber(
        "fixed_reference_od", \.fixedReferenceOD, -1...3, unit: "DAB optical density",
        "Reference fixed by the laboratory; null takes it from the slide."),
    ]
  }
}
