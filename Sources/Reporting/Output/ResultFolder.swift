import Foundation
import Quantification
import Raster
import SlideIO
import Store

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
  let store: RunStore?
  let stop: StopRequest
  let program: ProgramVersion
  let started: Date
  private let onProgress: (@Sendable (RunProgress) -> Void)?
  let written = Guarded(Written())

  /// What was written for the slides.
  struct Written {
    var files: Set<String> = []
    var pictures: [String: [SlidePicture]] = [:]
  }

  /// Makes the folder and those inside it that will be needed.
  ///
  /// - Parameters:
  ///   - path: the folder; what is in it stays, files of the same names are replaced.
  ///   - options: what to write besides the tables.
  ///   - program: version for `run.json` and the report.
  ///   - store: keeps what was measured, so that a later run goes on from it; nil keeps nothing.
  ///   - stop: asked to end the run when results can no longer be written.
  ///   - onProgress: receives progress, from several threads at once.
  /// - Throws: why nothing can be written there.
  public init(
    path: String, options: ResultOptions = ResultOptions(), program: ProgramVersion,
    store: RunStore? = nil, stop: StopRequest = StopRequest(),
    onProgress: (@Sendable (RunProgress) -> Void)? = nil
  ) throws(OutputError) {
    self.path = path
    self.options = options
    self.program = program
    self.store = store
    self.stop = stop
    self.onProgress = onProgress
    started = Date()
    try OutputFile.makeFolder(path)
    if options.nuclei == .csv { try OutputFile.makeFolder("\(path)/nuclei") }
    if options.overlays != .none { try OutputFile.makeFolder("\(path)/overlays/report") }
    if store != nil { Leftovers.remove(in: path) }
    // Found out now rather than after hours of measuring.
    _ = try OutputFile(path: "\(path)/run.json")
  }

  /// Path of the report, which is there after `finish(_:)`.
  public var reportPath: String { "\(path)/report.html" }

  /// Writes nuclei and pictures of a slide and keeps it in the store.
  public func slideFinished(
    _ slide: SlideResult, nuclei: SlideNuclei, pixels: any SlidePixelReading
  ) throws {
    // Corrections of what was measured before; they are written at the end if they still count.
    remove([ReviewedRun.correctedName(of: slide.slide)])
    do {
      let pictures = try writeFiles(of: slide, nuclei: nuclei, pixels: pixels)
      do {
        try keep(slide, nuclei: nuclei, pictures: pictures)
      } catch {
        // Files of a result that is not kept would pass for those of an earlier one.
        if store != nil { discard(pictures, of: slide.slide) }
        throw error
      }
    } catch {
      stopIfNothingCanBeStored(error)
      throw error
    }
  }

  /// Writes the files of a slide that were asked for and notes them.
  func writeFiles(
    of slide: SlideResult, nuclei: SlideNuclei, pixels: any SlidePixelReading
  ) throws -> SlidePictures {
    var files: [String] = []
    if options.nuclei == .csv {
      let name = Self.nucleiName(of: slide.slide)
      try NucleiTable.write(slide, nuclei: nuclei, to: "\(path)/\(name)")
      files.append(name)
    }
    let painter = SlidePainter(folder: path, slide: slide, nuclei: nuclei, pixels: pixels)
    let pictures = SlidePictures(
      options: options, list: try painter.paint(options.overlays), tables: files)
    note(pictures, of: slide.slide)
    return pictures
  }

  /// Notes which files belong to a slide.
  func note(_ pictures: SlidePictures, of slide: String) {
    written.withLock {
      $0.files.formUnion(pictures.files)
      $0.pictures[slide] = pictures.list
    }
  }

  private func discard(_ pictures: SlidePictures, of slide: String) {
    written.withLock {
      $0.files.subtract(pictures.files)
      $0.pictures[slide] = nil
    }
    remove(pictures.files)
  }

  /// Hands progress on.
  public func progressed(_ progress: RunProgress) { onProgress?(progress) }
}
