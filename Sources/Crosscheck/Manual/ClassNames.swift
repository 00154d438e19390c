import Agreement
import Foundation

/// What names of classes mean: QuPath's, ImageJ's counters', and whatever a laboratory uses.
public struct ClassNames: Sendable, Equatable {
  private var stated: [String: NucleusLabel] = [:]

  /// The usual names, and those that the user states, which go first.
  ///
  /// - Parameters:
  ///   - positive: names of classes of positive tumor nuclei.
  ///   - negative: names of classes of negative tumor nuclei.
  ///   - other: names of classes that are no tumor nuclei.
  public init(positive: [String] = [], negative: [String] = [], other: [String] = []) {
    for name in other { stated[Self.plain(name)] = .other }
    for name in negative { stated[Self.plain(name)] = .negative }
    for name in positive { stated[Self.plain(name)] = .positive }
  }

  /// What a class means; nil when it is not known.
  ///
  /// In a derived class of QuPath such as "Stroma: Negative" every part is looked at: no tumor
  /// nucleus goes before positive and negative.
  public func label(_ name: String) -> NucleusLabel? {
    if let label = stated[Self.plain(name)] { return label }
    let labels = name.split(separator: ":").map(String.init)
      .compactMap { stated[Self.plain($0)] ?? Self.usual[Self.plain($0)] }
    if labels.contains(.other) { return .other }
    return labels.last
  }

  private static func plain(_ name: String) -> String {
    name.trimmingCharacters(in: .whitespaces).lowercased()
      .replacing("ki-67", with: "ki67").replacing("_", with: " ").replacing("-", with: " ")
      .trimmingCharacters(in: .whitespaces)
  }

  private static let usual: [String: NucleusLabel] = {
    let words: [NucleusLabel: [String]] = [
      .positive: [
        "positive", "pos", "+", "1+", "2+", "3+", "ki67+", "ki67 +", "ki67 positive", "ki67 pos",
        "positive nuclei", "positive nucleus", "positive cells", "positive tumor", "brown",
      ],
      .negative: [
        "negative", "neg", "0", "ki67 negative", "ki67 neg", "negative nuclei", "negative nucleus",
        "negative cells", "negative tumor", "blue",
      ],
      .other: [
        "other", "stroma", "stromal", "immune cells", "immune", "lymphocyte", "lymphocytes",
        "non tumor", "not tumor", "nontumor", "normal", "necrosis", "debris", "artifact",
      ],
    ]
    return Dictionary(
      uniqueKeysWithValues: words.flatMap { label, names in names.map { ($0, label) } })
  }()
}
