import Nuclei

extension RunResult {
  /// Joins measured slides to cases, grades them, and marks what is incomplete.
  ///
  /// - Parameters:
  ///   - slides: one result for every slide of the input, in its order.
  ///   - input: what was to be measured.
  ///   - settings: how it was measured.
  public init(of slides: SlideList, input: RunInput, settings: RunSettings) {
    let marked = slides.marking(Set(input.rejected.compactMap(\.slide)))
    self.init(
      cases: CaseList(
        CaseAssembly(input: input, slides: marked, parameters: settings.profile.grading)),
      slides: marked, rejected: input.rejected, settings: settings)
    absent = Set(input.absent.map(\.slide))
    elsewhere = input.elsewhere
  }
}

extension SlideResult {
  /// The record of a slide that was not measured because its run ended early.
  ///
  /// - Parameters:
  ///   - slide: the slide.
  ///   - shareNoted: how much of it a later run need not measure again.
  init(notMeasured slide: SlideInput, shareNoted: Double? = nil) {
    self.init(slide: slide.slide, caseName: slide.caseName, status: .skipped)
    self.shareNoted = shareNoted
    error = "not measured yet: the run ended before"
    tiles = slide.tiles.map { tile in
      TileResult(
        slide: slide.slide, image: tile.image, path: tile.path, placement: nil,
        downsample: tile.downsample, counts: .init(), status: .skipped, error: error, warnings: [])
    }
  }
}
