import ArgumentParser
import Quantification
import Reporting
import Store

/// Stores and prints what came out of a run, and ends with the exit code that says so.
struct RunSummary {
  let result: RunResult
  let folder: ResultFolder
  let store: RunStore
  let stop: StopRequest
  let isQuiet: Bool

  /// Most errors of one slide that are printed.
  private static let mostErrors = 20
  /// Most warnings of a run that are printed.
  private static let mostWarnings = 20

  /// What was measured is printed even when tables or report cannot be written.
  func conclude(asJSON: Bool) throws {
    let reason = stop.reason
    let stored = Result { try folder.finish(result, isComplete: reason == nil) }
    if let loss = store.changes.loss { Message.warning(loss) }
    if !isQuiet { for message in store.changes.messages { Message.write(message) } }
    printErrors()
    switch reason {
    case .interrupted: try endInterrupted(stored)
    case .cannotStore: try endUnstored(stored)
    case nil: break
    }
    if asJSON {
      print(try folder.json(of: result))
    } else if !isQuiet {
      print(CaseTable.text(result))
    }
    let report = try stored.get()
    if !asJSON && !isQuiet { print("Report: \(report)") }
    if !isUsable && !result.slides.isEmpty { throw ExitCode(1) }
    if !isComplete { throw ExitCode(3) }
  }

  private func printErrors() {
    var warnings = 0
    for (place, digest) in result.slides.digests.enumerated()
    where digest.status != .skipped && digest.hasMessages {
      let slide = result.slides[place]
      if let error = slide.error { Message.error(error) }
      for note in slide.regionNotes where !isQuiet { Message.write(note) }
      if !isQuiet { printWarnings(slide.imageWarnings, after: &warnings) }
      let failed = slide.tiles.filter { $0.status == .failed && $0.error != slide.error }
      for tile in failed.prefix(Self.mostErrors) { Message.error(tile.error ?? tile.path) }
      if failed.count > Self.mostErrors {
        Message.error(
          "\(slide.slide): \(failed.count - Self.mostErrors) more tiles cannot be read; "
            + "tiles.csv names them all.")
      }
    }
    if warnings > Self.mostWarnings {
      Message.warning(
        "\(warnings - Self.mostWarnings) more warnings about images; tiles.csv has them all.")
    }
  }

  /// The first warnings of a run, which thousands of images may share.
  private func printWarnings(_ warnings: [String], after count: inout Int) {
    for warning in warnings.prefix(max(0, Self.mostWarnings - count)) { Message.warning(warning) }
    count += warnings.count
  }

  private func endInterrupted(_ stored: Result<String, any Error>) throws {
    if case .failure(let error) = stored { Message.error("\(error)") }
    let end = Self.loss(stored) ?? "\(finished) The same command goes on from here."
    Message.write("Interrupted: \(end)")
    throw ExitCode(Interruption.exitCode)
  }

  private func endUnstored(_ stored: Result<String, any Error>) throws {
    if case .failure(let error) = stored {
      Message.error("\(error)")
    }
    let end =
      Self.loss(stored) ?? "\(finished) Once that is mended, the same command goes on from here."
    Message.write("Ended early: \(end)")
    throw ExitCode(isUsable && (try? stored.get()) != nil ? 3 : 1)
  }

  /// What became of a run whose database is no longer in its folder; nil when it is.
  private static func loss(_ stored: Result<String, any Error>) -> String? {
    guard case .failure(StoreError.gone(let path)) = stored else { return nil }
    return "what was measured went with \(path); put the file back and give the command again."
  }

  /// "12 of 40 slides are measured and kept; 37 % of slide A."
  private var finished: String {
    let count = result.slides.digests.count { $0.status == .measured }
    let parts = result.slides.digests.compactMap { slide in
      slide.shareNoted.map { "\(Int($0 * 100)) % of \(slide.slide)" }
    }
    let slides = "\(count) of \(result.slides.count) slides are measured and kept"
    return (parts.isEmpty ? slides : "\(slides); \(parts.joined(separator: ", "))") + "."
  }

  private var isUsable: Bool { result.slides.digests.contains { $0.status == .measured } }

  private var isComplete: Bool {
    result.rejected.isEmpty && result.slides.digests.allSatisfy(\.isComplete)
  }
}
