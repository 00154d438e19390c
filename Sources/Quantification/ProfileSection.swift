import Yams

/// A section of the profile, its type erased.
struct ProfileSection {
  /// Key in the file.
  let key: String
  /// One sentence.
  let meaning: String
  /// Keys of its parameters.
  let keys: [String]
  /// Its lines as YAML with comments; the second argument holds the defaults.
  let text: (Profile, Profile) -> String
  /// Puts a value in place; returns what was expected when it does not fit.
  let assign: (inout Profile, String, Node) -> String?

  /// Makes a section of the parameters of a field.
  init<Section>(
    _ key: String, _ meaning: String, _ field: WritableKeyPath<Profile, Section>,
    _ parameters: [ProfileParameter<Section>]
  ) {
    self.key = key
    self.meaning = meaning
    keys = parameters.map(\.key)
    text = { profile, defaults in
      parameters.map { parameter in
        """
          # \(parameter.meaning)
          # Unit and range: \(parameter.expected). Default: \
        \(parameter.text(defaults[keyPath: field])).
          \(parameter.key): \(parameter.text(profile[keyPath: field]))

        """
      }.joined()
    }
    assign = { profile, key, node in
      guard let parameter = parameters.first(where: { $0.key == key }) else { return nil }
      return parameter.assign(&profile[keyPath: field], node) ? nil : parameter.expected
    }
  }
}
