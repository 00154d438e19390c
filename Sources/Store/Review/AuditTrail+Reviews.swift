import GRDB
import Grading
import Hotspots
import Nuclei
import Quantification

extension AuditTrail {
  /// What people did with each case of a run; cases nobody touched are left out.
  static func reviews(of run: RunResult, _ db: Database) throws -> [String: CaseReview] {
    let entries = try allEntries(db)
    guard !entries.isEmpty else { return [:] }
    var cases: [String: String] = [:]
    for slide in run.slides.digests { cases[slide.slide] = slide.caseName }
    var reviews: [String: CaseReview] = [:]
    for entry in entries {
      switch entry.action {
      case .sign(let signature):
        reviews[entry.subject, default: CaseReview()].signed = CaseReview.Signed(
          who: entry.who, at: entry.at, signature: signature)
      case .correct:
        guard let name = cases[entry.subject] else { continue }
        reviews[name]?.signed?.isCorrectedSince = true
      case .count: break
      }
    }
    for count in try counts(of: entries, db) where count.isFinished {
      guard let name = cases[count.slide] else { continue }
      reviews[name, default: CaseReview()].counts.append(count)
    }
    try compare(&reviews, with: run, db)
    return reviews
  }

  /// Finds the signatures that are of something else than the run holds under the case's name.
  private static func compare(
    _ reviews: inout [String: CaseReview], with run: RunResult, _ db: Database
  ) throws {
    guard reviews.contains(where: { $0.value.signed != nil }) else { return }
    var slides: [String: [String]] = [:]
    for slide in run.slides.digests where slide.status == .measured {
      slides[slide.caseName, default: []].append(slide.slide)
    }
    for place in run.cases.indices {
      let name = run.cases.input(at: place).name
      guard let signature = reviews[name]?.signed?.signature else { continue }
      let isPresent = try isPresent(
        signature, as: run.cases[place], slides: slides[name] ?? [], db)
      if !isPresent { reviews[name]?.signed?.isOfOtherMeasurement = true }
    }
  }

  /// Whether a signature is about a case as it is measured now.
  static func isPresent(
    _ signature: CaseSignature, as result: CaseResult, slides: [String], _ db: Database
  ) throws -> Bool {
    let measured = try JudgedThing.measurement(of: slides, db)
    // Signatures of older versions say only how much was measured.
    return signature.measured ?? measured == measured && signature.isOfCounts(of: result)
  }

  /// Counts of readers, which know whether their field is still what they counted in.
  static func counts(
    of entries: some Sequence<ReviewEntry>, _ db: Database
  ) throws -> [ReaderCount] {
    var counts = ReaderCount.all(of: entries)
    for place in counts.indices {
      guard let counted = counts[place].counted else { continue }
      let present = try JudgedThing.field(counts[place].field, of: counts[place].slide, db)
      counts[place].isOfOtherField = present != counted
    }
    return counts
  }
}

extension CaseSignature {
  /// Whether as much was measured in the graded region of a case as when it was signed.
  fileprivate func isOfCounts(of result: CaseResult) -> Bool {
    let hotspot = result.isGradedOnHotspot ? result.hotspot?.hotspot : nil
    let counts = hotspot?.counts ?? result.global
    let present: CountingRegion = hotspot == nil ? .global : .hotspot
    return region == present.rawValue && machinePositive == counts.positive
      && machineTotal == counts.total
  }
}

extension RunStore {
  /// What people did with each case of a run, by its name; cases nobody signed or counted are left
  /// out.
  ///
  /// - Parameter run: the results as they stand now, of which every measured slide was kept.
  /// - Returns: what was said, and whether it still is about what was measured.
  /// - Throws: what keeps the database from being read.
  public func reviews(of run: RunResult) throws(StoreError) -> [String: CaseReview] {
    try read { try AuditTrail.reviews(of: run, $0) }
  }
}

extension StoredRun {
  /// Whether a signature is about a case as it is measured now.
  ///
  /// - Parameters:
  ///   - signature: a signature under the name of the case.
  ///   - result: the case.
  ///   - slides: names of its measured slides.
  /// - Returns: false when other images, settings or counts were signed.
  /// - Throws: what keeps the database from being read.
  public func isPresent(
    _ signature: CaseSignature, as result: CaseResult, slides: [String]
  ) throws(StoreError) -> Bool {
    try read { try AuditTrail.isPresent(signature, as: result, slides: slides, $0) }
  }

  /// What people did with each case of the run, by its name; cases nobody signed or counted are left
  /// out.
  ///
  /// - Parameter run: the results that the database holds.
  /// - Returns: what was said, and whether it still is about what was measured.
  /// - Throws: what keeps the database from being read.
  public func reviews(of run: RunResult) throws(StoreError) -> [String: CaseReview] {
    try read { try AuditTrail.reviews(of: run, $0) }
  }
}
