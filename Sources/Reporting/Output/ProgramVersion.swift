/// The program that made a result.
public struct ProgramVersion: Sendable, Equatable {
  /// Version, for example "1.0.0".
  public var version: String
  /// Build, for example a commit; nil when unknown.
  public var build: String?

  /// Makes a version from its parts.
  public init(version: String, build: String? = nil) {
    self.version = version
    self.build = build
  }

  /// The program with its version, as databases hold it: "ki67 1.0.0".
  public var programName: String { "ki67 \(version)" }
}
