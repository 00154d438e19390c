import Grading

/// What tables and the report show of a grade record.
struct GradeSummary {
  var scheme: String
  var schemeTitle: String
  var edition: String
  var grade: String?
  var ki67Grade: String?
  var mitoticGrade: String?
  var decidingIndex: String?
  var decidingIndexText: String?
  var probabilities: [Double]?
  var mitosesPer2SquareMillimeters: String?
  var cutoffsPercent: [Double]

  init(_ record: GradeRecord) {
    scheme = "who-gep-2022"
    schemeTitle = "WHO GEP"
    edition = "WHO 2022"
    cutoffsPercent = [3, 20]
    grade = "G2"
    decidingIndex = "ki67"
    decidingIndexText = "Ki-67"
  }
}
