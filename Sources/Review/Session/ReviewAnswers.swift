import Foundation
import Grading
import Nuclei
import Store

/// Counts with index and interval, ready to show.
struct IndexAnswer: Encodable, Equatable {
  var positive: Int
  var total: Int
  /// Index in percent; nil without nuclei.
  var percent: String?
  /// 95 % Wilson interval in percent.
  var low: Double?
  var high: Double?

  init(_ counts: NucleusCounts) {
    positive = counts.positive
    total = counts.total
    guard let index = try? LabelingIndex(positive: counts.positive, total: counts.total) else {
      return
    }
    percent = index.percentText
    low = index.wilsonInterval.lowerPercent
    high = index.wilsonInterval.upperPercent
  }
}

/// Measured counts and those with corrections.
struct CountsAnswer: Encodable {
  var machine: IndexAnswer
  var corrected: IndexAnswer
  var changes: Int

  init(_ counts: CorrectedCounts) {
    machine = IndexAnswer(counts.machine)
    corrected = IndexAnswer(counts.corrected)
    changes = counts.changes
  }
}

/// A grade with what must stand beside it.
struct GradeAnswer: Encodable, Equatable {
  struct Flag: Encodable, Equatable {
    var code: String
    var text: String
  }

  var label: String
  var reason: String?
  var decidedBy: String
  var scheme: String
  var flags: [Flag]
  var probability: String?
  var notice: String

  init(_ record: GradeRecord) {
    label = record.label
    reason = record.reason
    decidedBy = record.decidedByText
    scheme = record.schemeText
    flags = record.flags.map { Flag(code: $0.rawValue, text: $0.explanation) }
    probability = record.gradeProbabilities?.text
    notice = record.notice
  }
}

/// The graded region of a case, as measured and as corrected.
struct CaseAnswer: Encodable {
  var region: String
  var slide: String?
  var field: String?
  var counts: CountsAnswer
  /// Hash of the corrections that stand on all slides of the case, to be sent with a signature; nil
  /// in a preview, which shows no nuclei.
  var corrections: String?
  var machineGrade: GradeAnswer?
  var correctedGrade: GradeAnswer?
  /// Why the case data cannot be understood.
  var problem: String?
}

/// What an edit made of the numbers.
struct EditAnswer: Encodable {
  struct Field: Encodable {
    var field: String
    var counts: CountsAnswer
  }

  struct Line: Encodable {
    var sequence: Int
    var who: String
    var at: String
    var marks: [NucleusMark]
  }

  /// Lines of the trail that the browser does not know yet.
  var lines: [Line]
  /// The last line of the slide.
  var sequence: Int
  var fields: [Field]
  var summary: CaseAnswer
  /// What kept the tables from being written.
  var warning: String?
}

/// A run for the list of cases.
struct RunAnswer: Encodable {
  struct Case: Encodable {
    var name: String
    var slides: [String]
    var error: String?
    var grade: String?
    var percent: String?
    var signedBy: String?
    var isOutdated: Bool
    var readers: [String]
  }

  struct Site: Encodable {
    var code: String
    var name: String
  }

  var folder: String
  var version: String
  var cases: [Case]
  var sites: [Site]
}

/// A case with its slides and fields.
struct CaseDetailAnswer: Encodable {
  struct Field: Encodable {
    var field: String
    var name: String
    /// x, y, x, y, … in full-resolution pixels, for each ring.
    var rings: [[Double]]
    /// Left, top, width, height.
    var bounds: [Double]
    var counts: CountsAnswer
    /// Left, top, width and height of what a picture of the run shows; nil when there is none, or
    /// the slide's own pixels are there.
    var picture: [Double]?
  }

  struct Slide: Encodable {
    var name: String
    var width: Int
    var height: Int
    /// Size of a pixel in µm, x and y; nil when unknown.
    var microns: [Double]?
    /// Size of a pixel in µm that detection worked with.
    var detectionMicrons: [Double]?
    var hasPixels: Bool
    var fields: [Field]
    var unplaced: Int
  }

  struct Signed: Encodable {
    var who: String
    var at: String
    var isOutdated: Bool
    var isOfOtherMeasurement: Bool
    var comment: String
    var positive: Int
    var total: Int
    var percent: String?
    var grade: GradeAnswer
  }

  /// A finished count of a reader.
  struct Count: Encodable {
    /// Reader, and which of the counts it is.
    var name: String
    /// Slide and field, for people.
    var place: String
    var index: IndexAnswer
    /// Whether it was counted in another image or field than the run holds.
    var isOfOtherField: Bool
  }

  var name: String
  var fields: [String: String]
  var slides: [Slide]
  var summary: CaseAnswer
  var signed: Signed?
  var counts: [Count]
}

/// Measured nuclei of a part of a slide, and what was said about them.
struct NucleiAnswer: Encodable {
  struct Nucleus: Encodable {
    var n: String
    var x: Double
    var y: Double
    var s: NucleusState
    /// Outline, x, y, x, y, … in full-resolution pixels to a tenth.
    var o: [Double]
  }

  struct Correction: Encodable {
    var mark: NucleusMark
    var who: String
  }

  var sequence: Int
  var nuclei: [Nucleus]
  var corrections: [Correction]
  /// Whether there are too many nuclei to show.
  var isCut: Bool
}

/// A reader's count to go on with.
struct CountAnswer: Encodable {
  var round: Int
  var seconds: Double
  var marks: [NucleusMark]
  var finished: Int
  /// Set once the count is finished.
  var index: IndexAnswer?
  /// What kept the tables from being written.
  var warning: String?
}

/// Layers to compare in a field.
struct LayersAnswer: Encodable {
  struct Layer: Encodable {
    var id: String
    var name: String
    var index: IndexAnswer
  }

  var layers: [Layer]
}

/// Nuclei of a layer in a part of a field.
struct PointsAnswer: Encodable {
  /// x, y in full-resolution pixels, and 1 for positive, 0 for negative.
  var points: [[Double]]
  /// Whether there are too many to show.
  var isCut: Bool
}

/// Where two layers differ.
struct DifferencesAnswer: Encodable {
  struct Difference: Encodable {
    var x: Double
    var y: Double
    var first: NucleusState?
    var second: NucleusState?
  }

  var radiusMicrons: Double
  var agreeing: Int
  /// Number of all differences.
  var differing: Int
  /// The first of them, in rows from the top.
  var differences: [Difference]
}

/// A line of the audit trail for people.
struct TrailAnswer: Encodable {
  struct Line: Encodable {
    var sequence: Int
    var at: String
    var who: String
    var subject: String
    var text: String
  }

  var lines: [Line]
}
