import ArgumentParser
import Quantification
import Raster
import SlideIO

/// `ki67 info`: says what image files are, and whether they can be measured.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what images and slides are: size, levels, pixel size, readable or why not.",
    discussion: """
      Every image is decoded to be sure that it can be read, unless --headers-only is given; of \
      a slide, every tile of every level.

      PNG, TIFF, OME-TIFF and Aperio SVS are read directly. Slides of other vendors (NDPI, MRXS, \
      SCN, BIF, VMS, Trestle, Philips, DICOM, SVS with JPEG 2000) are read through OpenSlide when \
      it is installed; KI67_OPENSLIDE names the file of its library if it is in no usual place.

      The DICOM files of one slide are told as one.

      Exit codes: 0 all readable, 1 none readable, 3 some readable, 64 wrong usage.
      """)

  @Argument(help: ArgumentHelp("Image and slide files, and folders of them.", valueName: "image"))
  var images: [String]

  @Flag(help: "Print the result as JSON, an array with one object for each image.")
  var json = false

  @Flag(help: "Read only the headers; damage to the pixels goes unnoticed.")
  var headersOnly = false

  @Option(
    help: ArgumentHelp(
      "Largest memory for one image or tile, for example 1GiB; a number alone is MiB.",
      valueName: "size"))
  var memory = MemorySize(mebibytes: 1024)

  @Option(help: ArgumentHelp("Write the decoded pixels to this PNG.", visibility: .hidden))
  var decodeTo: String?

  @Option(help: ArgumentHelp("Write this level.", visibility: .hidden))
  var decodeLevel = 0

  @Option(help: ArgumentHelp("Write this picture beside the slide.", visibility: .hidden))
  var decodePicture: String?

  func validate() throws {
    guard !images.contains("") else {
      throw ValidationError("an image has an empty name; name a file or a folder.")
    }
    guard memory.mebibytes >= 1 else {
      throw ValidationError("--memory is \(memory); expected at least 1MiB.")
    }
    guard decodeTo == nil || (images.count == 1 && !headersOnly) else {
      throw ValidationError("--decode-to takes one image, and not --headers-only.")
    }
  }

  func run() throws {
    if let decodeTo {
      var outputs = OutputGuard()
      outputs.addFile(decodeTo, option: "--decode-to")
      try outputs.check(ListedFile.files(of: images).map(\.path))
    }
    let reader = ImageReader(memoryLimitBytes: memory.bytes)
    let reports = ListedFile.files(of: images).map { file in
      var report = describe(file.path, reader)
      report.otherFiles = file.others
      return report
    }
    print(json ? InfoReport.json(reports) : reports.map(\.text).joined(separator: "\n"))
    let readable = reports.filter { $0.problem == nil }.count
    if readable < reports.count { throw ExitCode(readable == 0 ? 1 : 3) }
  }

  private func describe(_ path: String, _ reader: ImageReader) -> InfoReport {
    var report = InfoReport(path: path)
    if let emptiness = ListedFile.emptiness(of: path) {
      report.problem = emptiness
      return report
    }
    do throws(ImageFileError) {
      let slide = try SlideReader(memoryLimitBytes: memory.bytes).describe(path)
      report.slide = slide
      report.warnings = slide.warnings
      if !slide.reader.isOpenSlide { report.info = try reader.info(at: path) }
      guard !headersOnly else { return report }
      // What OME-XML calls the slide need not be the first image of the file.
      let isFirst = report.info?.width == slide.width && report.info?.height == slide.height
      if slide.isPyramid || !isFirst || decodeLevel != 0 || decodePicture != nil {
        report.warnings += try check(slide)
      } else {
        let decoded = try reader.decode(at: path)
        report.warnings += decoded.warnings.filter { !report.warnings.contains($0) }
        try save(decoded.image)
      }
    } catch {
      report.problem = error.description
      if report.info == nil { report.info = try? reader.info(at: path) }
    }
    return report
  }

  /// Decodes all tiles of a slide, in parts that fit in memory, and gives remarks on its pixels.
  private func check(_ slide: SlideDescription) throws(ImageFileError) -> [String] {
    // No tile is needed twice.
    let handle = SlideHandle(slide, cacheBytes: 0, memoryLimitBytes: memory.bytes)
    guard decodeTo == nil else {
      try save(from: handle)
      return handle.traits.warnings
    }
    var image = RGBImage(width: 0, height: 0, samples: [])
    for (index, level) in slide.levels.enumerated() {
      // Strips are cut down only: they reach from side to side.
      let width = level.isTiled ? 8 * level.tileWidth : level.width
      let height = max(level.tileHeight, 2048 / level.tileHeight * level.tileHeight)
      for y in stride(from: 0, to: level.height, by: height) {
        for x in stride(from: 0, to: level.width, by: width) {
          let part = PixelRect(x: x, y: y, width: width, height: height)
          try handle.readRegion(part.intersection(level.bounds), level: index, into: &image)
        }
      }
    }
    return handle.traits.warnings
  }

  private func save(from handle: SlideHandle) throws(ImageFileError) {
    if let decodePicture {
      if let image = try handle.associatedImage(named: decodePicture) { try save(image) }
    } else if handle.slide.levels.indices.contains(decodeLevel) {
      try save(handle.region(handle.slide.levels[decodeLevel].bounds, level: decodeLevel))
    }
  }

  private func save(_ image: RGBImage) throws(ImageFileError) {
    guard let decodeTo else { return }
    try ImageWriter.writePNG(image, to: decodeTo, compressionLevel: 0)
  }
}
