/// Everything that the page of a cross-check shows, as text ready for the template, which escapes it.
///
/// Property names are the names in `Resources/crosscheck.mustache`. Only style, plots and pictures go
/// in unescaped; they are made here from numbers and escaped names.
struct CrosscheckPage {
  var version: String
  var style: String
  var level: String
  var caution: String
  var facts: [Fact]
  var hasAgreement: Bool
  var scatter: String
  var blandAltman: String
  var confusion: String
  var indexFigures: [Fact]
  var gradeFigures: [Fact]
  var hasNuclei: Bool
  var nucleusFigures: [Fact]
  var hasReaders: Bool
  var readers: [Reader]
  var betweenReaders: String?
  var calibration: Calibration?
  var hasUnpaired: Bool
  var unpaired: [Unpaired]
  var hasSubjects: Bool
  var subjects: [Subject]
  var hasPictures: Bool
  var symbols: [Symbol]
  var leftOut: String?
  var hasNucleusTable: Bool

  /// A name and what belongs to it.
  struct Fact {
    var name: String
    var value: String
    var detail: String?
  }

  /// A reader's figures.
  struct Reader {
    var name: String
    var count: String
    var bias: String
    var error: String
    var concordance: String
    var kappa: String
    var repeatability: String
  }

  /// The suggested cut.
  struct Calibration {
    var factor: String
    var verdict: String
    /// Whether there are enough subjects to show what it does.
    var isJudged: Bool
    var rows: [Row]

    struct Row {
      var name: String
      var bias: String
      var error: String
      var grades: String
    }
  }

  /// What has no counterpart.
  struct Unpaired {
    var name: String
    var side: String
    var reason: String
  }

  /// One subject.
  struct Subject {
    var anchor: String
    var name: String
    var region: String
    var manual: String
    var manualGrade: String
    var measured: String
    var measuredGrade: String
    var difference: String
    var differs: Bool
    var influence: String
    var readings: String?
    var notes: [String]
    var hasPicture: Bool
    var picture: String
    var hasCounts: Bool
    var counts: [Symbol]
  }

  /// A sign with its meaning.
  struct Symbol {
    var svg: String
    var meaning: String
    var count: String
  }
}
