import Foundation
import Quantification
import Raster
import Store

extension ResultFolder {
  /// Writes tables, the report and `run.json`, and tells the store how the run ended.
  ///
  /// Cases and slides are visited one by one, and what is written of one of them is not kept.
  ///
  /// - Parameters:
  ///   - run: its results.
  ///   - isComplete: whether it came to its end.
  /// - Returns: path of the report.
  /// - Throws: what kept a file or the store from being written, or a slide from being read back.
  @discardableResult
  public func finish(_ run: RunResult, isComplete: Bool = true) throws -> String {
    let reviews = try orGone {
      try store?.checkInPlace()
      return try writeAll(run)
    }
    if let store {
      remove(try store.finish(run, isComplete: isComplete))
      remove(try store.correctedSlidesGone().map(ReviewedRun.correctedName))
      try orGone { try writeCorrected(of: run, reviews: reviews, from: store) }
    }
    return reportPath
  }

  /// Writes files; says so when the folder itself is what is missing.
  private func orGone<Value>(_ write: () throws -> Value) throws -> Value {
    do { return try write() } catch { throw isThere ? error : OutputError.folderGone(path: path) }
  }

  /// Writes the corrected nuclei of cases whose signature stands, which were signed in another
  /// folder, or whose slides were measured again.
  private func writeCorrected(
    of run: RunResult, reviews: [String: CaseReview], from store: RunStore
  ) throws {
    guard reviews.values.contains(where: { $0.signed?.isOutdated == false }) else { return }
    let stored = try store.stored()
    let corrected = try stored.correctedSlides()
    for slide in run.slides.digests
    where slide.status == .measured && corrected.contains(slide.slide)
      && reviews[slide.caseName]?.signed?.isOutdated == false
    {
      let result = try stored.slide(slide.slide).kept.result
      try ReviewedRun.writeNuclei(of: try ReviewedSlide(result, in: stored), in: path)
    }
  }

  /// Writes what stands for the whole run, and returns what people did with its cases.
  private func writeAll(_ run: RunResult) throws -> [String: CaseReview] {
    let batch = OutputBatch()
    batch.wait(for: written.withLock({ $0.files }).sorted().map { "\(path)/\($0)" })
    let reviews = try store?.reviews(of: run) ?? [:]
    let files = try ResultTables.names.map { try GrowingFile(path: "\(path)/\($0)") }
    let tables = ResultTables(of: run, reviews: reviews) { try files[$0].write($1) }
    let record = try GrowingFile(path: "\(path)/run.json")
    let tally = try write(run, tables: tables) { try record.write($0) }
    for file in files { batch.add(file) }
    let report = try GrowingFile(path: reportPath)
    try self.report(of: run, reviews: reviews, tally: tally).write { try report.write($0) }
    batch.add(report)
    batch.add(record)
    if let failure = run.slides.failure { throw failure }
    try batch.finish()
    return reviews
  }

  /// The record of a run as JSON text, as it stands in `run.json`.
  ///
  /// - Throws: why a slide cannot be read back, or an encoding error, which would be a defect.
  public func json(of run: RunResult) throws -> String {
    var bytes: [UInt8] = []
    _ = try write(run, tables: nil) { bytes += $0 }
    if let failure = run.slides.failure { throw failure }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Goes once over all cases and then once over all slides.
  private func write(
    _ run: RunResult, tables: ResultTables?, record sink: ([UInt8]) throws -> Void
  ) throws -> CaseTally {
    try withoutActuallyEscaping(sink) { sink in
      var tables = tables
      var writer = RunRecordWriter(to: sink)
      var tally = CaseTally()
      for result in run.cases {
        tally.add(result)
        try tables?.add(result)
        try writer.add(result)
      }
      try writer.endCases(
        record(of: run, casesGraded: tally.graded, hasTables: tables != nil))
      for slide in run.slides {
        try tables?.add(slide)
        try writer.add(slide, hashes: try store?.inputHashes(of: slide.slide) ?? [:])
      }
      try tables?.finish(rejected: run.rejected)
      try writer.finish()
      return tally
    }
  }

  private func report(
    of run: RunResult, reviews: [String: CaseReview], tally: CaseTally
  ) -> HTMLReport {
    let shown = Set(HTMLReport.shownCases(of: run).flatMap(\.slides))
    let pictures = written.withLock { $0.pictures }.filter { shown.contains($0.key) }
    let album = PictureAlbum(folder: path, pictures: pictures, caseCount: run.cases.count)
    return HTMLReport(
      run: run, version: program.version, pictures: album.pictures,
      picturesAreLinked: album.isLinked, tally: tally, reviews: reviews)
  }

  private func record(of run: RunResult, casesGraded: Int, hasTables: Bool) -> RunRecord {
    let files = written.withLock { $0.files }.union(hasTables ? ResultTables.names : [])
      .union(["report.html", "run.json"]).union(store == nil ? [] : [RunStore.fileName])
    var record = RunRecord(
      of: run, casesGraded: casesGraded, program: program, started: started,
      files: files.sorted())
    record.settings.hash = store?.settings.hash.text
    return record
  }
}
