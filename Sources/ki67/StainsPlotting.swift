import Quantification
import Reporting
import Stains

/// Draws the result of a survey of stains, image by image.
struct StainsPlotting {
  /// Most images that are drawn; a page of more could not be opened.
  static let mostImages = 40

  let survey: StainSurvey
  let images: [TileInput]

  /// Writes the picture: all images together first, where there are several.
  func write(to path: String) throws {
    let usable = zip(survey.items, images).compactMap { item, image in
      (try? item.outcome.get()).map { (image, $0) }
    }
    let left = usable.count - Self.mostImages
    let note =
      left > 0
      ? "The first \(Self.mostImages) images of \(usable.count) are shown." : nil
    var plot = StainPlot(note: note)
    if usable.count > 1, let pooled = survey.pooled {
      try plot.add(
        StainPanel(
          name: StainsReport.pooledName, estimate: pooled, colors: survey.pooledColors))
    }
    for (image, estimate) in usable.prefix(Self.mostImages) {
      let picture = try StainSurvey.picture(of: image, white: estimate.white)
      try plot.add(StainPanel(image: picture, name: image.image, estimate: estimate))
    }
    try OutputFile.write(plot.bytes(), to: path)
    Message.write("Plot written to \(path)." + (note.map { " \($0)" } ?? ""))
  }
}
