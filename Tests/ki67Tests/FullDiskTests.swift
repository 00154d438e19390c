import Foundation
import Testing

/// Commands that write several files onto a disk that is full.
@Suite(
  "Full disks", .enabled(if: SmallDisk.isPossible, "needs the right to mount a file system"))
struct FullDiskTests {
  /// Every file below a folder, hidden ones included.
  private func files(_ folder: String) -> [String: Data] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return Dictionary(
      uniqueKeysWithValues: names.compactMap { name in
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { (name, $0) }
      })
  }

  @Test func `a comparison is replaced as a whole or not at all`() throws {
    let samples = try SamplesRun.shared.get()
    let folder = try WorkFolder()
    for (name, data) in samples.files { try folder.write("results/\(name)", data) }
    let disk = try #require(SmallDisk(kibibytes: 4096))
    func compare(index: Int) throws -> Ki67Run {
      try folder.write("m.csv", "case,index\npancreas-g1,\(index)\n")
      return try folder.ki67(
        ["crosscheck", "--manual", "m.csv", "--results", "results", "--out", "\(disk.path)/out"])
    }
    #expect(try compare(index: 1).exitCode == 0)
    let before = files("\(disk.path)/out")
    #expect(before.count == 3)
    // There is room for the tables, but not for the page.
    disk.fill(leavingPages: 4)
    let run = try compare(index: 2)
    #expect(run.exitedNormally && run.exitCode == 1)
    #expect(run.errors.contains("disk is full"), "\(run.errors)")
    #expect(files("\(disk.path)/out") == before)
  }

  @Test func `a synthetic slide leaves nothing half written`() throws {
    let folder = try WorkFolder()
    let disk = try #require(SmallDisk(kibibytes: 60))
    let run = try folder.ki67(
      ["synthesize", "--out", "\(disk.path)/out", "--width", "320", "--height", "320"])
    #expect(run.exitedNormally && run.exitCode == 1, "\(run.errors)")
    #expect(!files("\(disk.path)/out").keys.contains { $0.contains(".part") })
  }
}
