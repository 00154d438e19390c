import Hotspots
import Nuclei
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

  /// JPEG quality of the copies for the report; outlines stay free of halos.
  private static let jpegQuality = 84
  /// Largest picture pixel in µm at which nuclei are outlined: a nucleus is then 6 pixels wide.
  private static let outlinedMicrons = 1.2
  /// Area in mm² from which the index is worth a map.
  private static let mappedSquareMillimeters = 1.0
  /// Longest sides of maps: of the picture, and of its copy in the report.
  private static let mapLongSides = (picture: 2000, report: 1400)
  /// Longest side of each of the two views of a hotspot in the report.
  static let hotspotReportSide = 640
  /// White pixels between the two views of a hotspot.
  static let gap = 8

  /// Writes the pictures that were asked for and returns them, those of the whole slide first.
  func paint(_ overlays: ResultOptions.Overlays) throws -> [SlidePicture] {
    var pictures: [SlidePicture] = []
    if overlays == .all {
      if let view = OverlayView.overview(of: slide),
        Self.isOutlined(view, micronsPerPixel: slide.detectionMicronsPerPixel)
      {
        pictures.append(try paintOverview(view))
        if isMapped, let map = try paintMap(name: PictureName.map(of: slide.slide)) {
          pictures.append(map)
        }
      } else if let map = try paintMap(name: slide.slide) {
        pictures.append(map)
      }
    }
    guard overlays != .none else { return pictures }
    for hotspot in slide.hotspots {
      guard let view = OverlayView.detail(of: hotspot, in: slide) else { continue }
      pictures.append(try paint(hotspot, view))
    }
    return pictures
  }

  /// Whether nuclei are large enough in a view of a slide to be outlined; else the slide has a map of
  /// the same name.
  static func isOutlined(_ view: OverlayView, micronsPerPixel: SIMD2<Double>?) -> Bool {
    guard let microns = micronsPerPixel else { return true }
    return Double(view.downsample) * max(microns.x, microns.y) <= outlinedMicrons
  }

  /// Whether a map says more than the outlines do.
  private var isMapped: Bool {
    let kinds = pixels.tissue?.found ?? []
    return kinds.contains { $0 != .glass && $0 != .tissue }
      || slide.measuredAreaSquareMillimeters ?? 0 >= Self.mappedSquareMillimeters
  }

  private func paintOverview(_ view: OverlayView) throws -> SlidePicture {
    let image = try pixels.image(of: view.rect, downsample: view.downsample)
    func drawn(_ image: RGBImage, _ view: OverlayView) -> RGBImage {
      Overlay(view: view).drawn(
        on: image, nuclei: nuclei, hotspots: slide.hotspots, regions: OverlayRegion.all(of: slide))
    }
    let reduced = view.reduced(toLongSide: OverlayView.reportLongSide)
    let small = image.averaged(by: reduced.downsample / view.downsample)
    return try write(
      drawn(image, view), copy: drawn(small, reduced), subject: .overview, name: slide.slide,
      view: view, scaleBarMicrons: reduced.scaleBarMicrons)
  }

  private func paintMap(name: String) throws -> SlidePicture? {
    let heat = HeatMap(of: slide, nuclei: nuclei)
    func drawn(longSide: Int) throws -> (image: RGBImage, view: OverlayView)? {
      guard let layout = SlideMapLayout(of: slide, longSide: longSide) else { return nil }
      let image = try pixels.image(of: layout.view.rect, downsample: layout.view.downsample)
      let map = SlideMapPicture(slide: slide, tissue: pixels.tissue, heat: heat, layout: layout)
      return (map.drawn(on: image), layout.view)
    }
    guard let picture = try drawn(longSide: Self.mapLongSides.picture),
      let copy = try drawn(longSide: Self.mapLongSides.report)
    else { return nil }
    return try write(
      picture.image, copy: copy.image, subject: .map, name: name, view: picture.view,
      scaleBarMicrons: nil)
  }

  /// The plain picture of a hotspot, and beside it the one with outlines.
  private func paint(_ hotspot: Hotspot, _ view: OverlayView) throws -> SlidePicture {
    let image = try pixels.image(of: view.rect, downsample: view.downsample)
    func drawn(_ image: RGBImage, _ view: OverlayView) -> RGBImage {
      let outlined = Overlay(view: view).drawn(
        on: image, nuclei: nuclei, hotspots: [hotspot], focus: hotspot,
        regions: OverlayRegion.all(of: slide))
      return image.beside(outlined, gap: Self.gap)
    }
    let reduced = view.reduced(toLongSide: Self.hotspotReportSide)
    let small = image.averaged(by: reduced.downsample / view.downsample)
    return try write(
      drawn(image, view), copy: drawn(small, reduced),
      subject: .hotspot(
        rank: hotspot.rank, positive: hotspot.counts.positive, total: hotspot.counts.total),
      name: PictureName.hotspot(hotspot.rank, of: slide.slide), view: view,
      scaleBarMicrons: reduced.scaleBarMicrons)
  }

  private func write(
    _ image: RGBImage, copy: RGBImage, subject: SlidePicture.Subject, name: String,
    view: OverlayView, scaleBarMicrons: Double?
  ) throws -> SlidePicture {
    let scale = Double(view.downsample)
    let size = slide.pixelSize.map {
      PixelSize(xMicrons: $0.xMicrons * scale, yMicrons: $0.yMicrons * scale, source: $0.source)
    }
    let file = "overlays/\(name).png"
    try ImageWriter.writePicture(image, to: "\(folder)/\(file)", pixelSize: size)
    let copyFile = "overlays/report/\(name).jpg"
    let jpeg = try ImageWriter.jpeg(copy, quality: Self.jpegQuality)
    try OutputFile.write(jpeg, to: "\(folder)/\(copyFile)")
    return SlidePicture(
      slide: slide.slide, subject: subject, rect: view.rect, file: file,
      copy: SlidePicture.Copy(
        file: copyFile, width: copy.width, height: copy.height, scaleBarMicrons: scaleBarMicrons))
  }
}
