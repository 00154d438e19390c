import SlideIO

/// Why a synthetic scene could not be made.
public enum SynthesisError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A parameter lies outside of what can be rendered.
  case invalidParameter(name: String, value: String, expected: String)
  /// An image could not be written.
  case image(ImageFileError)
  /// A folder or a text file could not be written.
  case unwritable(path: String, reason: String)

  /// What was found and what to do, in one sentence.
  public var description: String {
    switch self {
    case .invalidParameter(let name, let value, let expected):
      return "\(name) is \(value), expected \(expected)"
    case .image(let error):
      return "\(error)"
    case .unwritable(let path, let reason):
      return
        "\(path): cannot be written (\(reason)); choose a folder that can be written with --out"
    }
  }
}
