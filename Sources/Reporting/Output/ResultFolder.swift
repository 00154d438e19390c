import Foundation
import Quantification
import SlideIO
import Synchronization

/// Writes the output folder of a run: what belongs to a slide as soon as it is measured, tables,
/// report and `run.json` at the end.
///
/// Every file appears under its name only when it is complete. Apart from `run.json`, which holds
/// times and the machine, the files depend on inputs and settings only: not on threads, on the order
/// in which slides finish, or on the clock.
public final class ResultFolder: RunObserver {
  /// Path of the folder.
  public let path: String
  /// What is written besides the tables.
  public let options: ResultOptions
  private let program: ProgramVersion
  private let started: Date
  private let onProgress: (@Sendable (RunProgress) -> Void)?
  private let written = Mutex(Written())

  private struct Written {
    var files: Set<String> = []
    var pictures: [String: [SlidePicture]] = [:]
  }

  /// Makes the folder and those inside it that will be needed.
  ///
  /// - Parameters:
  ///   - path: the folder; what is in it stays, files of the same names are replaced.
  ///   - options: what to write besides the tables.
  ///   - program: version for `run.json` and the report.
  ///   - onProgress: receives progress, from several threads at once.
  /// - Throws: why nothing can be written there.
  public init(
    path: String, options: ResultOptions = ResultOptions(), program: ProgramVersion,
    onProgress: (@Sendable (RunProgress) -> Void)? = nil
  ) throws(OutputError) {
    self.path = path
    self.options = options
    self.program = program
    self.onProgress = onProgress
    started = Date()
    try OutputFile.makeFolder(path)
    if options.nuclei == .csv { try OutputFile.makeFolder("\(path)/nuclei") }
    if options.overlays != .none { try OutputFile.makeFolder("\(path)/overlays/report") }
    // Found out now rather than after hours of measuring.
    _ = try OutputFile(path: "\(path)/run.json")
  }

  /// Path of the report, which is there after `finish(_:)`.
  public var reportPath: String { "\(path)/report.html" }

  /// Writes nuclei and pictures of a slide.
  public func slideFinished(
    _ slide: SlideResult, nuclei: SlideNuclei, pixels: any SlidePixelReading
  ) throws {
    if options.nuclei == .csv {
      let name = "nuclei/\(slide.slide).csv"
      try NucleiTable.write(slide, nuclei: nuclei, to: "\(path)/\(name)")
      written.withLock { _ = $0.files.insert(name) }
    }
    let painter = SlidePainter(folder: path, slide: slide, nuclei: nuclei, pixels: pixels)
    let pictures = try painter.paint(options.overlays)
    written.withLock {
      $0.files.formUnion(pictures.flatMap(\.files))
      $0.pictures[slide.slide] = pictures
    }
  }

  /// Hands progress on.
  public func progressed(_ progress: RunProgress) { onProgress?(progress) }

  /// The record of a run as JSON text, as it stands in `run.json`.
  ///
  /// - Throws: an encoding error, which would be a defect of the program.
  public func json(of run: RunResult) throws -> String {
    let record = RunRecord(
      of: run, program: program, started: started, files: writtenFiles(with: []))
    return String(decoding: try record.json(), as: UTF8.self)
  }

  private func writtenFiles(with tables: [String]) -> [String] {
    written.withLock { $0.files }.union(tables).union(["report.html", "run.json"]).sorted()
  }

  /// Writes tables, the report and `run.json`.
  ///
  /// - Returns: path of the report.
  @discardableResult
  public func finish(_ run: RunResult) throws -> String {
    let tables = [
      ("cases.csv", CasesTable.bytes(of: run)), ("slides.csv", SlidesTable.bytes(of: run)),
      ("tiles.csv", TilesTable.bytes(of: run)), ("hotspots.csv", HotspotsTable.bytes(of: run)),
      ("regions.csv", RegionsTable.bytes(of: run)),
    ]
    for (name, bytes) in tables { try OutputFile.write(bytes, to: "\(path)/\(name)") }
    let pictures = written.withLock { $0.pictures }
    let album = PictureAlbum(folder: path, pictures: pictures, caseCount: run.cases.count)
    let report = HTMLReport(
      run: run, version: program.version, pictures: album.pictures,
      picturesAreLinked: album.isLinked)
    try OutputFile.write(try report.bytes(), to: reportPath)
    let record = RunRecord(
      of: run, program: program, started: started, files: writtenFiles(with: tables.map(\.0)))
    try OutputFile.write(try record.json(), to: "\(path)/run.json")
    return reportPath
  }
}
