import Foundation
import Quantification
import Testing

/// Folders of `Tests/Fixtures/manifests`: a manifest, the images it may find (name, width, height),
/// and what the intake must say.
@Suite struct ManifestFixtureTests {
  static let folder = "\(Repository.fixtures)/manifests"
  static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

  @Test func `Fixtures are found`() {
    #expect(Self.names.count >= 15)
  }

  @Test(arguments: names) func `A manifest is understood as its fixture says`(_ name: String) throws
  {
    let scene = try TemporaryFolder()
    let fixture = "\(Self.folder)/\(name)"
    try FileManager.default.copyItem(
      atPath: "\(fixture)/manifest.csv", toPath: scene.item("manifest.csv"))
    for line in try String(contentsOfFile: "\(fixture)/images.txt", encoding: .utf8)
      .split(separator: "\n")
    {
      let parts = line.split(separator: " ")
      if let height = parts.last.flatMap({ Int($0) }), let width = Int(parts[parts.count - 2]) {
        try scene.image(parts.dropLast(2).joined(separator: " "), width: width, height: height)
      } else {
        try scene.file(String(line))
      }
    }
    let found = try InputCollector().collect([scene.item("manifest.csv")])
    let expected = try? String(contentsOfFile: "\(fixture)/expected.txt", encoding: .utf8)
    #expect(found.text(without: scene.path) == expected, "fixture \(name)")
  }
}
