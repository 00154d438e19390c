import Nuclei
import Yams

extension ProfileParameter {
  /// A list of kinds of nuclei other than tumor, each at most once.
  static func kinds(
    _ key: String, _ field: WritableKeyPath<Section, [NucleusKind]>, _ meaning: String
  ) -> Self {
    Self(
      key: key, meaning: meaning,
      expected: "list of " + NucleusKind.excludable.map(\.rawValue).joined(separator: ", "),
      text: { "[" + $0[keyPath: field].map(\.rawValue).joined(separator: ", ") + "]" },
      assign: { section, node in
        if node.isProfileNull {
          section[keyPath: field] = []
          return true
        }
        guard let items = node.sequence else { return false }
        let names = items.compactMap { $0.scalar?.string }
        guard names.count == items.count, let kinds = NucleusKind.excludable(names: names) else {
          return false
        }
        section[keyPath: field] = kinds
        return true
      })
  }
}

extension NucleusKind {
  /// Kinds that may be left out of the index.
  public static var excludable: [NucleusKind] { allCases.filter { $0 != .tumor } }

  /// Kinds by name, in a fixed order; nil when a name is unknown, not excludable, or occurs twice.
  public static func excludable(names: [String]) -> [NucleusKind]? {
    let known = Set(excludable.map(\.rawValue))
    guard Set(names).count == names.count, known.isSuperset(of: names) else { return nil }
    return excludable.filter { names.contains($0.rawValue) }
  }
}
