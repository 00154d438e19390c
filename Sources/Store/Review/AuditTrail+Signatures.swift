import GRDB
import Grading
import Hotspots
import Nuclei
import Quantification

/// What was signed, and whether it still is about what the run holds.
extension AuditTrail {
  /// What a line signs of a case.
  ///
  /// - Parameters:
  ///   - line: the last signature under the name of the case.
  ///   - result: the case as it is measured now.
  ///   - slides: names of its measured slides.
  ///   - db: the database.
  /// - Returns: the signature, and whether it stands; nil when the line is none.
  /// - Throws: what keeps the database from being read.
  static func signed(
    _ line: ReviewEntry, of result: CaseResult, slides: [String], _ db: Database
  ) throws -> CaseReview.Signed? {
    guard case .sign(let signature) = line.action else { return nil }
    var signed = CaseReview.Signed(who: line.who, at: line.at, signature: signature)
    let measured = try JudgedThing.measurement(of: slides, db)
    // Signatures of older versions say only how much was measured.
    let isPresent =
      (signature.measured ?? measured) == measured && signature.isOfCounts(of: result)
    signed.isOfOtherMeasurement = !isPresent
    if let corrected = signature.corrected {
      signed.isCorrectedSince = try isPresent && corrections(of: slides, db) != corrected
    } else {
      signed.isCorrectedSince = try isCorrected(after: line, slides: slides, db)
    }
    return signed
  }

  /// Hash of the corrections that stand on slides.
  ///
  /// - Parameters:
  ///   - slides: names of measured slides, in any order.
  ///   - db: the database.
  /// - Returns: the hash as 32 hexadecimal digits; whoever corrected, and when, does not matter.
  /// - Throws: what keeps the database from being read.
  static func corrections(of slides: [String], _ db: Database) throws -> String {
    var corrections: [String: SlideCorrections] = [:]
    let corrected = try corrected(among: slides, db)
    for slide in slides where corrected.contains(slide) {
      let lines = try entries(about: slide, only: .correct, db)
      corrections[slide] = SlideCorrections(lines, on: try JudgedThing.image(of: slide, db))
    }
    return SlideCorrections.hash(of: corrections)
  }

  /// Those of some slides that were ever corrected; asked at once, because a case may have thousands.
  private static func corrected(among slides: [String], _ db: Database) throws -> Set<String> {
    guard try isThere(db) else { return [] }
    return try String.fetchSet(
      db,
      sql: """
        SELECT value FROM json_each(?) AS slide WHERE EXISTS
          (SELECT 1 FROM audit WHERE subject = slide.value AND action = ?)
        """,
      arguments: [try StoreDocument.text(slides), ReviewAction.Kind.correct.rawValue])
  }

  /// Whether nuclei of slides, on the images that they show now, were corrected after a line.
  private static func isCorrected(
    after line: ReviewEntry, slides: [String], _ db: Database
  ) throws -> Bool {
    for slide in slides {
      let later = try entries(about: slide, after: line.sequence, only: .correct, db)
      guard !later.isEmpty else { continue }
      let image = try JudgedThing.image(of: slide, db)
      let counts = later.contains { entry in
        guard case .correct(let marks) = entry.action else { return false }
        return marks.contains { $0.isOf(image) }
      }
      if counts { return true }
    }
    return false
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

extension StoredRun {
  /// What was signed of a case last; nil when nobody signed it.
  ///
  /// - Parameters:
  ///   - result: the case.
  ///   - slides: names of its measured slides.
  /// - Returns: the signature, and whether it still is about what the run holds.
  /// - Throws: what keeps the database from being read.
  public func signed(
    _ result: CaseResult, slides: [String]
  ) throws(StoreError) -> CaseReview.Signed? {
    try read { db in
      let lines = try AuditTrail.entries(about: result.input.name, only: .sign, db)
      return try lines.last.flatMap {
        try AuditTrail.signed($0, of: result, slides: slides, db)
      }
    }
  }

  /// Hash of the corrections that stand on slides, as ``CaseSignature/corrected``.
  public func corrections(of slides: [String]) throws(StoreError) -> String {
    try read { try AuditTrail.corrections(of: slides, $0) }
  }
}
