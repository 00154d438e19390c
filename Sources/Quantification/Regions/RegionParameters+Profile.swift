import Yams

extension RegionParameters {
  /// Lines of the section `regions`.
  package static var profileParameters: [ProfileParameter<Self>] {
    [
      .names("include", \.include, "Classes that are measured."),
      .names(
        "exclude", \.exclude,
        "Classes that are left out, also inside measured regions. So are classes that end in * and "
          + "are not listed."),
      .choice(
        "others", \.others,
        "What happens to regions of other classes, and to those without class and listed name."),
    ]
  }
}

extension ProfileParameter {
  /// A list of names, each at most once, in upper or lower case alike.
  static func names(
    _ key: String, _ field: WritableKeyPath<Section, [String]>, _ meaning: String
  ) -> Self {
    Self(
      key: key, meaning: meaning, expected: "list of names, each once",
      text: { section in
        "[" + section[keyPath: field].map(ProfileText.quoted).joined(separator: ", ") + "]"
      },
      assign: { section, node in
        if node.isProfileNull {
          section[keyPath: field] = []
          return true
        }
        guard let items = node.sequence else { return false }
        let names = items.compactMap { $0.scalar?.string }
        let keys = Set(names.map(RegionParameters.key))
        guard names.count == items.count, keys.count == names.count, !keys.contains("") else {
          return false
        }
        section[keyPath: field] = names
        return true
      })
  }

  /// One of a few words.
  static func choice<Value: RawRepresentable & CaseIterable>(
    _ key: String, _ field: WritableKeyPath<Section, Value>, _ meaning: String
  ) -> Self where Value.RawValue == String {
    Self(
      key: key, meaning: meaning,
      expected: IntakeError.listed(Value.allCases.map(\.rawValue)).replacing(" and ", with: " or "),
      text: { $0[keyPath: field].rawValue },
      assign: { section, node in
        guard let value = node.scalar.flatMap({ Value(rawValue: $0.string) }) else { return false }
        section[keyPath: field] = value
        return true
      })
  }
}
