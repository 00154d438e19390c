import Foundation
import Raster
import SlideIO

/// A folder that exists as long as the test that made it.
final class TemporaryFolder: Sendable {
  /// Path without links.
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("ki67-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Path of an item in the folder.
  func item(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a white PNG.
  @discardableResult
  func image(_ name: String, width: Int = 8, height: Int = 8) throws -> String {
    try makeParent(name)
    try ImageWriter.writePNG(RGBImage(width: width, height: height), to: item(name))
    return item(name)
  }

  /// Writes a file of text.
  @discardableResult
  func file(_ name: String, _ text: String = "text") throws -> String {
    try makeParent(name)
    try Data(text.utf8).write(to: URL(fileURLWithPath: item(name)))
    return item(name)
  }

  private func makeParent(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: item(name)).deletingLastPathComponent(),
      withIntermediateDirectories: true)
  }
}

/// Places of files in the clone.
enum Repository {
  /// Root of the clone.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  /// Folder of test data.
  static let fixtures = "\(root)/Tests/Fixtures"
  /// Folder of shared test material: `KI67_SHARED`, else `../shared`; nil when it is absent.
  static let shared: String? = {
    let named = ProcessInfo.processInfo.environment["KI67_SHARED"]
    let folder = named ?? "\((root as NSString).deletingLastPathComponent)/shared"
    return FileManager.default.fileExists(atPath: "\(folder)/data/ki67-dev/images") ? folder : nil
  }()
}
