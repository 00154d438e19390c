/// Why a profile cannot be used; every case names the file, and the line where there is one.
public enum ProfileError: Error, Sendable, Equatable {
  /// The operating system refused or failed to read.
  case unreadable(path: String, reason: String)
  /// The file is larger than any profile.
  case tooLarge(path: String, byteCount: Int, limit: Int)
  /// The text is no YAML, or not one mapping.
  case malformed(path: String, line: Int, problem: String)
  /// A key that no parameter has; `remedy` names the one that was likely meant.
  case unknownKey(path: String, line: Int, key: String, remedy: String)
  /// A value that its parameter cannot take.
  case badValue(path: String, line: Int, key: String, found: String, expected: String)
  /// Values that exclude each other.
  case inconsistent(path: String, problem: String)
  /// The file could not be written.
  case unwritable(path: String, reason: String)
}

extension ProfileError: CustomStringConvertible {
  /// What was found, what was expected, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): the profile cannot be read: \(reason)."
    case .tooLarge(let path, let byteCount, let limit):
      "\(path) has \(byteCount) bytes, a profile at most \(limit); expected a YAML file as "
        + "`ki67 stains --out` writes it."
    case .malformed(let path, let line, let problem):
      "\(path):\(line): the profile is not valid YAML: \(problem)."
    case .unknownKey(let path, let line, let key, let remedy):
      "\(path):\(line): there is no parameter '\(key)'; \(remedy)."
    case .badValue(let path, let line, let key, let found, let expected):
      "\(path):\(line): '\(key)' is \(found); expected \(expected)."
    case .inconsistent(let path, let problem):
      "\(path): \(problem)."
    case .unwritable(let path, let reason):
      "\(path): the profile cannot be written: \(reason)."
    }
  }
}
