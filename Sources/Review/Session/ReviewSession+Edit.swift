import Foundation
import Grading
import Hotspots
import Nuclei
import Quantification
import Raster
import Reporting
import Store

extension ReviewSession {
  /// Stores corrections of a slide and says what they make of the numbers.
  ///
  /// - Parameters:
  ///   - request: the corrections.
  ///   - sequence: the last line of the trail that the browser knows.
  /// - Returns: what the browser does not know yet, this edit among it.
  /// - Throws: `ReviewProblem` for what is refused, and what keeps it from being stored.
  func edit(_ request: EditRequest, after sequence: Int) throws -> EditAnswer {
    let who = try ReviewLimits.person(request.reader)
    try ReviewLimits.edit(request.edit)
    guard (1...ReviewLimits.marks).contains(request.marks.count) else {
      throw ReviewProblem.invalid(
        "\(request.marks.count) nuclei at once; expected 1 to \(ReviewLimits.marks).")
    }
    let marks = try placed(request.marks, on: try reviewed(request.slide))
    try editing.withLock { _ in
      let entry = try store.add(
        .correct(marks), about: request.slide, by: who, edit: request.edit)
      guard case .correct = entry.action, entry.subject == request.slide else {
        throw ReviewProblem.conflict("This edit was used for something else; reload the page.")
      }
      try takeIn(entry)
    }
    var answer = try changes(of: request.slide, after: sequence)
    // Not with every edit: writing takes seconds in a run of thousands of cases.
    let owner = try caseResult(try slideResult(request.slide).caseName)
    if try turns(owner) {
      answer.warning = filesWarning("Corrected") { try writeCorrected(owner) }
    }
    return answer
  }

  /// Marks with the places at which their nuclei were measured.
  private func placed(_ marks: [NucleusMark], on slide: ReviewedSlide) throws -> [NucleusMark] {
    let known = try slide.parts.nuclei(named: marks.map(\.nucleus))
    let image = slide.corrections.image
    let (width, height) = (Double(slide.result.width), Double(slide.result.height))
    return try marks.map { mark in
      if mark.nucleus.place != nil {
        guard let nucleus = known[mark.nucleus] else {
          throw ReviewProblem.unknown("No nucleus \(mark.nucleus) is measured on this slide.")
        }
        return NucleusMark(
          nucleus: mark.nucleus, x: nucleus.x, y: nucleus.y, state: mark.state, image: image)
      }
      guard mark.x >= 0, mark.y >= 0, mark.x <= width, mark.y <= height else {
        throw ReviewProblem.invalid("A nucleus lies outside the slide.")
      }
      return NucleusMark(
        nucleus: mark.nucleus, x: mark.x, y: mark.y, state: mark.state, image: image)
    }
  }

  /// What was said about a slide after a line of the trail, and the numbers as they are now.
  func changes(of slide: String, after sequence: Int) throws -> EditAnswer {
    let result = try slideResult(slide)
    let image = try image(of: slide)
    let lines = try store.run.trail(about: slide, after: sequence, only: .correct).compactMap {
      entry -> EditAnswer.Line? in
      guard case .correct(let marks) = entry.action else { return nil }
      return EditAnswer.Line(
        sequence: entry.sequence, who: entry.who, at: entry.at,
        marks: marks.filter { $0.isOf(image) })
    }
    let fields = result.hotspots.map { ReviewField.hotspot(rank: $0.rank) } + [.slide]
    let owner = try caseResult(result.caseName)
    let touched = try touchedSlides()
    return EditAnswer(
      lines: lines, sequence: lines.last?.sequence ?? sequence,
      fields: try fields.map {
        EditAnswer.Field(
          field: $0.description, counts: CountsAnswer(try counts(result, $0, touched)))
      },
      summary: try summary(of: owner, fields: try signedFields(of: owner)))
  }

  /// Case data of the last signature; nil when there is none, or it is about something else, which
  /// may be another patient.
  private func signedFields(of result: CaseResult) throws -> [String: String]? {
    let signed = try store.run.signed(result, slides: measuredNames(of: result))
    return signed.flatMap { $0.isOfOtherMeasurement ? nil : $0.signature.fields }
  }

  /// The grade that case data make, without signing.
  func preview(_ request: GradeRequest) throws -> CaseAnswer {
    try summary(
      of: try caseResult(request.case), fields: try ReviewLimits.fields(request.fields),
      isPreview: true)
  }

  /// Signs a case and writes the tables and the report.
  ///
  /// - Parameter request: the signature.
  /// - Returns: the case as it is now, and what kept a file from being written.
  /// - Throws: `ReviewProblem` for what is refused, such as a signature for other nuclei than those
  ///   that stand, and what keeps it from being stored.
  func sign(_ request: SignRequest) throws -> SignAnswer {
    let who = try ReviewLimits.person(request.reader)
    try ReviewLimits.edit(request.edit)
    let result = try caseResult(request.case)
    let fields = try ReviewLimits.fields(request.fields)
    let comment = request.comment.trimmingCharacters(in: .whitespacesAndNewlines)
    guard comment.count <= ReviewLimits.comment else {
      throw ReviewProblem.invalid(
        "The comment is too long; give at most \(ReviewLimits.comment) characters.")
    }
    try editing.withLock { _ in
      let counts = try counts(of: result)
      let corrections = try store.run.corrections(of: measuredNames(of: result))
      // Other nuclei may make the same counts.
      guard corrections == request.corrections, counts.corrected.positive == request.positive,
        counts.corrected.total == request.total
      else {
        throw ReviewProblem.conflict(
          "Nuclei were corrected meanwhile; the counts are \(counts.corrected.positive) of "
            + "\(counts.corrected.total) now. Look at them and sign again.")
      }
      let region = region(of: result)
      let record: GradeRecord
      do throws(CaseDataError) {
        record = try grade(counts.corrected, fields, region: region)
      } catch {
        throw ReviewProblem.invalid(error.description)
      }
      let signature = CaseSignature(
        fields: fields, comment: comment, region: region.rawValue, counts: counts.corrected,
        machine: counts.machine, corrections: counts.changes, grade: record,
        measured: try store.run.measurement(of: measuredNames(of: result)),
        corrected: corrections)
      _ = try store.add(.sign(signature), about: request.case, by: who, edit: request.edit)
    }
    _ = try turns(result)
    let warning = filesWarning("Signed") { try writeCorrected(result) }
    return SignAnswer(detail: try caseAnswer(request.case), warning: warning)
  }

  /// Writes the corrected nuclei of a case's slides if its signature stands, else removes them; slides
  /// that nobody ever corrected are not read.
  private func writeCorrected(_ result: CaseResult) throws {
    let names = measuredNames(of: result)
    let stands = try store.run.signed(result, slides: names)?.isOutdated == false
    let touched = try touchedSlides()
    try writing.withLock { _ in
      guard stands else { return names.forEach(run.removeNuclei) }
      for slide in names where touched.contains(slide) {
        try run.writeNuclei(of: try reviewed(slide))
      }
    }
  }

  /// Writes `cases.csv` and the report with what people said by now, and whatever else.
  ///
  /// - Parameters:
  ///   - done: what is stored already, as the first word of the message.
  ///   - more: writes further files.
  /// - Returns: what kept a file from being written.
  func filesWarning(_ done: String, and more: () throws -> Void = {}) -> String? {
    do {
      try writing.withLock { _ in try run.write(program: program) }
      try more()
      return nil
    } catch {
      return "\(done) and stored, but the tables could not be written: \(error)"
    }
  }
}

/// What came of a signature.
struct SignAnswer: Encodable {
  var detail: CaseDetailAnswer
  var warning: String?
}
