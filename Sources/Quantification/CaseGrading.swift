import Grading

/// Grades a case from its hotspot.
enum CaseGrading {
  /// Adds the grade, or the reason why there is none.
  static func grade(_ result: inout CaseResult) {
    result.gradeRefusal = "grading is not wired yet"
  }
}
