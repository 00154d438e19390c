import Grading
import Quantification

/// What the report says of all cases together.
struct CaseTally {
  /// Cases that have a grade or a category.
  private(set) var graded = 0
  /// Schemes in order of first use.
  private(set) var schemes: [SchemeReference] = []

  /// A tally of no case.
  init() {}

  /// A tally of cases.
  init(of cases: some Sequence<CaseResult>) {
    for result in cases { add(result) }
  }

  /// Adds a case.
  mutating func add(_ result: CaseResult) {
    guard let grade = result.grade else { return }
    if GradeSummary(grade).isGraded { graded += 1 }
    if let scheme = grade.scheme, !schemes.contains(where: { $0.id == scheme.id }) {
      schemes.append(scheme)
    }
  }
}
