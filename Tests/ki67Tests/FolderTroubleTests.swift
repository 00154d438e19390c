import Foundation
import Testing

/// What happens when the output folder is taken, full or closed.
@Suite("Trouble with the output folder", .serialized)
struct FolderTroubleTests {
  @Test func `a second run on a folder is refused, and nothing is written`() throws {
    let work = try WorkFolder()
    try work.writeGlass("glass.png")
    try work.write("out/.ki67.lock", "process 7 on elsewhere")
    let file = open(work.path("out/.ki67.lock").path, O_RDWR | O_CLOEXEC)
    #expect(flock(file, LOCK_EX | LOCK_NB) == 0)
    let refused = try work.ki67(["quantify", "glass.png", "--out", "out"])
    #expect(refused.exitCode == 1)
    #expect(
      refused.errors.contains("out: another run works on this folder (process 7 on elsewhere)"))
    #expect(try work.files("out").keys.sorted() == [".ki67.lock"])
    // Closing would not do while a child of another test has inherited the file.
    #expect(flock(file, LOCK_UN) == 0)
    close(file)
    #expect(try work.ki67(["quantify", "glass.png", "--out", "out"]).exitCode == 0)
    #expect(!work.exists("out/.ki67.lock"))
  }

  @Test func `a lock that is a link or a pipe is refused, and nothing behind it is touched`() throws
  {
    let work = try WorkFolder()
    try work.writeGlass("glass.png")
    try work.write("precious", "precious")
    try work.makeFolder("out")
    let lock = work.path("out/.ki67.lock")
    try FileManager.default.createSymbolicLink(at: lock, withDestinationURL: work.path("precious"))
    let linked = try work.ki67(["quantify", "glass.png", "--out", "out"])
    #expect(linked.exitCode == 1 && linked.errors.contains(".ki67.lock"), "\(linked.errors)")
    #expect(try work.text("precious") == "precious")
    try FileManager.default.removeItem(at: lock)
    #expect(try work.ki67(["quantify", "glass.png", "--out", "out"]).exitCode == 0)
    #expect(mkfifo(lock.path, 0o600) == 0)
    let piped = try work.ki67(["quantify", "glass.png", "--out", "out"])
    #expect(piped.exitCode == 1 && piped.errors.contains("regular file"), "\(piped.errors)")
    #expect(try work.ki67(["verify", "out"]).exitCode == 0)
  }

  @Test(arguments: ["ki67.sqlite", "ki67.sqlite-journal"])
  func `a database that is a pipe is refused by every command`(name: String) throws {
    let work = try WorkFolder()
    try work.writeGlass("glass.png")
    #expect(try work.ki67(["quantify", "glass.png", "--out", "out"]).exitCode == 0)
    try? FileManager.default.removeItem(at: work.path("out/\(name)"))
    #expect(mkfifo(work.path("out/\(name)").path, 0o600) == 0)
    for arguments in [
      ["verify", "out"], ["review", "out"], ["hotspots", "out", "--hotspot", "cells:100"],
      ["merge", "out", "--out", "joint"], ["crosscheck", "--results", "out", "--out", "compared"],
      ["quantify", "glass.png", "--out", "out"],
    ] {
      let run = try runKi67(arguments, workingDirectory: work.url, timeout: 30 * slowness)
      #expect(run.exitedNormally && run.exitCode == 1, "\(arguments)")
      #expect(
        run.errors.contains("out/\(name): ") && run.errors.contains("not a regular file"),
        "\(arguments): \(run.errors)")
    }
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a file system"))
  func `a full disk keeps what was finished, and the run goes on when there is room`() throws {
    let scene = try ResumeScene()
    let disk = try #require(SmallDisk(kibibytes: 2500))
    let out = "\(disk.path)/out"
    let full = try scene.work.ki67(ResumeScene.arguments(out: out))
    #expect(full.exitedNormally && (full.exitCode == 1 || full.exitCode == 3))
    #expect(full.errors.contains("disk is full"), "\(full.errors)")
    #expect(full.errors.contains("the same command goes on from here"), "\(full.errors)")
    #expect(disk.resize(kibibytes: 200_000))
    let rest = try scene.work.ki67(ResumeScene.arguments(out: out))
    #expect(rest.exitCode == 0, "\(rest.errors)")
    #expect(rest.errors.contains("taken from the earlier run"), "\(rest.errors)")
    #expect(try scene.work.ki67(["merge", out, "--out", "copy"]).exitCode == 0)
    #expect(try scene.differences("copy") == [])
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a file system"))
  func `a folder that cannot be written is told before anything is measured`() throws {
    let work = try WorkFolder()
    try work.writeGlass("glass.png")
    let disk = try #require(SmallDisk(kibibytes: 4000))
    let out = "\(disk.path)/out"
    #expect(try work.ki67(["quantify", "glass.png", "--out", out]).exitCode == 0)
    #expect(disk.makeReadOnly())
    let run = try work.ki67(["quantify", "glass.png", "--out", out])
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("read-only") && run.errors.contains("--out"), "\(run.errors)")
    // What is there can still be read.
    #expect(try work.ki67(["verify", out]).exitCode == 0)
  }
}
