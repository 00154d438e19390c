import Grading
import Nuclei
import Store

extension CSVTable {
  /// Case data that a signature holds, by manifest column.
  private static let signedFields = [
    "site", "differentiation", "mitoses", "mitosis_area_mm2", "mitosis_fields",
    "field_diameter_mm", "necrosis", "specimen",
  ]

  /// Columns of what people did with a case.
  static let reviewColumns =
    ["manual_counts", "signed_by", "signed_at", "signed_outdated"]
    + CSVTable.indexColumns(prefix: "reviewed_") + ["reviewed_region", "reviewed_changes"]
    + ["signed_ki67_grade", "signed_grade", "signed_category", "signed_outcome"]
    + ["signed_deciding_index", "signed_scheme"] + signedFields.map { "signed_\($0)" }
    + ["signed_flags", "signed_comment"]

  /// Appends what people did with a case; nil appends empty cells.
  mutating func review(_ review: CaseReview?) {
    list((review?.counts ?? []).map(\.cellText))
    let signature = review?.signed?.signature
    text(review?.signed?.who)
    text(review?.signed?.at)
    integer(review?.signed.map { $0.isOutdated ? 1 : 0 })
    index(signature?.counts)
    text(signature?.region)
    integer(signature?.corrections)
    let grade = signature.map { GradeSummary($0.grade) }
    text(grade?.ki67Grade)
    text(grade?.grade)
    text(grade.flatMap { $0.isGraded ? $0.label : nil })
    text(grade?.outcome)
    text(grade?.decidingIndex)
    text(grade?.scheme)
    for field in Self.signedFields { text(signature?.fields[field]) }
    text(signature?.grade.flagsText)
    text(signature?.comment)
  }
}

extension CaseSignature {
  /// Counts with the corrections; nil when they are none, as in a damaged trail.
  var counts: NucleusCounts? {
    (0...max(0, total)).contains(positive) ? NucleusCounts(positive: positive, total: total) : nil
  }

  /// Counts as measured; nil when they are none.
  var machine: NucleusCounts? {
    (0...max(0, machineTotal)).contains(machinePositive)
      ? NucleusCounts(positive: machinePositive, total: machineTotal) : nil
  }
}

extension ReaderCount {
  /// "Name 27/512 (slide, hotspot 1)", with the number of a repeated count.
  var cellText: String {
    let round = round > 1 ? " #\(self.round)" : ""
    return
      "\(reader)\(round) \(counts.positive)/\(counts.total) (\(place)\(isOfOtherField ? ", other image or field" : ""))"
  }

  /// Where it was counted, for people: "slide, hotspot 1", or the slide.
  public var place: String {
    switch ReviewField(field) {
    case .hotspot(let rank): "\(slide), hotspot \(rank)"
    default: slide
    }
  }
}
