/// Why a command ends with exit code 1, told to the person who gave it.
struct CommandFailure: Error, CustomStringConvertible {
  /// What was found and what to do.
  let description: String

  init(_ description: String) { self.description = description }
}
