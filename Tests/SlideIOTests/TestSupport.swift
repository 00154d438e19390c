import Foundation
import Raster
import SlideIO
import TestSupport

/// Data that lies beside the project and is never part of it; tests that need it are skipped
/// when it is absent.
enum SharedData {
  static let root: URL = {
    if let named = ProcessInfo.processInfo.environment["KI67_SHARED"] {
      return URL(fileURLWithPath: named)
    }
    let repository = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return repository.deletingLastPathComponent().appendingPathComponent("shared")
  }()

  static let pngSuite = root.appendingPathComponent("data/conformance/pngsuite")
  static let slides = root.appendingPathComponent("data/slides")

  static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}

/// A folder for one test, removed at its end.
final class ScratchFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("ki67-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes bytes to a file and returns its path.
  func write(_ bytes: [UInt8], as name: String) throws -> String {
    try Data(bytes).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }
}

extension RGBImage {
  /// An image of seeded noise, in which every pixel differs from its neighbors.
  static func noise(width: Int, height: Int, seed: UInt64 = 1) -> RGBImage {
    var generator = SeededGenerator(seed: seed)
    let samples = (0..<(3 * width * height)).map { _ in
      UInt8.random(in: 0...255, using: &generator)
    }
    return RGBImage(width: width, height: height, samples: samples)
  }
}

/// Bytes of a file.
func bytes(of path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Where two images differ first, in words, nil when they are equal; whole images are never printed.
func firstDifference(_ found: RGBImage, _ expected: RGBImage) -> String? {
  guard found.width == expected.width, found.height == expected.height else {
    return "size \(found.width) x \(found.height), not \(expected.width) x \(expected.height)"
  }
  guard
    let index = found.samples.indices.first(where: { found.samples[$0] != expected.samples[$0] })
  else { return nil }
  let pixel = index / 3
  return "sample \(index % 3) at (\(pixel % found.width), \(pixel / found.width)):"
    + " \(found.samples[index]), not \(expected.samples[index])"
}

/// Largest difference of two samples, or nil when the sizes differ.
func largestDifference(_ found: RGBImage, _ expected: RGBImage) -> Int? {
  guard found.width == expected.width, found.height == expected.height else { return nil }
  return zip(found.samples, expected.samples).map { abs(Int($0) - Int($1)) }.max() ?? 0
}
