/// Everything that the page shows, as text ready for the template; the template escapes it.
///
/// Property names are the names in `Resources/report.mustache`. Only `chart` and picture sources
/// go in unescaped; both are made here from numbers and encoded names.
struct ReportPage {
  var title: String
  var version: String
  var facts: [Fact]
  var settings: [Fact]
  var hasCases: Bool
  var cases: [Case]
  /// That there are more cases, or inputs that were not measured, than the page shows.
  var casesLeftOut: String?
  var hasProblems: Bool
  var problems: [Problem]
  var problemsLeftOut: String?
  var hasPictures: Bool
  var picturesAreLinked: Bool
  var schemes: [Scheme]

  /// A name and what belongs to it.
  struct Fact {
    var name: String
    var value: String
    var detail: String?
  }

  /// A grading scheme that was used in the run.
  struct Scheme {
    var id: String
    var title: String
    var edition: String
  }

  /// An input that failed or was skipped.
  struct Problem {
    var input: String
    var slide: String?
    var reason: String
  }

  /// A doubt.
  struct Flag {
    var code: String
    var explanation: String
  }

  /// A measured slide of a case.
  struct Slide {
    var name: String
    var isFailed: Bool
    /// Named apart from the case's, which the template would fall back to.
    var slideError: String?
    var facts: [Fact]
    var pictures: [Picture]
    var hasRegions: Bool
    var regions: [Region]
    var regionNotes: [String]
  }

  /// A region of interest of a slide; texts that do not apply are a dash.
  struct Region {
    var regionName: String
    var className: String
    var role: String
    var area: String
    var countsText: String
    var indexText: String
    var intervalText: String
  }

  /// A picture with its legend.
  struct Picture {
    var source: String
    var full: String
    var alternative: String
    var caption: String
    var scaleBar: String?
    /// A map has words in it and is shown as wide as the page.
    var isMap: Bool
    var width: Int
    var height: Int
  }

  /// One case.
  struct Case {
    var anchor: String
    var name: String
    var grade: String
    var gradeClass: String
    var isGraded: Bool
    var scheme: String?
    var edition: String?
    var schemeTitle: String?
    var decidedBy: String?
    var ki67Grade: String?
    var mitoticGrade: String?
    var mitosesPer2SquareMillimeters: String?
    var refusal: String?
    var error: String?
    var index: String?
    var indexRegion: String?
    var shortRegion: String?
    var isGradedOnHotspot: Bool
    /// Why the hotspot does not decide; nil when it does, and when there is none.
    var hotspotNote: String?
    var interval: String?
    var counts: String?
    var global: String?
    var globalInterval: String?
    var globalCounts: String?
    /// Index by probability of the hotspot that decides and of all nuclei, and the classes of
    /// intensity of all nuclei.
    var hotspotExpectedIndex: String?
    var expectedIndex: String?
    var intensities: String?
    /// What stands beside the grade: chance, variation, errors.
    var evidence: [Fact]
    var chart: String?
    var smallChart: String?
    var condition: String?
    var probabilities: String?
    var alternatives: [Fact]
    var facts: [Fact]
    var hasFlags: Bool
    var flagCount: Int
    var flags: [Flag]
    var slides: [Slide]
  }
}
