import Foundation
import TestSupport

/// A folder with many small slides, and what an undisturbed run makes of them.
final class ResumeScene {
  let work: WorkFolder
  /// Files of the undisturbed run, without what holds times.
  let expected: [String: Data]
  /// Seconds that it took.
  let seconds: Double

  /// Number of slides.
  static let slideCount = 30

  init() throws {
    work = try WorkFolder()
    let scene = ["--width", "240", "--height", "200", "--hotspot", "100,100,60,3"]
    for seed in 1...6 {
      try work.synthesize("made", name: "scene\(seed)", scene + ["--seed", "\(seed)"])
    }
    for index in 0..<Self.slideCount {
      let image = try Data(contentsOf: work.path("made/images/scene\(index % 6 + 1).png"))
      try work.write("slides/slide\(index).png", image)
    }
    let start = Date()
    let run = try work.ki67(Self.arguments(out: "undisturbed"))
    seconds = Date().timeIntervalSince(start)
    guard run.exitCode == 0 else { throw WorkFolder.CommandFailed(errors: run.errors) }
    expected = try Self.lasting(work.files("undisturbed"))
  }

  static func arguments(out: String, _ more: [String] = []) -> [String] {
    ["quantify", "slides", "--out", out, "--threads", "2", "--hotspot", "cells:50"] + more
  }

  /// Files that must be the same in every run: neither times nor a database of them.
  static func lasting(_ files: [String: Data]) -> [String: Data] {
    files.filter { $0.key != "run.json" && !$0.key.hasPrefix("ki67.sqlite") }
  }

  /// Differences of a folder from the undisturbed run, in words; none when they are alike.
  func differences(_ out: String) throws -> [String] {
    let found = try Self.lasting(work.files(out))
    let names = Set(found.keys).union(expected.keys).sorted()
    return names.filter { found[$0] != expected[$0] }.map { name in
      found[name] == nil ? "\(name) is missing" : "\(name) differs or should not be there"
    }
  }

  /// Starts a run without waiting for it.
  func start(out: String, errors: String = "errors.txt") throws -> Process {
    try work.write(errors, "")
    let process = Process()
    process.executableURL = try findKi67()
    process.arguments = Self.arguments(out: out)
    process.currentDirectoryURL = work.url
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: work.path(errors))
    try launch(process)
    return process
  }

  /// Starts a run and holds it, as by Ctrl-Z, when some slides are finished and most are not.
  ///
  /// What is done to it then comes in its middle however busy the machine is; it goes on with
  /// ``end(_:)``. A run that was too quick to be held is begun again.
  func startHeld(out: String, after count: Int) throws -> Process {
    for _ in 0..<100 {
      let process = try start(out: out)
      while process.isRunning, finishedSlides(out) < count { usleep(1000) }
      kill(process.processIdentifier, SIGSTOP)
      if process.isRunning, finishedSlides(out) < count + 10 { return process }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      try FileManager.default.removeItem(at: work.path(out))
    }
    throw WorkFolder.CommandFailed(errors: "no run could be held after \(count) slides")
  }

  /// Lets a held run go on, after a signal when there is one, and waits for its end.
  func end(_ process: Process, by signal: Int32? = nil) {
    if let signal { kill(process.processIdentifier, signal) }
    kill(process.processIdentifier, SIGCONT)
    process.waitUntilExit()
  }

  private func finishedSlides(_ out: String) -> Int {
    let folder = work.path("\(out)/nuclei").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.count { !$0.hasPrefix(".") }
  }
}
