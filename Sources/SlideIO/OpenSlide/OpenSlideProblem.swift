/// Why OpenSlide could not be used for a file that needs it.
public enum OpenSlideProblem: Sendable, Equatable, CustomStringConvertible {
  /// No library was found; `needsVersion4` when the format is unknown to version 3.
  case notInstalled(needsVersion4: Bool)
  /// The library that was found does not know the format.
  case tooOld(version: String)
  /// The library refused the file.
  case refused(version: String, reason: String)

  /// What was found and what to do, without the name of the file.
  public var description: String {
    switch self {
    case .notInstalled(needsVersion4: false):
      "it is not installed. Install the package libopenslide0 (Debian 12, Ubuntu up to 24.04) or"
        + " libopenslide1 (newer) and run again"
    case .notInstalled(needsVersion4: true):
      "it is not installed. Install version 4, the package libopenslide1 of newer systems,"
        + " or name its file in the environment variable KI67_OPENSLIDE, and run again"
    case .tooOld(let version):
      "version \(version) is installed, which does not read it. Install version 4, the package"
        + " libopenslide1 of newer systems, or name its file in the environment variable"
        + " KI67_OPENSLIDE, and run again"
    case .refused(let version, let reason):
      "version \(version) says \"\(reason)\""
    }
  }
}
