/// Sites that share a grading scheme.
public enum SiteFamily: String, Codable, Sendable, Hashable, CaseIterable {
  case gastroenteropancreatic
  case thoracic
  case headAndNeck = "head_and_neck"
  /// The primary tumor was not found; no scheme applies by itself.
  case unknownPrimary = "unknown_primary"
  /// Neuroendocrine neoplasms there are classified by other rules.
  case withoutScheme = "without_scheme"

  /// The family in words.
  public var name: String {
    switch self {
    case .gastroenteropancreatic: "gastroenteropancreatic"
    case .thoracic: "lung and thymus"
    case .headAndNeck: "head and neck"
    case .unknownPrimary: "unknown primary"
    case .withoutScheme: "sites without a scheme"
    }
  }
}

/// The organ a neuroendocrine neoplasm arose in, which decides the scheme that applies.
public struct PrimarySite: Sendable, Hashable {
  /// Stable code, such as `small_bowel`.
  public let code: String
  /// Name in words.
  public let name: String
  /// The sites it shares a scheme with.
  public let family: SiteFamily
  /// Why no scheme here applies; only for ``SiteFamily/withoutScheme``.
  public let refusal: String?
  /// Other ways to write it, lower case, words separated by single spaces.
  public let synonyms: [String]

  init(
    _ code: String, _ name: String, _ family: SiteFamily, _ synonyms: [String],
    refusal: String? = nil
  ) {
    self.code = code
    self.name = name
    self.family = family
    self.synonyms = synonyms
    self.refusal = refusal
  }

  /// Finds the site named by `text`, whatever its case, hyphens, spelling variant or part of the
  /// organ (`Head of pancreas`, `oesophagus`, `small-bowel`).
  ///
  /// - Throws: ``CaseDataError`` that lists the known sites, with the nearest one when the text
  ///   looks like a slip of the pen, and tells where a metastasis is to be stated.
  public static func parse(_ text: String) throws(CaseDataError) -> PrimarySite? {
    let plain = PlainText.normalized(text)
    if let site = byText[plain] { return site }
    if PlainText.isNothing(text) { return nil }
    let words = PlainText.words(text)
    if words.contains(where: { $0.hasPrefix("metasta") || $0 == "met" || $0 == "mets" }) {
      throw CaseDataError(
        field: .site, found: text,
        expected: "the primary site, which decides the scheme; state a metastasis as specimen "
          + "(\"\(text)\"), and \"unknown primary\" as site when the primary is not known")
    }
    let core = words.filter { !qualifiers.contains($0) }.joined(separator: " ")
    if let site = byText[core] { return site }
    throw CaseDataError(field: .site, found: text, expected: suggestion(for: plain) + known)
  }

  /// The site with this stable code.
  public static func with(code: String) -> PrimarySite? { all.first { $0.code == code } }

  private static let byText: [String: PrimarySite] = Dictionary(
    all.flatMap { site in
      ([PlainText.normalized(site.name), PlainText.normalized(site.code)] + site.synonyms)
        .map { ($0, site) }
    }, uniquingKeysWith: { first, _ in first })

  private static let qualifiers: Set<Substring> = [
    "head", "tail", "body", "neck", "uncinate", "process", "left", "right", "upper", "lower",
    "middle", "lobe", "proximal", "distal", "terminal", "ascending", "transverse", "descending",
    "sigmoid", "primary", "nos", "of", "the", "wall", "antrum", "fundus", "corpus", "main", "tip",
    "origin", "site",
  ]

  private static var known: String {
    let names = all.filter { $0.family != .withoutScheme }.map(\.name)
    return "one of: \(names.joined(separator: ", ")) (or a site without a scheme, see "
      + "ki67 grade --list-sites)"
  }

  private static func suggestion(for plain: String) -> String {
    let nearest = byText.keys.sorted()
      .map { (text: $0, distance: PlainText.distance(plain, $0)) }
      .min { $0.distance < $1.distance }
    guard let nearest, nearest.distance <= 2, nearest.text.count > 3 else { return "" }
    return "\"\(nearest.text)\" (the nearest known) or "
  }
}
