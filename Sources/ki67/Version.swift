import Reporting

/// Version of the program, stated in every result.
enum Version {
  static let current = ProgramVersion(version: "0.2.0")
}
