import Crosscheck

/// Writes the results of a cross-check into a folder.
public struct CrosscheckFolder {
  /// The folder.
  public let path: String
  private let program: ProgramVersion

  /// Makes the folder.
  ///
  /// - Throws: `OutputError` when it cannot be made.
  public init(path: String, program: ProgramVersion) throws(OutputError) {
    self.path = path
    self.program = program
    try OutputFile.makeFolder(path)
  }

  /// The figures as JSON text, as they stand in `crosscheck.json`.
  ///
  /// - Throws: an encoding error, which would be a defect of the program.
  public func json(of study: CrosscheckStudy) throws -> String {
    String(decoding: try CrosscheckRecord(of: study, program: program).json(), as: UTF8.self)
  }

  /// Writes tables, figures and page.
  ///
  /// - Parameters:
  ///   - study: what was compared.
  ///   - results: the run, for slides and hotspots.
  ///   - resultFolder: where the run's pictures lie.
  /// - Returns: path of the page.
  /// - Throws: `OutputError` when a file cannot be written.
  public func write(
    _ study: CrosscheckStudy, results: any MeasuredResults, resultFolder: String
  ) throws -> String {
    try OutputFile.write(CrosscheckTable.bytes(of: study), to: "\(path)/crosscheck.csv")
    if let nuclei = CrosscheckNucleiTable.bytes(of: study) {
      try OutputFile.write(nuclei, to: "\(path)/crosscheck-nuclei.csv")
    }
    let record = CrosscheckRecord(of: study, program: program)
    try OutputFile.write(try record.json(), to: "\(path)/crosscheck.json")
    let page = CrosscheckHTML(
      study: study, version: program.version,
      pictures: FieldPictures(results: results, folder: resultFolder))
    let file = "\(path)/crosscheck.html"
    try OutputFile.write(try page.bytes(), to: file)
    return file
  }
}
