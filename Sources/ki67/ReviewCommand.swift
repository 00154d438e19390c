import ArgumentParser
import Dispatch
import Foundation
import Raster
import Reporting
import Review

/// `ki67 review`: a local web page over a finished run.
struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Count blind, correct, compare and sign off cases of a run in a browser.",
    discussion: """
      Serves a page at an address that only this machine can reach and that holds a secret; it is \
      printed, and the page is there until Ctrl-C; a second one ends at once. Every click is stored in ki67.sqlite before it \
      is answered. Corrections never replace what was measured: both stay, with who and when. \
      Signing a case writes cases.csv and report.html anew.

      Exit codes: 0 ended by Ctrl-C, 1 the folder or the port cannot be used, 64 wrong usage.
      """)

  @Argument(help: ArgumentHelp("Folder that ki67 quantify wrote.", valueName: "dir"))
  var folder: String

  @Option(help: ArgumentHelp("TCP port. (default: any free one)", valueName: "n"))
  var port: Int?

  @Option(
    help: ArgumentHelp(
      "Bound of the memory for pictures, for example 1GiB or 512MiB; a number alone is MiB.",
      valueName: "size"))
  var memory = MemorySize(mebibytes: 512)

  func validate() throws {
    try OutputPlace.checkName(ofRun: folder)
    if let port, !(1...65535).contains(port) {
      throw ValidationError("--port is \(port); expected 1 to 65535.")
    }
    guard memory.mebibytes >= QuantifyCommand.leastMebibytes else {
      throw ValidationError(
        "--memory is \(memory); pictures need at least \(QuantifyCommand.leastMebibytes)MiB.")
    }
  }

  func run() throws {
    let session = try ReviewSession(
      folder: folder, program: Version.current, memoryLimitBytes: memory.bytes)
    let isDone = DispatchSemaphore(value: 0)
    let end = PageEnd(onLate: { isDone.signal() }, close: { _ = try? session.close() })
    let server = ReviewServer(session: session, port: port ?? 0)
    let count = session.caseCount
    let outcome = Guarded<Result<Void, any Error>>(.success(()))
    Task {
      do {
        try await server.run { address in
          print("Review of \(count) \(count == 1 ? "case" : "cases"): \(address)")
          fflush(nil)
          Message.write("Open the address in a browser on this machine; Ctrl-C ends the page.")
        }
      } catch {
        outcome.withLock { $0 = .failure(error) }
      }
      isDone.signal()
    }
    isDone.wait()
    server.finishEdits()
    Message.atEnd { try session.close() }
    end.cancel()
    do {
      try outcome.withLock { try $0.get() }
    } catch {
      throw CommandFailure("port \(port ?? 0): the page cannot be served (\(error)).")
    }
    end.leaveIfLate()
  }
}
