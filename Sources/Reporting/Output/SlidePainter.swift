import Hotspots
import Quantification
import Raster
import SlideIO

/// Draws and writes the pictures of one slide.
struct SlidePainter {
  /// Output folder.
  var folder: String
  var slide: SlideResult
  var nuclei: SlideNuclei
  var pixels: any SlidePixelReading

  /// Lower than the library's default: outlined tissue hardly shrinks further, but takes longer.
  private static let compressionLevel = 4
  /// JPEG quality of the copies for the report; outlines stay free of halos.
  private static let jpegQuality = 84

  /// Writes the pictures that were asked for and returns them, the overview first.
  func paint(_ overlays: ResultOptions.Overlays) throws -> [SlidePicture] {
    var pictures: [SlidePicture] = []
    if overlays == .all, let view = OverlayView.overview(of: slide) {
      pictures.append(
        try paint(view, subject: .overview, name: slide.slide, focus: nil))
    }
    if overlays != .none, let hotspot = slide.hotspots.first,
      let view = OverlayView.detail(of: hotspot, in: slide)
    {
      let subject = SlidePicture.Subject.hotspot(
        rank: hotspot.rank, positive: hotspot.counts.positive, total: hotspot.counts.total)
      pictures.append(
        try paint(
          view, subject: subject, name: "\(slide.slide)-hotspot-\(hotspot.rank)",
          focus: hotspot))
    }
    return pictures
  }

  private func paint(
    _ view: OverlayView, subject: SlidePicture.Subject, name: String, focus: Hotspot?
  ) throws -> SlidePicture {
    let image = try pixels.image(of: view.rect, downsample: view.downsample)
    let file = "overlays/\(name).png"
    try write(drawn(image, view, focus), view, to: file)
    let reportView = view.reduced(toLongSide: OverlayView.reportLongSide)
    let reportFile = "overlays/report/\(name).jpg"
    let reduced = image.averaged(by: reportView.downsample / view.downsample)
    let jpeg = try ImageWriter.jpeg(drawn(reduced, reportView, focus), quality: Self.jpegQuality)
    try OutputFile.write(jpeg, to: "\(folder)/\(reportFile)")
    return SlidePicture(
      slide: slide.slide, subject: subject, file: file, reportFile: reportFile,
      reportView: reportView)
  }

  private func drawn(_ image: RGBImage, _ view: OverlayView, _ focus: Hotspot?) -> RGBImage {
    let hotspots = focus.map { [$0] } ?? slide.hotspots
    return Overlay(view: view).drawn(
      on: image, nuclei: nuclei, hotspots: hotspots, focus: focus,
      regions: OverlayRegion.all(of: slide))
  }

  private func write(_ image: RGBImage, _ view: OverlayView, to file: String) throws {
    let scale = Double(view.downsample)
    let size = slide.pixelSize.map {
      PixelSize(xMicrons: $0.xMicrons * scale, yMicrons: $0.yMicrons * scale, source: $0.source)
    }
    try ImageWriter.writePNG(
      image, to: "\(folder)/\(file)", pixelSize: size, compressionLevel: Self.compressionLevel)
  }
}
