import Foundation
import TestSupport
import Testing

/// What happens when files go, change or are damaged while a run is under way, or between two.
@Suite("Trouble with files in mid-run", .serialized)
struct InputTroubleTests {
  private let scene: ResumeScene
  private var work: WorkFolder { scene.work }
  /// Measured last, because slides go by their names.
  private static let last = "slides/slide29.png"

  init() throws { scene = try ResumeScene() }

  /// Begins a run, does something while it is held with some slides finished, and waits for its end.
  private func disturbed(
    out: String, after slides: Int = 2, _ disturbance: () throws -> Void
  ) throws -> (code: Int32, errors: String) {
    let process = try scene.startHeld(out: out, after: slides)
    let disturbed = Result { try disturbance() }
    scene.end(process)
    try disturbed.get()
    #expect(process.terminationReason == .exit)
    return (process.terminationStatus, try work.text("errors.txt"))
  }

  /// Goes on with a run and expects the outcome of the undisturbed one.
  private func expectUndisturbedEnd(_ out: String) throws {
    let rest = try work.ki67(ResumeScene.arguments(out: out))
    #expect(rest.exitCode == 0, "\(rest.errors)")
    #expect(rest.errors.contains("taken from the earlier run"), "\(rest.errors)")
    #expect(try scene.differences(out) == [])
  }

  @Test func `an image that vanishes fails alone, and is measured when it is back`() throws {
    let away = work.path("away.png")
    let run = try disturbed(out: "vanished") {
      try FileManager.default.moveItem(at: work.path(Self.last), to: away)
    }
    #expect(run.code == 3)
    #expect(run.errors.contains("slide29.png"), "\(run.errors)")
    #expect(try work.rows("vanished/slides.csv").count { $0["status"] == "measured" } == 29)
    try FileManager.default.moveItem(at: away, to: work.path(Self.last))
    try expectUndisturbedEnd("vanished")
  }

  @Test func `an image that is cut in mid-run fails alone, and is measured when it is whole`()
    throws
  {
    let whole = try Data(contentsOf: work.path(Self.last))
    let run = try disturbed(out: "cut") {
      #expect(truncate(work.path(Self.last).path, off_t(whole.count / 2)) == 0)
    }
    #expect(run.code == 3)
    #expect(run.errors.contains("slide29.png"), "\(run.errors)")
    try whole.write(to: work.path(Self.last))
    try expectUndisturbedEnd("cut")
  }

  /// Marks a folder so that nobody, not even the superuser, can add files; false where that cannot be.
  private static func setImmutable(_ path: String, _ isImmutable: Bool) -> Bool {
    let program = URL(fileURLWithPath: "/usr/bin/chattr")
    let run = try? runProgram(program, [isImmutable ? "+i" : "-i", path])
    return run?.exitCode == 0
  }

  fileprivate static let canMakeImmutable: Bool = {
    guard let folder = try? WorkFolder() else { return false }
    defer { _ = setImmutable(folder.url.path, false) }
    return setImmutable(folder.url.path, true)
  }()

  @Test(.enabled(if: InputTroubleTests.canMakeImmutable, "needs chattr and the right to use it"))
  func `a folder that is closed in mid-run ends it, and what was finished stays`() throws {
    let nuclei = work.path("closed/nuclei").path
    let run = try disturbed(out: "closed") { #expect(Self.setImmutable(nuclei, true)) }
    #expect(Self.setImmutable(nuclei, false))
    #expect(run.code == 3)
    #expect(run.errors.contains("nuclei") && run.errors.contains("permi"), "\(run.errors)")
    #expect(run.errors.contains("the same command goes on from here"), "\(run.errors)")
    try expectUndisturbedEnd("closed")
  }

  @Test func `a folder that goes in mid-run ends it, and what was finished stays`() throws {
    let run = try disturbed(out: "moved", after: 8) {
      try FileManager.default.moveItem(at: work.path("moved"), to: work.path("elsewhere"))
    }
    #expect(run.code == 1)
    #expect(run.errors.contains("moved: the output folder is gone"), "\(run.errors)")
    #expect(run.errors.contains("the same command goes on from here"), "\(run.errors)")
    // Not one message for each slide that there is nowhere to put.
    #expect(run.errors.split(separator: "\n").count < 10, "\(run.errors)")
    #expect(!work.exists("moved"))
    try FileManager.default.moveItem(at: work.path("elsewhere"), to: work.path("moved"))
    try expectUndisturbedEnd("moved")
  }

  @Test func `a damaged database is told or harmless, and --fresh heals it`() throws {
    let path = "undisturbed/ki67.sqlite"
    let whole = try Data(contentsOf: work.path(path))
    var random = SeededGenerator(seed: 11)
    for round in 0..<8 {
      var damaged = [UInt8](whole)
      switch round {
      case 0: damaged = Array("this is no database, but long enough to be taken for one".utf8)
      case 1: damaged.removeLast(damaged.count / 2)
      case 2: damaged.removeAll()
      default:
        // Whole pages at random, as a failing disk loses them.
        for _ in 0..<4 {
          let page = Int(random.next() % UInt64(damaged.count / 4096)) * 4096
          for place in page..<(page + 4096) {
            damaged[place] = UInt8(truncatingIfNeeded: random.next())
          }
        }
      }
      try work.write(path, Data(damaged))
      let run = try work.ki67(ResumeScene.arguments(out: "undisturbed"))
      #expect(run.exitedNormally && [0, 1, 3].contains(run.exitCode), "\(round): \(run.exitCode)")
      if run.exitCode == 0 {
        #expect(try scene.differences("undisturbed") == [], "\(round)")
      } else {
        #expect(
          run.errors.contains("ki67.sqlite") && run.errors.contains("--fresh"), "\(run.errors)")
      }
      let verified = try work.ki67(["verify", "undisturbed"])
      #expect(verified.exitedNormally && [0, 1, 3].contains(verified.exitCode), "\(round)")
    }
    let healed = try work.ki67(ResumeScene.arguments(out: "undisturbed", ["--fresh"]))
    #expect(healed.exitCode == 0, "\(healed.errors)")
    try? FileManager.default.removeItem(at: work.path("undisturbed/ki67.sqlite.damaged"))
    #expect(try scene.differences("undisturbed") == [])
  }

  @Test func `a slide that takes too long fails, and the rest goes on`() throws {
    try FileManager.default.moveItem(at: work.path(Self.last), to: work.path("away.png"))
    #expect(try work.ki67(ResumeScene.arguments(out: "slow")).exitCode == 0)
    try FileManager.default.moveItem(at: work.path("away.png"), to: work.path(Self.last))
    // Kept slides take no time, so that only the new one runs out of it.
    let run = try work.ki67(ResumeScene.arguments(out: "slow", ["--timeout", "0.000001"]))
    #expect(run.exitCode == 3)
    #expect(
      run.errors.contains("slide29: not measured within 1e-06 s (--timeout)"), "\(run.errors)")
    #expect(try work.rows("slow/slides.csv").count { $0["status"] == "measured" } == 29)
    try expectUndisturbedEnd("slow")
  }
}
