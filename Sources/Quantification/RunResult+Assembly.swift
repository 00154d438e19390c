import Nuclei

extension RunResult {
  /// Joins measured slides to cases, grades them, and marks what is incomplete.
  ///
  /// - Parameters:
  ///   - slides: one result for every slide of the input, in its order.
  ///   - input: what was to be measured.
  ///   - settings: how it was measured.
  public init(of slides: [SlideResult], input: RunInput, settings: RunSettings) {
    let incomplete = Set(input.rejected.compactMap(\.slide))
    let marked = slides.map { slide in
      guard slide.status == .measured, incomplete.contains(slide.slide),
        !slide.flags.contains(.someTilesFailed)
      else { return slide }
      var slide = slide
      slide.flags.insert(.someTilesFailed, at: 0)
      return slide
    }
    self.init(
      cases: CaseAssembly(
        input: input, slides: marked, parameters: settings.profile.grading
      ).cases(), slides: marked,
      rejected: input.rejected, settings: settings)
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
