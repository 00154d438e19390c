import Grading
import Quantification

/// A doubt about a case as tables and the report show it.
struct CaseFlag: Equatable {
  /// Stable code, for example "PIXEL_SIZE_UNKNOWN".
  var code: String
  /// One sentence for people.
  var explanation: String

  /// Doubts of the measurement, then of the grade, each code once.
  ///
  /// That the whole case has too few nuclei is said by the measurement already, so the grade's own
  /// flag for that is left out then.
  static func all(of result: CaseResult) -> [CaseFlag] {
    var seen: Set<String> = []
    let measured = result.flags.map { CaseFlag(code: $0.rawValue, explanation: $0.explanation) }
    let graded = (result.grade?.flags ?? []).filter {
      $0 != .fewerThan500Cells || !result.flags.contains(.fewNuclei)
    }.map { CaseFlag(code: $0.rawValue, explanation: $0.explanation) }
    return (measured + graded).filter { seen.insert($0.code).inserted }
  }
}
