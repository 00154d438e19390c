import Foundation
import Quantification
import TestSupport
import Testing

/// Annotation files of all formats, good and bad, one case to a folder.
@Suite struct RegionFileTests {
  private static let folder = "\(Repository.fixtures)/regions"
  private static let cases: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

  private static func input(_ name: String) throws -> (bytes: [UInt8], path: String) {
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")
    let file = try #require(files.first { $0.hasPrefix("input.") })
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)/\(file)"))
    return ([UInt8](data), file)
  }

  /// What a file holds, or why it is refused, as text.
  private static func summary(_ bytes: [UInt8], path: String) -> String {
    do throws(RegionFileError) {
      let file = try RegionFile(bytes: bytes, path: path)
      let rules = RegionParameters()
      var lines = ["\(file.format.rawValue)"]
      if let size = file.micronsPerPixel { lines.append("states \(size) µm per pixel") }
      for region in file.regions {
        let role = rules.role(className: region.className, name: region.name)
        let holes = region.holes.isEmpty ? "" : " without \(region.holes.map(text))"
        lines.append(
          "'\(region.name)' of '\(region.className)' \(role): \(region.parts.map(text))\(holes)")
      }
      return (lines + file.notes.map { "note: \($0)" }).joined(separator: "\n") + "\n"
    } catch {
      return "error: \(error)\n"
    }
  }

  private static func text(_ area: RegionArea) -> String {
    area.rings.map { ring in
      ring.count > 8
        ? "\(ring.count) corners"
        : ring.map { "\($0.x),\($0.y)" }.joined(separator: " ").replacing(".0", with: "")
    }.joined(separator: " | ")
  }

  @Test(arguments: cases) func `a file is read, or refused, as expected`(name: String) throws {
    let (bytes, path) = try Self.input(name)
    let expectedPath = "\(Self.folder)/\(name)/expected.txt"
    let found = Self.summary(bytes, path: path)
    let expected = FileManager.default.contents(atPath: expectedPath)
    #expect(found == expected.map { String(decoding: $0, as: UTF8.self) })
    #expect(found.hasPrefix("error: ") == name.hasPrefix("error-"))
  }

  @Test func `there are cases of every format`() throws {
    let formats = try Self.cases.compactMap { name in
      let (bytes, path) = try Self.input(name)
      return try? RegionFile(bytes: bytes, path: path).format
    }
    #expect(Set(formats) == [.geoJSON, .imageScope, .asap])
  }

  @Test(arguments: cases) func `damaged bytes are read or refused, never more`(name: String) throws
  {
    let (bytes, path) = try Self.input(name)
    guard !bytes.isEmpty else { return }
    var generator = SeededGenerator(
      seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    var refused = 0
    for _ in 0..<200 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<damaged.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: damaged[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: damaged.remove(at: place)
        case 2:
          damaged.insert(
            contentsOf: Array("[{\"-9e<&;".utf8).shuffled(using: &generator).prefix(2), at: place)
        default: damaged.removeLast(Int.random(in: 1...damaged.count, using: &generator))
        }
        if damaged.isEmpty { break }
      }
      if Self.summary(damaged, path: path).hasPrefix("error: ") { refused += 1 }
    }
    #expect(refused > 0)
  }

  @Test func `a hundred thousand corners are read to the last digit`() throws {
    var generator = SeededGenerator(seed: 4)
    let ring = (0..<100_000).map { _ in
      SIMD2(
        (generator.unit() * 1e7).rounded() / 100,
        generator.unit() * (generator.unit() < 0.5 ? 1e5 : 1e-3))
    }
    let list = ring.map { "[\($0.x), \($0.y)]" }.joined(separator: ",")
    let json = "{\"type\":\"Polygon\",\"coordinates\":[[\(list)]]}"
    let file = try RegionFile(bytes: Array(json.utf8), path: "big.geojson")
    #expect(file.regions.first?.parts == [RegionArea(rings: [ring])])
  }
}
