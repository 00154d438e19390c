/// The files that a comparison is written to.
public enum CrosscheckFile: String, Sendable, CaseIterable {
  /// What was compared, line by line.
  case table = "crosscheck.csv"
  /// Every marked and every measured nucleus.
  case nuclei = "crosscheck-nuclei.csv"
  /// All figures.
  case figures = "crosscheck.json"
  /// The page for people.
  case page = "crosscheck.html"
}
