/// A grading scheme as data: its cut-offs, the sites it is for, and its names.
///
/// Bounds rise; the last one met gives the grade. Ki-67 in percent, mitoses per 2 mm².
public struct GradingScheme: Sendable, Hashable {
  /// Stable name, such as `who-gep-2022`.
  public let id: String
  /// Other names it is found by.
  public let aliases: [String]
  /// Title of the classification.
  public let title: String
  /// Edition and year.
  public let edition: String
  /// Where the cut-offs stand.
  public let citation: String
  /// How it decides and how open points of its wording are read.
  public let note: String
  /// The sites it is for.
  public let family: SiteFamily
  /// Whether a later edition replaced it.
  public let isLegacy: Bool
  /// Grades by Ki-67; empty when Ki-67 does not classify.
  public let ki67Bounds: [GradeBound]
  /// Whether the lowest Ki-67 band stands for G1 by itself, without mitoses.
  public let ki67EstablishesLowest: Bool
  /// Grades by mitoses.
  public let mitosisBounds: [GradeBound]
  /// The grade that necrosis alone gives; `nil` when necrosis does not count.
  public let necrosisGrade: Grade?
  /// What each grade is called. A grade without a name here is outside the scheme's tumors.
  public let categories: [Grade: Category]
  /// The grade of a poorly differentiated carcinoma; `nil` when carcinomas are not graded.
  public let carcinomaGrade: Grade?
  /// Whether a carcinoma needs mitoses above the highest bound by definition.
  public let carcinomaNeedsMitoses: Bool
  /// Values that the scheme's wording leaves open, how they are read is told by the flag.
  let gaps: [Gap]
  /// Whether the categories are G1 to G3 (not so for carcinoids of the lung).
  public let isNumbered: Bool
  /// Whether only pancreatic tumors were meant.
  let isForPancreasOnly: Bool

  /// A range of Ki-67 that the wording leaves open.
  struct Gap: Sendable, Hashable {
    let bounds: [Threshold]
    let flag: GradeFlag
  }

  /// The Ki-67 cut-offs in percent, rising.
  public var ki67Cutoffs: [Int] { ki67Bounds.map(\.from.cutoff).filter { $0 > 0 } }

  /// The grade that a Ki-67 index in percent gives; `nil` when Ki-67 does not classify.
  public func grade(ki67Percent percent: Fraction) -> Grade? {
    ki67Bounds.last { $0.from.isMet(by: percent) }?.grade
  }

  /// The grade that mitoses per 2 mm² give.
  public func grade(mitosesPerTwoSquareMillimeters rate: Fraction) -> Grade? {
    mitosisBounds.last { $0.from.isMet(by: rate) }?.grade
  }

  /// How far from a cut-off an index still counts as near, in points.
  static func nearness(toCutoff cutoff: Int) -> Fraction {
    cutoff >= 20 ? Fraction(2) : Fraction(reducing: 1, 2)
  }
}

extension GradingScheme {
  /// All schemes: the current ones first.
  public static let all: [GradingScheme] = [
    whoGEP2022, whoThoracic2021, whoHeadNeck2022, whoGEP2017, whoGEP2010,
  ]

  /// The scheme with this id or alias, whatever its case and separators; `nil` for empty text.
  ///
  /// - Throws: ``CaseDataError`` that lists the schemes.
  public static func parse(_ text: String) throws(CaseDataError) -> GradingScheme? {
    let plain = PlainText.normalized(text)
    if plain.isEmpty { return nil }
    let found = all.first { scheme in
      ([scheme.id] + scheme.aliases).contains { PlainText.normalized($0) == plain }
    }
    guard let found else {
      throw CaseDataError(
        field: .scheme, found: text,
        expected: "one of: \(all.map(\.id).joined(separator: ", "))")
    }
    return found
  }

  /// The current scheme for a family of sites; `nil` where there is none.
  public static func current(for family: SiteFamily) -> GradingScheme? {
    all.first { $0.family == family && !$0.isLegacy }
  }
}
