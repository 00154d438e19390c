import ArgumentParser
import SlideIO

/// `ki67 info`: says what image files are, and whether they can be measured.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what image files are: size, pixel size and its source, readable or why not.",
    discussion: """
      Every image is decoded to be sure that it can be read, unless --headers-only is given.

      Exit codes: 0 all readable, 1 none readable, 3 some readable, 64 wrong usage.
      """)

  @Argument(help: ArgumentHelp("Image files (PNG or TIFF).", valueName: "image"))
  var images: [String]

  @Flag(help: "Print the result as JSON, an array with one object for each image.")
  var json = false

  @Flag(help: "Read only the headers; damage to the pixels goes unnoticed.")
  var headersOnly = false

  @Option(help: ArgumentHelp("Largest memory for one image, in MiB.", valueName: "MiB"))
  var memory = 1024

  @Option(help: ArgumentHelp("Write the decoded pixels to this PNG.", visibility: .hidden))
  var decodeTo: String?

  func validate() throws {
    guard memory >= 1 && memory <= 1 << 30 else {
      throw ValidationError("--memory is \(memory); expected at least 1 MiB.")
    }
    guard decodeTo == nil || (images.count == 1 && !headersOnly) else {
      throw ValidationError("--decode-to takes one image, and not --headers-only.")
    }
  }

  func run() throws {
    let reader = ImageReader(memoryLimitBytes: memory << 20)
    let reports = images.map { describe($0, reader) }
    print(json ? InfoReport.json(reports) : reports.map(\.text).joined(separator: "\n"))
    let readable = reports.filter { $0.problem == nil }.count
    if readable < reports.count { throw ExitCode(readable == 0 ? 1 : 3) }
  }

  private func describe(_ path: String, _ reader: ImageReader) -> InfoReport {
    var report = InfoReport(path: path)
    do throws(ImageFileError) {
      report.info = try reader.info(at: path)
      guard !headersOnly else { return report }
      let decoded = try reader.decode(at: path)
      report.warnings = decoded.warnings
      if let decodeTo { try ImageWriter.writePNG(decoded.image, to: decodeTo, compressionLevel: 0) }
    } catch {
      report.problem = error
    }
    return report
  }
}
