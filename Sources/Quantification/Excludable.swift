import Nuclei
import Yams

/// Classes some of which a laboratory may leave out.
public protocol Excludable: RawRepresentable<String>, Equatable {
  /// Those that may be left out, in the order of tables.
  static var excludable: [Self] { get }
}

extension Excludable {
  /// Classes by name, in a fixed order; nil when a name is unknown, not excludable, or occurs twice.
  public static func excludable(names: [String]) -> [Self]? {
    let known = excludable.filter { names.contains($0.rawValue) }
    return known.count == names.count ? known : nil
  }
}

extension NucleusKind: Excludable {
  /// Kinds that may be left out of the index.
  public static var excludable: [NucleusKind] { allCases.filter { $0 != .tumor } }
}

extension TissueClass: Excludable {}

extension ProfileParameter {
  /// A list of what is left out, each at most once.
  static func excluded<Class: Excludable>(
    _ key: String, _ field: WritableKeyPath<Section, [Class]>, _ meaning: String
  ) -> Self {
    Self(
      key: key, meaning: meaning,
      expected: "list of " + Class.excludable.map(\.rawValue).joined(separator: ", "),
      text: { "[" + $0[keyPath: field].map(\.rawValue).joined(separator: ", ") + "]" },
      assign: { section, node in
        if node.isProfileNull {
          section[keyPath: field] = []
          return true
        }
        guard let items = node.sequence else { return false }
        let names = items.compactMap { $0.scalar?.string }
        guard names.count == items.count, let classes = Class.excludable(names: names) else {
          return false
        }
        section[keyPath: field] = classes
        return true
      })
  }
}
