import Grading
import Nuclei
import Quantification
import Store

/// What people did with a case, in words for the report.
struct ReviewFacts {
  /// Names and values, in order.
  private(set) var facts: [TemplateValues] = []

  init(_ review: CaseReview?) {
    if let signed = review?.signed { add(signed) }
    for count in review?.counts ?? [] { add(count) }
  }

  private mutating func add(_ signed: CaseReview.Signed) {
    let signature = signed.signature
    if signed.isOfOtherMeasurement {
      add(
        "Not valid here",
        "signed were other images or measurements than this report holds; the case is to be signed "
          + "again")
    }
    add("Grade", signature.grade.label)
    add("Decided by", signature.grade.decidedByText)
    add("Scheme", signature.grade.schemeText)
    let region = signature.region == "hotspot" ? "hotspot" : "all nuclei"
    if let counts = signature.counts {
      add("Ki-67 with corrections", "\(Self.text(counts)), \(region)")
    }
    if let machine = signature.machine {
      add("Ki-67 as measured", "\(Self.text(machine)), \(region)")
    }
    add("Nuclei corrected", "\(signature.corrections)")
    for (key, name) in Self.names {
      if let value = signature.fields[key], !value.isEmpty { add(name, value) }
    }
    if !signature.comment.isEmpty { add("Comment", signature.comment) }
    add("By", "\(signed.who), \(signed.at)")
    if signed.isCorrectedSince {
      add("Since then", "nuclei were corrected; the case is to be signed again")
    }
  }

  private mutating func add(_ count: ReaderCount) {
    let minutes = Int(count.seconds / 60)
    let seconds = Int(count.seconds) % 60
    let round = count.round > 1 ? ", count \(count.round)" : ""
    add(
      "Counted blind by \(count.reader)\(round)",
      "\(Self.text(count.counts)), \(count.place), in \(minutes) min \(seconds) s"
        + (count.isOfOtherField
          ? "; counted was another image or field than this report holds" : ""))
  }

  private mutating func add(_ name: String, _ value: String) {
    facts.append(TemplateValues(name: name, value: value))
  }

  private static func text(_ counts: NucleusCounts) -> String {
    let interval = counts.intervalText.map { ", 95 % interval \($0)" } ?? ""
    return "\(counts.indexText) (\(counts.countsText)\(interval))"
      .replacing(" %", with: "\u{A0}%")
  }

  private static let names = [
    ("site", "Site"), ("differentiation", "Differentiation"), ("specimen", "Specimen"),
    ("necrosis", "Necrosis"), ("mitoses", "Mitoses"),
    ("mitosis_area_mm2", "Area of the mitotic count (mm²)"),
    ("mitosis_fields", "Fields of the mitotic count"),
    ("field_diameter_mm", "Field diameter (mm)"), ("scheme", "Scheme named"),
  ]
}
