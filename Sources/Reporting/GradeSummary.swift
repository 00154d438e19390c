import Grading

/// What tables and the report show of a grade record.
///
/// A grade is never shown without scheme, edition, what decided, and flags; those who show one show
/// these with it.
struct GradeSummary {
  /// The grade alone, "G1" to "G3"; nil when there is none.
  var grade: String?
  /// The grade in words, for example "NET G2" or "NEC (not graded)".
  var label: String
  /// How the grading ended, as a stable code.
  var outcome: String
  /// Whether the outcome is a grade or a category.
  var isGraded: Bool
  /// Id, title and edition of the scheme; nil when none applies.
  var scheme: String?
  var schemeTitle: String?
  var edition: String?
  var ki67Grade: String?
  var mitoticGrade: String?
  /// What decided, as codes and in words; nil when nothing did.
  var decidingIndex: String?
  var decidingIndexText: String?
  /// On what a provisional grade depends, or why the neoplasm carries none; nil when nothing is to
  /// be said. Why no grade could be given stands in `CaseResult.gradeRefusal`.
  var condition: String?
  /// What it may be under which condition, when that is open.
  var alternatives: [GradeRecord.Alternative]
  /// Probabilities of G1, G2 and G3 given the Ki-67 counts, mitoses and necrosis taken as certain.
  var probabilities: [Double]?
  /// The same for people: never "0 %" or "100 %" unless it is so.
  var probabilitiesText: String?
  var mitosesPer2SquareMillimeters: String?
  /// Cut-offs of the scheme in percent.
  var cutoffsPercent: [Double]

  init(_ record: GradeRecord) {
    grade = record.grade?.rawValue
    label = record.label
    outcome = record.outcome.rawValue
    switch record.outcome {
    case .assigned, .provisional, .notGraded: isGraded = true
    case .notAssigned, .refused: isGraded = false
    }
    scheme = record.scheme?.id
    schemeTitle = record.scheme?.title
    edition = record.scheme?.edition
    ki67Grade = record.ki67?.grade?.rawValue
    mitoticGrade = record.mitoses.flatMap { $0.grade?.rawValue ?? $0.category?.name }
    if !record.decidedBy.isEmpty {
      decidingIndex = record.decidedBy.map(\.rawValue).joined(separator: ";")
      decidingIndexText = record.decidedByText
    }
    condition = isGraded ? record.reason : nil
    // A single alternative is what the reason says already.
    alternatives = record.alternatives.count > 1 ? record.alternatives : []
    probabilitiesText = record.gradeProbabilities?.text
    probabilities = record.gradeProbabilities.map { [$0.g1, $0.g2, $0.g3] }
    mitosesPer2SquareMillimeters = record.mitoses?.perTwoMm2Text
    let used = GradingScheme.all.first { $0.id == record.scheme?.id }
    cutoffsPercent = used.map { $0.ki67Cutoffs.map(Double.init) } ?? []
  }
}
