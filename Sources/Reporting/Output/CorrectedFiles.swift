import Foundation
import Quantification
import Store

/// The files `corrected/<slide>.csv` in the folder of a run, which follow from its database.
public struct CorrectedFiles {
  private let stored: StoredRun
  private let reviews: [String: CaseReview]
  /// Measured slides that people ever corrected, with their cases.
  private let cases: [String: String]

  /// Prepares to look at the files of a run.
  ///
  /// - Parameter stored: the run.
  /// - Throws: what keeps the database from being read.
  public init(_ stored: StoredRun) throws {
    self.stored = stored
    let run = try RunMerge([stored], isForced: true).result()
    reviews = try stored.reviews(of: run)
    let corrected = try stored.correctedSlides()
    var cases: [String: String] = [:]
    for slide in run.slides.digests
    where slide.status == .measured && corrected.contains(slide.slide) {
      cases[slide.slide] = slide.caseName
    }
    self.cases = cases
  }

  /// What is to be said about files that are missing, changed, or should not be there.
  ///
  /// Of a case whose signature no longer stands the files are of its time, and not looked at.
  ///
  /// - Returns: a line for each file, in order.
  /// - Throws: what keeps the database from being read.
  public func problems() throws -> [String] {
    let kept = try stored.keptSlides()
    var left = Set(found())
    var problems: [String] = []
    for (slide, name) in cases.sorted(by: { NaturalOrder.precedes($0.key, $1.key) }) {
      guard let signed = reviews[name]?.signed else { continue }
      let file = ReviewedRun.correctedName(of: slide)
      if signed.isOutdated {
        left.remove(file)
      } else if let table = try bytes(of: slide) {
        left.remove(file)
        if FileManager.default.contents(atPath: "\(stored.folder)/\(file)") != Data(table) {
          problems.append("\(file): missing, or differs from what the database says")
        }
      }
    }
    // What was measured of slides that cannot be read at present waits for them.
    left.subtract(kept.subtracting(try stored.slideNames()).map(ReviewedRun.correctedName))
    return problems
      + left.sorted(by: NaturalOrder.precedes).map {
        "\($0): no signed corrections are of this slide; remove the file"
      }
  }

  /// The table of a slide; nil when no correction stands on it.
  private func bytes(of slide: String) throws -> [UInt8]? {
    let reviewed = try ReviewedSlide(try stored.slide(slide).kept.result, in: stored)
    guard !reviewed.corrections.byNucleus.isEmpty else { return nil }
    return try CorrectedNucleiTable(reviewed).bytes()
  }

  private func found() -> [String] {
    let folder = "\(stored.folder)/\(ReviewedRun.correctedFolder)"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { !$0.hasPrefix(".") }.map { "\(ReviewedRun.correctedFolder)/\($0)" }
  }
}
