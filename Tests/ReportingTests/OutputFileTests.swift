import Foundation
import Reporting
import Testing

/// A folder that is removed at the end of a test.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "ki67-reporting-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Names of the files inside, hidden ones too.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}

@Suite struct OutputFileTests {
  @Test func `a file appears only when it is finished and replaces the old one`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/table.csv"
    try OutputFile.write(Array("old".utf8), to: path)
    let file = try OutputFile(path: path)
    try file.write(Array("new ".utf8))
    #expect(FileManager.default.contents(atPath: path) == Data("old".utf8))
    try file.write(Array("content".utf8))
    try file.finish()
    #expect(FileManager.default.contents(atPath: path) == Data("new content".utf8))
    #expect(try folder.names() == ["table.csv"])
  }

  @Test func `a file that is given up leaves nothing`() throws {
    let folder = try TemporaryFolder()
    do {
      let file = try OutputFile(path: "\(folder.path)/table.csv")
      try file.write([1, 2, 3])
    }
    #expect(try folder.names() == [])
  }

  @Test func `a link in the place of the hidden neighbor is not followed`() throws {
    let folder = try TemporaryFolder()
    let (path, victim) = ("\(folder.path)/table.csv", "\(folder.path)/victim")
    try Data("kept".utf8).write(to: URL(fileURLWithPath: victim))
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/.table.csv.partial", withDestinationPath: victim)
    #expect(throws: OutputError.self) { try OutputFile.write([65], to: path) }
    #expect(FileManager.default.contents(atPath: victim) == Data("kept".utf8))
  }

  /// Makes a device that is always full; false where that is not allowed.
  private static func makeFullDevice(_ path: String) -> Bool {
    mknod(path, S_IFCHR | 0o666, dev_t(1 << 8 | 7)) == 0
  }

  private static let canMakeDevices: Bool = {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    return makeFullDevice(path) && FileHandle(forWritingAtPath: path) != nil
  }()

  @Test(.enabled(if: canMakeDevices, "making a device is not allowed here"))
  func `a full disk is said so, with the path`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/table.csv"
    // What is written first is a device that is always full.
    try #require(Self.makeFullDevice("\(folder.path)/.table.csv.partial"))
    #expect(throws: OutputError.diskFull(path: path)) {
      try OutputFile.write([UInt8](repeating: 65, count: 10_000), to: path)
    }
    #expect(try folder.names() == [])
    #expect(OutputError.diskFull(path: path).description.contains(path))
  }

  @Test func `a folder in the place of the file is an error that names it`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/table.csv"
    try OutputFile.makeFolder(path)
    #expect(throws: OutputError.cannotWrite(path: path, reason: "Is a directory")) {
      try OutputFile.write([1], to: path)
    }
    #expect(try folder.names() == ["table.csv"])
  }

  @Test func `a missing folder and a file in the place of a folder are errors`() throws {
    let folder = try TemporaryFolder()
    let missing = "\(folder.path)/missing/table.csv"
    #expect(throws: OutputError.cannotWrite(path: missing, reason: "No such file or directory")) {
      try OutputFile.write([1], to: missing)
    }
    try OutputFile.write([1], to: "\(folder.path)/file")
    let below = "\(folder.path)/file/below"
    #expect(throws: OutputError.cannotCreateFolder(path: below, reason: "Not a directory")) {
      try OutputFile.makeFolder(below)
    }
  }

  @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
  func `a folder without permission is said so`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
    let path = "\(folder.path)/table.csv"
    #expect(throws: OutputError.notPermitted(path: path)) { try OutputFile.write([1], to: path) }
    #expect(throws: OutputError.notPermitted(path: "\(folder.path)/new")) {
      try OutputFile.makeFolder("\(folder.path)/new")
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
  }
}
