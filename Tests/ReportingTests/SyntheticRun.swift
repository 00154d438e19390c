import Foundation
import Grading
import Nuclei
import Quantification
import Reporting

/// Runs put together by hand, with grades by the real rules.
enum SyntheticRun {
  /// A case on one slide; graded on its hotspot unless told otherwise.
  static func graded(
    _ name: String, _ slide: SyntheticSlide, fields: [String: String] = wellPancreas,
    carried: [CarriedField] = [], onHotspot: Bool = true, flags: [ResultFlag] = []
  ) throws -> CaseResult {
    var result = CaseResult(
      input: CaseInput(name: name, gradingFields: fields, carriedFields: carried),
      slides: [slide.result.slide], status: .measured)
    result.global = slide.result.counts
    result.census = slide.result.census
    result.hotspot = slide.result.hotspots.first.map { (slide.result.slide, $0) }
    result.isGradedOnHotspot = onHotspot
    result.flags = flags
    let counts = onHotspot ? result.hotspot?.hotspot.counts ?? result.global : result.global
    let index = try LabelingIndex(positive: counts.positive, total: counts.total)
    let record = try CaseData(fields: fields).grade(
      ki67: Ki67Measurement(index, region: onHotspot ? .hotspot : .global))
    result.grade = record
    if [.refused, .notAssigned].contains(record.outcome) { result.gradeRefusal = record.reason }
    return result
  }

  /// A case without any usable slide.
  static func failed(_ name: String, error: String) -> CaseResult {
    var result = CaseResult(input: CaseInput(name: name), slides: [name], status: .failed)
    result.error = error
    return result
  }

  /// What a manifest says about an ordinary case.
  static let wellPancreas = [
    "site": "pancreas", "differentiation": "well", "mitoses": "3", "mitosis_area_mm2": "10",
  ]

  /// A run of cases and slides.
  static func run(
    _ cases: [CaseResult], _ slides: [SyntheticSlide], failed: [SlideResult] = [],
    rejected: [RejectedInput] = []
  ) -> RunResult {
    RunResult(
      cases: CaseList(cases), slides: SlideList(slides.map(\.result) + failed), rejected: rejected,
      settings: RunSettings(threads: 2))
  }

  /// Writes a run into a folder as the pipeline would, slides in the order given.
  static func write(
    _ run: RunResult, _ slides: [SyntheticSlide], to path: String,
    options: ResultOptions = ResultOptions()
  ) throws -> ResultFolder {
    let folder = try ResultFolder(
      path: path, options: options, program: ProgramVersion(version: "9.8.7", build: "test"))
    for slide in slides {
      try folder.slideFinished(
        slide.result, nuclei: SlideNuclei(slide.nuclei), pixels: slide.pixels)
    }
    try folder.finish(run)
    return folder
  }
}

/// Bytes of a file; empty when there is none.
func bytes(_ path: String) -> [UInt8] {
  FileManager.default.contents(atPath: path).map(Array.init) ?? []
}
