import Foundation
import Reporting
import Testing

@Suite struct OutputBatchTests {
  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func contents(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `files appear when the batch is finished, and not before`() throws {
    let folder = try TemporaryFolder()
    try OutputFile.write(Array("old".utf8), to: "\(folder.path)/a.csv")
    let batch = OutputBatch()
    batch.wait(for: ["\(folder.path)/a.csv", "\(folder.path)/never was there"])
    for name in ["a.csv", "b.csv", "c.csv"] {
      try batch.write(Array("new \(name)".utf8), to: "\(folder.path)/\(name)")
    }
    let open = try OutputFile(path: "\(folder.path)/d.json")
    try open.write(Array("piece ".utf8))
    try open.write(Array("by piece".utf8))
    batch.add(open)
    #expect(contents("\(folder.path)/a.csv") == "old")
    #expect(contents("\(folder.path)/b.csv") == nil)
    try batch.finish()
    #expect(try names(in: folder.path) == ["a.csv", "b.csv", "c.csv", "d.json"])
    #expect(contents("\(folder.path)/a.csv") == "new a.csv")
    #expect(contents("\(folder.path)/d.json") == "piece by piece")
  }

  @Test func `a batch that is given up leaves nothing behind`() throws {
    let folder = try TemporaryFolder()
    do {
      let batch = OutputBatch()
      try batch.write([1, 2, 3], to: "\(folder.path)/a")
      #expect(try names(in: folder.path) == [".a.partial"])
    }
    #expect(try names(in: folder.path).isEmpty)
  }

  @Test func `a file that cannot be put in place is named, and those after it leave nothing`()
    throws
  {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/b", withIntermediateDirectories: false)
    do {
      let batch = OutputBatch()
      for name in ["a", "b", "c"] { try batch.write([1], to: "\(folder.path)/\(name)") }
      #expect {
        try batch.finish()
      } throws: { error in
        "\(error)".contains("\(folder.path)/b")
      }
    }
    #expect(try names(in: folder.path) == ["a", "b"])
  }
}
