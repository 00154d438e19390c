import Grading

/// What `ki67 grade` prints for people.
enum GradeListing {
  /// A record as aligned lines, components indented below.
  static func text(_ record: GradeRecord) -> String {
    var lines = aligned(record.synopsis)
    for component in record.components {
      lines.append("")
      lines.append(component.title)
      lines += aligned(component.record.synopsis.filter { $0.name != "Notice" }).map { "  \($0)" }
    }
    return lines.joined(separator: "\n")
  }

  /// All schemes, one block each.
  static var schemes: String {
    GradingScheme.all.map { scheme in
      let legacy = scheme.isLegacy ? " (legacy)" : ""
      return """
        \(scheme.id)\(legacy)
          \(scheme.title)
          edition: \(scheme.edition)
          sites:   \(scheme.family.name)
          Ki-67:   \(bounds(scheme.ki67Bounds, "%", scheme))
          mitoses: \(bounds(scheme.mitosisBounds, "per 2 mm²", scheme))
          note:    \(scheme.note)
          source:  \(scheme.citation)
        """
    }.joined(separator: "\n")
  }

  /// All sites with their scheme or the reason why there is none.
  static var sites: String {
    SiteFamily.allCases.map { family in
      let scheme = GradingScheme.current(for: family)?.id ?? "no scheme"
      let sites = PrimarySite.all.filter { $0.family == family }.map { site in
        "  \(site.name)\(site.refusal.map { ": \($0)" } ?? "")"
      }
      return "\(family.name): \(scheme)\n\(sites.joined(separator: "\n"))"
    }.joined(separator: "\n")
  }

  private static func bounds(
    _ bounds: [GradeBound], _ unit: String, _ scheme: GradingScheme
  ) -> String {
    guard !bounds.isEmpty else { return "does not classify" }
    return bounds.dropFirst().map { bound in
      let side =
        switch bound.from {
        case .atLeast(let cutoff): "from \(cutoff)"
        case .above(let cutoff): "above \(cutoff)"
        case .below(let cutoff): "below \(cutoff)"
        case .atMost(let cutoff): "up to \(cutoff)"
        }
      let name = scheme.categories[bound.grade]?.name ?? "outside the range"
      return "\(name) \(side) \(unit)"
    }.joined(separator: ", ")
  }

  private static func aligned(_ lines: [(name: String, value: String)]) -> [String] {
    let width = lines.map(\.name.count).max() ?? 0
    return lines.map { line in
      line.name + String(repeating: " ", count: width + 2 - line.name.count) + line.value
    }
  }
}
