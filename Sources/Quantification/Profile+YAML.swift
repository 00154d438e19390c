import Foundation

extension Profile {
  /// The profile as a YAML file: every parameter with its meaning, unit, range and default.
  public var yaml: String {
    var text = """
      # Profile of ki67: every parameter of a measurement, fixed by the laboratory.
      # Use it with `ki67 quantify --profile FILE`. A line that is left out keeps its default.

      # Name shown in results.
      name: \(ProfileText.quoted(name))

      """
    for section in Self.sections {
      text += "\n# \(section.meaning)\n\(section.key):\n"
      text += section.text(self, Profile())
    }
    return text
  }

  /// Writes the profile as YAML; the file appears under its name only when it is complete.
  ///
  /// - Throws: `ProfileError.unwritable`.
  public func save(to path: String) throws(ProfileError) {
    do {
      try Data(yaml.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: SystemReason.text(error))
    }
  }
}
