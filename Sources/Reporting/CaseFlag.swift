import Grading
import Quantification

/// A doubt about a case as tables and the report show it.
struct CaseFlag: Equatable {
  /// Stable code, for example "PIXEL_SIZE_UNKNOWN".
  var code: String
  /// One sentence for people.
  var explanation: String

  /// Doubts of the measurement, then of the grade, each code once.
  static func all(of result: CaseResult) -> [CaseFlag] {
    var seen: Set<String> = []
    return result.flags.map { CaseFlag(code: $0.rawValue, explanation: $0.explanation) }
      .filter { seen.insert($0.code).inserted }
  }
}
