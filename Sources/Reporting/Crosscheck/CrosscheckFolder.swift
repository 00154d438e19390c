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
    // All or none: a full disk must not leave figures of two comparisons side by side.
    let batch = OutputBatch()
    func add(_ bytes: [UInt8], _ file: CrosscheckFile) throws(OutputError) {
      try batch.write(bytes, to: "\(path)/\(file.rawValue)")
    }
    try add(CrosscheckTable.bytes(of: study), .table)
    if let nuclei = CrosscheckNucleiTable.bytes(of: study) { try add(nuclei, .nuclei) }
    try add(CrosscheckRecord(of: study, program: program).json(), .figures)
    let page = CrosscheckHTML(
      study: study, version: program.version,
      pictures: FieldPictures(results: results, folder: resultFolder))
    try add(page.bytes(), .page)
    try batch.finish()
    return "\(path)/\(CrosscheckFile.page.rawValue)"
  }
}
