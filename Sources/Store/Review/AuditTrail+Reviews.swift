import GRDB
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
    var reviews = try signed(in: lines, of: run, only: name, db)
    var fields = JudgedFields(measured: measured)
    let counts = ReaderCount.all(of: lines).filter { $0.isFinished && cases[$0.slide] != nil }
    for count in try fields.compared(counts, db) {
      guard let owner = cases[count.slide] else { continue }
      reviews[owner, default: CaseReview()].counts.append(count)
    }
    return reviews
  }

  /// Names of the slides that people ever corrected.
  fileprivate static func correctedSlides(_ db: Database) throws -> Set<String> {
    guard try isThere(db) else { return [] }
    return try String.fetchSet(
      db, sql: "SELECT DISTINCT subject FROM audit WHERE action = ?",
      arguments: [ReviewAction.Kind.correct.rawValue])
  }

  /// What was signed of the cases of a run.
  private static func signed(
    in lines: [ReviewEntry], of run: RunResult, only name: String?, _ db: Database
  ) throws -> [String: CaseReview] {
    var last: [String: ReviewEntry] = [:]
    for line in lines where name == nil || line.subject == name {
      if case .sign = line.action { last[line.subject] = line }
    }
    guard !last.isEmpty else { return [:] }
    var slides: [String: [String]] = [:]
    for slide in run.slides.digests
    where slide.status == .measured && last[slide.caseName] != nil {
      slides[slide.caseName, default: []].append(slide.slide)
    }
    var reviews: [String: CaseReview] = [:]
    for place in run.cases.indices {
      let owner = run.cases.input(at: place).name
      guard let line = last[owner] else { continue }
      let signed = try signed(line, of: run.cases[place], slides: slides[owner] ?? [], db)
      reviews[owner] = CaseReview(signed: signed)
    }
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

  /// Names of slides that people corrected and of which nothing is stored any more.
  public func correctedSlidesGone() throws(StoreError) -> Set<String> {
    try read { db in
      try AuditTrail.correctedSlides(db).subtracting(
        String.fetchSet(db, sql: "SELECT name FROM slides"))
    }
  }
}

extension StoredRun {
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
    try read { try AuditTrail.correctedSlides($0) }
  }
}
