import Foundation
import Grading
import Hotspots
import Nuclei
import Quantification
import Raster
import Reporting
import SlideIO
import Store

extension ReviewSession {
  /// Most nuclei of one answer.
  static let mostNuclei = 20_000

  /// The run for the list of cases.
  func runAnswer() throws -> RunAnswer {
    let reviews = try store.run.reviews(of: run.result)
    return RunAnswer(
      folder: URL(fileURLWithPath: store.run.folder).standardizedFileURL.lastPathComponent,
      version: program.version,
      cases: run.result.cases.map { result in
        let review = reviews[result.input.name]
        let machine =
          result.isGradedOnHotspot ? result.hotspot?.hotspot.counts ?? result.global : result.global
        return RunAnswer.Case(
          name: result.input.name, slides: measuredNames(of: result),
          error: result.error, grade: result.grade?.label, percent: IndexAnswer(machine).percent,
          signedBy: review?.signed?.who, isOutdated: review?.signed?.isOutdated ?? false,
          readers: review?.counts.filter { !$0.isOfOtherField }.map(\.reader) ?? [])
      },
      sites: PrimarySite.all.map { RunAnswer.Site(code: $0.code, name: $0.name) })
  }

  /// A case with its slides and fields.
  func caseAnswer(_ name: String) throws -> CaseDetailAnswer {
    let result = try caseResult(name)
    let review = try store.run.review(of: name, in: run.result)
    // Case data that were signed with other images may be those of another patient.
    let known = review?.signed.flatMap { $0.isOfOtherMeasurement ? nil : $0.signature.fields }
    let touched = try touchedSlides()
    return CaseDetailAnswer(
      name: name, fields: known ?? result.input.gradingFields,
      slides: try measuredSlides(of: result).map { try slideAnswer($0, touched) },
      summary: try summary(of: result, fields: known),
      signed: review?.signed.map { signed in
        let signature = signed.signature
        let index = try? LabelingIndex(positive: signature.positive, total: signature.total)
        return CaseDetailAnswer.Signed(
          who: signed.who, at: signed.at, isOutdated: signed.isOutdated,
          isOfOtherMeasurement: signed.isOfOtherMeasurement,
          comment: signature.comment, positive: signature.positive, total: signature.total,
          percent: index?.percentText, grade: GradeAnswer(signature.grade))
      },
      counts: (review?.counts ?? []).map { count in
        CaseDetailAnswer.Count(
          name: LayerName.count(reader: count.reader, round: count.round).title,
          place: count.place, index: IndexAnswer(count.counts),
          isOfOtherField: count.isOfOtherField)
      })
  }

  private func slideAnswer(
    _ slide: SlideResult, _ touched: TouchedSlides
  ) throws -> CaseDetailAnswer.Slide {
    let hasPixels = pixels(of: slide.slide) != nil
    var fields = try slide.hotspots.map { hotspot in
      let rings = hotspot.rings
      let bounds = Self.bounds(rings)
      return CaseDetailAnswer.Field(
        field: ReviewField.hotspot(rank: hotspot.rank).description,
        name: "Hotspot \(hotspot.rank)", rings: rings.map { $0.flatMap { [$0.x, $0.y] } },
        bounds: [bounds.low.x, bounds.low.y, bounds.high.x, bounds.high.y],
        counts: CountsAnswer(try counts(slide, .hotspot(rank: hotspot.rank), touched)),
        picture: hasPixels
          ? nil
          : run.pictureRect(ofHotspot: hotspot.rank, on: slide.slide).map {
            [Double($0.x), Double($0.y), Double($0.width), Double($0.height)]
          })
    }
    let size = [Double(slide.width), Double(slide.height)]
    fields.append(
      CaseDetailAnswer.Field(
        field: ReviewField.slide.description, name: "Whole slide", rings: [],
        bounds: [0, 0] + size, counts: CountsAnswer(try counts(slide, .slide, touched)),
        picture: nil))
    return CaseDetailAnswer.Slide(
      name: slide.slide, width: slide.width, height: slide.height,
      microns: slide.pixelSize.map { [$0.xMicrons, $0.yMicrons] },
      detectionMicrons: slide.detectionMicronsPerPixel.map { [$0.x, $0.y] },
      hasPixels: hasPixels, fields: fields,
      unplaced: try touched.contains(slide.slide)
        ? reviewed(slide.slide).unplaced.count : 0)
  }

  private static func bounds(
    _ rings: [[SIMD2<Double>]]
  ) -> (low: SIMD2<Double>, high: SIMD2<Double>) {
    let corners = Array(rings.joined())
    let first = corners.first ?? .zero
    return (
      corners.reduce(first) { pointwiseMin($0, $1) }, corners.reduce(first) { pointwiseMax($0, $1) }
    )
  }

  /// The graded region of a case with the grades that its counts make.
  ///
  /// - Parameters:
  ///   - result: the case.
  ///   - fields: case data; nil for those of the manifest.
  ///   - isPreview: whether no nuclei are shown with it; the hash of corrections is left out then.
  /// - Returns: counts and grades.
  /// - Throws: what keeps corrections from being read.
  func summary(
    of result: CaseResult, fields: [String: String]?, isPreview: Bool = false
  ) throws -> CaseAnswer {
    // Before the counts: a correction that comes in between must not pass for one that was seen.
    let corrections = try isPreview ? nil : correctionsHash(of: result)
    let counts = try counts(of: result)
    let region = region(of: result)
    var answer = CaseAnswer(
      region: region.rawValue, slide: result.isGradedOnHotspot ? result.hotspot?.slide : nil,
      field: result.isGradedOnHotspot
        ? result.hotspot.map { ReviewField.hotspot(rank: $0.hotspot.rank).description } : nil,
      counts: CountsAnswer(counts), corrections: corrections)
    let data = fields ?? result.input.gradingFields
    do {
      answer.machineGrade = GradeAnswer(try grade(counts.machine, data, region: region))
      answer.correctedGrade = GradeAnswer(try grade(counts.corrected, data, region: region))
    } catch {
      answer.problem = error.description
    }
    return answer
  }

  /// Measured nuclei of a part of a slide, and corrections that lie in it.
  func nucleiAnswer(_ name: String, low: SIMD2<Double>, high: SIMD2<Double>) throws -> NucleiAnswer
  {
    let slide = try reviewed(name)
    var nuclei: [Nucleus] = []
    try slide.parts.forEach(from: low, to: high) { nucleus in
      nuclei.append(nucleus)
      return nuclei.count <= Self.mostNuclei
    }
    let isCut = nuclei.count > Self.mostNuclei
    let corrections = slide.corrections.all.filter { correction in
      let place = correction.mark.place
      return place.x >= low.x && place.y >= low.y && place.x <= high.x && place.y <= high.y
    }
    return NucleiAnswer(
      sequence: slide.corrections.sequence,
      nuclei: isCut
        ? []
        : nuclei.map { nucleus in
          NucleiAnswer.Nucleus(
            n: NucleusName(of: nucleus).description, x: Self.tenth(nucleus.x),
            y: Self.tenth(nucleus.y), s: NucleusState(of: nucleus),
            o: nucleus.outline.corners.flatMap { [Self.tenth($0.x), Self.tenth($0.y)] })
        },
      corrections: corrections.map { NucleiAnswer.Correction(mark: $0.mark, who: $0.who) },
      isCut: isCut)
  }

  private static func tenth(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  /// The nuclei of a slide as they stand with corrections, as CSV.
  func correctedTable(_ slide: String) throws -> [UInt8] {
    try CorrectedNucleiTable(try reviewed(slide)).bytes()
  }

  /// What the trail says about a case and its slides, newest first.
  func trailAnswer(_ name: String) throws -> TrailAnswer {
    let result = try caseResult(name)
    let entries = try ([name] + result.slides).flatMap { try store.run.trail(about: $0) }
    let rounds = ReaderCount.rounds(of: entries)
    let lines = Dictionary(entries.map { ($0.sequence, $0) }) { first, _ in first }
    return TrailAnswer(
      lines: lines.values.sorted { $0.sequence > $1.sequence }.prefix(500).map { entry in
        TrailAnswer.Line(
          sequence: entry.sequence, at: entry.at, who: entry.who, subject: entry.subject,
          text: Self.text(of: entry.action, round: rounds[entry.sequence]))
      })
  }

  /// What a line says; `round` tells which of the reader's counts a step is of.
  private static func text(of action: ReviewAction, round: Int?) -> String {
    switch action {
    case .correct(let marks):
      let groups = Dictionary(grouping: marks) { $0.state?.rawValue ?? "taken back" }
      return groups.sorted { $0.key < $1.key }
        .map { "\($0.value.count) \($0.value.count == 1 ? "nucleus" : "nuclei"): \($0.key)" }
        .joined(separator: ", ")
    case .count(let step):
      let number = round ?? step.round
      return step.isFinished
        ? "finished count \(number) of \(step.field)"
        : "\(step.marks.count) \(step.marks.count == 1 ? "mark" : "marks") in count \(number)"
    case .sign(let signature):
      return "signed: \(signature.grade.label), \(signature.positive) of \(signature.total)"
    }
  }
}
