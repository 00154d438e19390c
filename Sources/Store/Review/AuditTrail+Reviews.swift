import GRDB
import Grading
import Hotspots
import Nuclei
import Quantification

extension AuditTrail {
  /// What people did with each case of a run; cases nobody touched are left out.
  ///
  /// - Parameters:
  ///   - run: the results, of which every measured slide was kept.
  ///   - name: the only case that is looked at; nil for all.
  ///   - db: the database.
  /// - Returns: what was said, by case.
  /// - Throws: what keeps the database from being read.
  static func reviews(
    of run: RunResult, only name: String? = nil, _ db: Database
  ) throws -> [String: CaseReview] {
    let lines =
      if let name { try entries(about: name, of: run, db) } else { try allEntries(db) }
    guard !lines.isEmpty else { return [:] }
    var cases: [String: String] = [:]
    var measured: Set<String> = []
    for slide in run.slides.digests where name == nil || slide.caseName == name {
      cases[slide.slide] = slide.caseName
      if slide.status == .measured { measured.insert(slide.slide) }
    }
    var fields = JudgedFields(measured: measured)
    var reviews: [String: CaseReview] = [:]
    for line in lines {
      switch line.action {
      case .sign(let signature):
        guard name == nil || line.subject == name else { continue }
        reviews[line.subject, default: CaseReview()].signed = CaseReview.Signed(
          who: line.who, at: line.at, signature: signature)
      case .correct(let marks):
        guard let owner = cases[line.subject],
          reviews[owner]?.signed?.isCorrectedSince == false
        else { continue }
        let image = try fields.image(of: line.subject, db)
        if marks.contains(where: { $0.isOf(image) }) {
          reviews[owner]?.signed?.isCorrectedSince = true
        }
      case .count: break
      }
    }
    let counts = ReaderCount.all(of: lines).filter { $0.isFinished && cases[$0.slide] != nil }
    for count in try fields.compared(counts, db) {
      guard let owner = cases[count.slide] else { continue }
      reviews[owner, default: CaseReview()].counts.append(count)
    }
    try compare(&reviews, with: run, db)
    return reviews
  }

  /// Lines about a case and its slides, in order.
  private static func entries(
    about name: String, of run: RunResult, _ db: Database
  ) throws -> [ReviewEntry] {
    // A slide may have the name of its case.
    var subjects: Set<String> = [name]
    for slide in run.slides.digests where slide.caseName == name { subjects.insert(slide.slide) }
    return try subjects.flatMap { try entries(about: $0, db) }
      .sorted { $0.sequence < $1.sequence }
  }

  /// Finds the signatures that are of something else than the run holds under the case's name.
  private static func compare(
    _ reviews: inout [String: CaseReview], with run: RunResult, _ db: Database
  ) throws {
    guard reviews.contains(where: { $0.value.signed != nil }) else { return }
    var slides: [String: [String]] = [:]
    for slide in run.slides.digests
    where slide.status == .measured && reviews[slide.caseName]?.signed != nil {
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

  /// What people did with one case of the run; nil when nobody signed or counted it.
  ///
  /// - Parameters:
  ///   - name: name of the case.
  ///   - run: the results that the database holds.
  /// - Returns: what ``reviews(of:)`` says of the case, without looking at the others.
  /// - Throws: what keeps the database from being read.
  public func review(
    of name: String, in run: RunResult
  ) throws(StoreError) -> CaseReview? {
    try read { try AuditTrail.reviews(of: run, only: name, $0)[name] }
  }

  /// Names of the slides that people ever corrected, whether it stands or not.
  public func correctedSlides() throws(StoreError) -> Set<String> {
    try read { db in
      guard try AuditTrail.isThere(db) else { return [] }
      return try String.fetchSet(
        db, sql: "SELECT DISTINCT subject FROM audit WHERE action = 'correct'")
    }
  }
}
