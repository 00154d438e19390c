import Dispatch
import Foundation
import TestSupport

/// What one run of the built `ki67` binary gave back.
struct Ki67Run: Sendable {
  /// Everything written to standard output, as UTF-8.
  let output: String
  /// Everything written to standard error, as UTF-8.
  let errors: String
  /// The exit code; for a program ended by a signal, the signal's number.
  let exitCode: Int32
  /// Whether the program ended by itself, not by a signal.
  let exitedNormally: Bool
}

/// Why the built binary could not be run to its end.
enum Ki67RunError: Error, CustomStringConvertible {
  case binaryNotFound(searched: [String])
  case timedOut(arguments: [String], seconds: Double)

  var description: String {
    switch self {
    case .binaryNotFound(let searched):
      "no ki67 binary in \(searched.joined(separator: ", ")): build it first or set KI67_BINARY"
    case .timedOut(let arguments, let seconds):
      "ki67 \(arguments.joined(separator: " ")) did not end within \(seconds) s"
    }
  }
}

/// The repository's root, three levels above this file.
let repositoryRoot = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The folder with the reference images and test files: `KI67_SHARED`, else `../shared`.
///
/// `nil` when it does not exist; tests that need it are then skipped.
let sharedFolder: URL? = {
  let named = ProcessInfo.processInfo.environment["KI67_SHARED"].map { URL(fileURLWithPath: $0) }
  let folder = named ?? repositoryRoot.deletingLastPathComponent().appendingPathComponent("shared")
  return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}()

/// Finds the binary: `KI67_BINARY`, else beside the running tests, else in `.build`.
func findKi67() throws(Ki67RunError) -> URL {
  var candidates: [URL] = []
  if let named = ProcessInfo.processInfo.environment["KI67_BINARY"] {
    candidates.append(URL(fileURLWithPath: named))
  }
  let bundle = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
  candidates.append(bundle.deletingLastPathComponent().appendingPathComponent("ki67"))
  for configuration in ["release", "debug"] {
    candidates.append(repositoryRoot.appendingPathComponent(".build/\(configuration)/ki67"))
  }
  guard
    let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
  else { throw .binaryNotFound(searched: candidates.map(\.path)) }
  return found
}

/// How much longer everything may take: a program with a sanitizer in it is slower.
let slowness: Double = ProcessInfo.processInfo.environment["KI67_SANITIZED"] == nil ? 1 : 30

/// Runs the built binary with `arguments` and waits for its end.
///
/// Output goes through files, not pipes, so that no amount of it can block the program.
/// - Throws: ``Ki67RunError`` when there is no binary or it runs longer than `timeout` seconds
///   (it is then killed), and Foundation's errors when it cannot be started.
func runKi67(
  _ arguments: [String], input: String = "", environment: [String: String] = [:],
  workingDirectory: URL? = nil, timeout: Double = 300 * slowness
) throws -> Ki67Run {
  try runProgram(
    findKi67(), arguments, input: input, environment: environment,
    workingDirectory: workingDirectory, timeout: timeout)
}

/// Runs any program as ``runKi67(_:input:environment:workingDirectory:timeout:)`` does.
func runProgram(
  _ program: URL, _ arguments: [String], input: String = "", environment: [String: String] = [:],
  workingDirectory: URL? = nil, timeout: Double = 300 * slowness
) throws -> Ki67Run {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("ki67-run-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let files = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
  for file in files { try Data().write(to: file) }
  try Data(input.utf8).write(to: files[0])

  let process = Process()
  process.executableURL = program
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  if let workingDirectory { process.currentDirectoryURL = workingDirectory }
  process.standardInput = try FileHandle(forReadingFrom: files[0])
  process.standardOutput = try FileHandle(forWritingTo: files[1])
  process.standardError = try FileHandle(forWritingTo: files[2])
  let ended = DispatchSemaphore(value: 0)
  process.terminationHandler = { _ in ended.signal() }
  try launch(process)
  if ended.wait(timeout: .now() + timeout) == .timedOut {
    kill(process.processIdentifier, SIGKILL)
    ended.wait()
    throw Ki67RunError.timedOut(arguments: arguments, seconds: timeout)
  }
  return Ki67Run(
    output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
    errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self),
    exitCode: process.terminationStatus, exitedNormally: process.terminationReason == .exit)
}
