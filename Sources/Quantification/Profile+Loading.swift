import Foundation
import Nuclei
import Yams

extension Profile {
  /// Largest profile that is read, in bytes.
  static let byteLimit = 1 << 20

  /// Reads a profile from a YAML file; parameters that it does not name keep their defaults.
  ///
  /// - Throws: `ProfileError` for a file that cannot be read, unknown keys, and values out of range.
  public static func load(path: String) throws(ProfileError) -> Profile {
    // A pipe would be waited for, perhaps for ever.
    if FileKind.of(path) == .other {
      throw .unreadable(path: path, reason: "it is not a regular file")
    }
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      data = try handle.read(upToCount: byteLimit + 1) ?? Data()
    } catch {
      throw .unreadable(path: path, reason: SystemReason.text(error))
    }
    guard data.count <= byteLimit else {
      throw .tooLarge(path: path, byteCount: data.count, limit: byteLimit)
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw .malformed(path: path, line: 1, problem: "the text is not UTF-8")
    }
    return try Profile(yaml: text, path: path)
  }

  /// Reads a profile from YAML text; `path` stands in messages.
  ///
  /// - Throws: `ProfileError` for malformed text, unknown keys, and values out of range.
  public init(yaml: String, path: String) throws(ProfileError) {
    self.init()
    guard let root = try Self.root(yaml, path), !root.isProfileNull else { return }
    guard let mapping = root.mapping else {
      throw .malformed(
        path: path, line: root.mark?.line ?? 1,
        problem: "found \(root.profileDescription), expected keys such as 'stains:'")
    }
    for (keyNode, value) in mapping {
      try read(keyNode, value, path)
    }
    try checkConsistency(path)
  }

  private mutating func read(_ keyNode: Node, _ value: Node, _ path: String) throws(ProfileError) {
    let key = keyNode.scalar?.string ?? keyNode.profileDescription
    let line = keyNode.mark?.line ?? 1
    if key == "name" {
      guard let text = value.scalar?.string, !text.isEmpty, !text.contains(where: \.isNewline)
      else {
        throw .badValue(
          path: path, line: line, key: key, found: value.profileDescription,
          expected: "a name on one line")
      }
      name = text
    } else if let section = Self.sections.first(where: { $0.key == key }) {
      try read(section, value, path, line)
    } else {
      throw .unknownKey(path: path, line: line, key: key, remedy: Self.remedy(key, inSection: nil))
    }
  }

  private mutating func read(
    _ section: ProfileSection, _ value: Node, _ path: String, _ line: Int
  ) throws(ProfileError) {
    if value.isProfileNull { return }
    guard let mapping = value.mapping else {
      throw .badValue(
        path: path, line: line, key: section.key, found: value.profileDescription,
        expected: "its parameters, indented below it")
    }
    for (keyNode, value) in mapping {
      let key = keyNode.scalar?.string ?? keyNode.profileDescription
      let line = keyNode.mark?.line ?? line
      guard section.keys.contains(key) else {
        throw .unknownKey(
          path: path, line: line, key: key, remedy: Self.remedy(key, inSection: section))
      }
      if let expected = section.assign(&self, key, value) {
        throw .badValue(
          path: path, line: line, key: key, found: value.profileDescription, expected: expected)
      }
    }
  }

  /// Most aliases that a profile may use; it needs none.
  private static let mostAliases = 16

  /// Places that look like aliases (`*name`): lists that hold themselves many times over, by way of a
  /// few lines of aliases, would keep the parser busy for ever.
  private static func aliasCount(_ yaml: String) -> Int {
    var count = 0
    var previous = UInt8(ascii: " ")
    var isAlias = false
    for byte in yaml.utf8 {
      let isBlank = byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
      if isAlias && !isBlank { count += 1 }
      isAlias = byte == UInt8(ascii: "*") && " \t\n\r[{,:-?".utf8.contains(previous)
      previous = byte
    }
    return count
  }

  private static func root(_ yaml: String, _ path: String) throws(ProfileError) -> Node? {
    guard aliasCount(yaml) <= mostAliases else {
      throw .malformed(
        path: path, line: 1,
        problem: "found more than \(mostAliases) aliases (*name), which no profile needs")
    }
    do {
      return try Yams.compose(yaml: yaml)
    } catch let error as YamlError {
      throw malformed(error, path)
    } catch {
      throw .malformed(path: path, line: 1, problem: "\(error)")
    }
  }

  private static func malformed(_ error: YamlError, _ path: String) -> ProfileError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      .malformed(path: path, line: mark.line, problem: problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      .malformed(
        path: path, line: context.mark.line,
        problem: "the key '\(duplicates.sorted().joined(separator: "', '"))' occurs twice")
    default: .malformed(path: path, line: 1, problem: "\(error)")
    }
  }

  /// What to do about a key that a section, or nil the top level, does not have.
  private static func remedy(_ key: String, inSection section: ProfileSection?) -> String {
    if let home = sections.first(where: { $0.keys.contains(key) }) {
      return "it belongs below '\(home.key):'"
    }
    let known = section?.keys ?? sections.map(\.key) + ["name"]
    if let closest = ClosestName.of(key, among: known) { return "perhaps '\(closest)' is meant" }
    return "known here: \(known.joined(separator: ", "))"
  }

  private func checkConsistency(_ path: String) throws(ProfileError) {
    if positivity.lowestReferenceOD > positivity.highestReferenceOD {
      throw .inconsistent(
        path: path,
        problem: "lowest_reference_od (\(positivity.lowestReferenceOD)) lies above "
          + "highest_reference_od (\(positivity.highestReferenceOD)); exchange or correct them")
    }
    if positivity.lowestCutOD > positivity.highestCutOD {
      throw .inconsistent(
        path: path,
        problem: "lowest_cut_od (\(positivity.lowestCutOD)) lies above "
          + "highest_cut_od (\(positivity.highestCutOD)); exchange or correct them")
    }
    if positivity.moderateAboveCutOD > positivity.strongAboveCutOD {
      throw .inconsistent(
        path: path,
        problem: "moderate_above_cut_od (\(positivity.moderateAboveCutOD)) lies above "
          + "strong_above_cut_od (\(positivity.strongAboveCutOD)); exchange or correct them")
    }
    let excluded = Set(regions.exclude.map(RegionParameters.key))
    if let both = regions.include.first(where: { excluded.contains(RegionParameters.key($0)) }) {
      throw .inconsistent(
        path: path,
        problem: "the class '\(both)' stands in include and in exclude of regions; remove one")
    }
    do throws(StainParameterError) {
      _ = try stains.vectors()
    } catch {
      throw .inconsistent(path: path, problem: "\(error)")
    }
  }
}
