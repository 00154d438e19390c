import Agreement
import Crosscheck
import Grading

/// `crosscheck.csv`: what was compared, and what could not be.
enum CrosscheckTable {
  private static let columns = [
    "name", "status", "reason", "level", "region", "slide", "readers", "readings",
    "manual_positive", "manual_total", "manual_index_percent", "manual_grade",
    "measured_positive", "measured_total", "measured_index_percent", "measured_grade",
    "difference_points", "influence_on_bias", "influence_on_concordance", "found", "missed",
    "unmarked", "positive_as_negative", "negative_as_positive", "precision", "recall", "f1",
  ]

  /// The table of a study.
  static func bytes(of study: CrosscheckStudy) -> [UInt8] {
    var table = CSVTable(columns: columns)
    for (position, subject) in study.subjects.enumerated() {
      table.text(subject.name)
      table.text("compared")
      table.text(nil)
      table.text(subject.level.rawValue)
      table.text(subject.region)
      table.text(subject.slide)
      table.text(Set(subject.readings.map(\.reader)).sorted().joined(separator: ";"))
      table.integer(subject.readings.count)
      append(subject.manual, to: &table)
      append(subject.measured, to: &table)
      table.decimal(subject.differencePoints, places: 4)
      table.decimal(study.agreement?.influenceOnBias[position], places: 4)
      table.decimal(study.agreement?.influenceOnConcordance[position], places: 6)
      append(subject.fields, to: &table)
      table.endRow()
    }
    for item in study.unpaired {
      table.text(item.name)
      table.text("\(item.side.rawValue)_only")
      table.text(item.reason)
      for _ in 3..<columns.count { table.text(nil) }
      table.endRow()
    }
    return table.takeBytes()
  }

  private static func append(_ value: IndexValue, to table: inout CSVTable) {
    table.integer(value.counts?.positive)
    table.integer(value.counts?.total)
    table.decimal(value.percent, places: 4)
    table.text(value.grade.rawValue)
  }

  private static func append(_ fields: [ComparedField], to table: inout CSVTable) {
    guard !fields.isEmpty else {
      for _ in 0..<8 { table.text(nil) }
      return
    }
    let counts = fields.reduce(NucleusComparisonCounts()) { $0 + $1.comparison.counts }
    table.integer(counts.found)
    table.integer(counts.missedPositive + counts.missedNegative)
    table.integer(counts.unmarkedPositive + counts.unmarkedNegative)
    table.integer(counts.positiveAsNegative)
    table.integer(counts.negativeAsPositive)
    table.decimal(counts.detection.precision, places: 6)
    table.decimal(counts.detection.recall, places: 6)
    table.decimal(counts.detection.f1, places: 6)
  }
}

/// `crosscheck-nuclei.csv`: every marked and every measured nucleus of the compared fields.
enum CrosscheckNucleiTable {
  private static let columns = [
    "name", "slide", "reader", "outcome", "mark", "call", "mark_x", "mark_y", "slide_x", "slide_y",
    "distance_um",
  ]

  /// The table of a study; nil when no nuclei were compared.
  static func bytes(of study: CrosscheckStudy) -> [UInt8]? {
    guard study.nuclei != nil else { return nil }
    var table = CSVTable(columns: columns)
    for subject in study.subjects {
      for field in subject.fields {
        for nucleus in field.outcomes {
          table.text(subject.name)
          table.text(field.slide)
          table.text(field.reader)
          table.text(nucleus.outcome.rawValue)
          table.text(nucleus.mark?.label.rawValue)
          table.text(nucleus.call?.label.rawValue)
          append(nucleus.mark, field, to: &table)
          append(nucleus.call, field, to: &table)
          table.decimal(nucleus.distanceMicrons, places: 2)
          table.endRow()
        }
      }
    }
    return table.takeBytes()
  }

  private static func append(
    _ point: LabeledPoint?, _ field: ComparedField, to table: inout CSVTable
  ) {
    let place = point.map { $0.position / field.micronsPerPixel }
    table.decimal(place?.x, places: 2)
    table.decimal(place?.y, places: 2)
  }
}

/// How a nucleus ended in a comparison.
enum NucleusOutcome: String, CaseIterable {
  /// Marked and called alike.
  case agreed
  /// Marked positive, called negative.
  case positiveAsNegative = "positive_as_negative"
  /// Marked negative, called positive.
  case negativeAsPositive = "negative_as_positive"
  /// Marked as no tumor nucleus, but counted.
  case otherCounted = "other_counted"
  /// Marked, not found.
  case missed
  /// Measured, not marked.
  case unmarked
  /// Measured outside the field.
  case outside
}

extension ComparedField {
  /// A nucleus with its mark, its call, or both.
  struct Nucleus {
    var outcome: NucleusOutcome
    var mark: LabeledPoint?
    var call: LabeledPoint?
    var distanceMicrons: Double?
  }

  /// All nuclei: pairs by mark, then missed, unmarked and ignored ones.
  var outcomes: [Nucleus] {
    let pairs = comparison.matches.map { match in
      let (mark, call) = (marks[match.first], nuclei[match.second])
      let outcome: NucleusOutcome =
        switch (mark.label, call.label) {
        case (.other, _): .otherCounted
        case (.positive, .negative): .positiveAsNegative
        case (.negative, .positive): .negativeAsPositive
        default: .agreed
        }
      return Nucleus(outcome: outcome, mark: mark, call: call, distanceMicrons: match.distance)
    }
    return pairs + comparison.missed.map { Nucleus(outcome: .missed, mark: marks[$0]) }
      + comparison.unmarked.map { Nucleus(outcome: .unmarked, call: nuclei[$0]) }
      + comparison.ignored.map { Nucleus(outcome: .outside, call: nuclei[$0]) }
  }
}
