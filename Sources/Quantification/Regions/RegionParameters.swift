/// Which annotated regions are measured and which are left out, by their classes.
public struct RegionParameters: Sendable, Equatable, Codable {
  /// What happens to regions of a class.
  public enum Role: String, Sendable, Equatable, Codable, CaseIterable {
    /// Measured.
    case include
    /// Left out of what is measured, also where an included region covers them.
    case exclude
    /// As if the region were not there.
    case ignore
  }

  /// Classes that are measured.
  public var include = ["Tumor", "Tumour", "Region*"]
  /// Classes that are left out.
  public var exclude = [
    "Stroma", "Necrosis", "Immune cells", "Normal", "Other", "Artefact", "Artifact", "Background",
    "Exclude", "Exclusion", "Ignore",
  ]
  /// What happens to regions of other classes and to those without a class.
  public var others = Role.include

  /// Makes the default rules.
  public init() {}

  /// What happens to a region.
  ///
  /// Decided by its class, without one by its name. Upper and lower case are the same. A derived
  /// class ("Tumor: Positive") that is not listed goes by its base ("Tumor"). A class that is not
  /// listed and ends in an asterisk is excluded, as QuPath's "Ignore*" is.
  public func role(className: String, name: String) -> Role {
    let full = className.isEmpty ? name : className
    let base = full.prefix { $0 != ":" }
    for text in [full, String(base)] {
      let key = Self.key(text)
      if exclude.contains(where: { Self.key($0) == key }) { return .exclude }
      if include.contains(where: { Self.key($0) == key }) { return .include }
    }
    return base.hasSuffix("*") || full.hasSuffix("*") ? .exclude : others
  }

  static func key(_ text: String) -> String {
    StrictNumber.trimmedBlanks(text).lowercased()
  }
}
