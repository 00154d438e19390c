import Foundation
import Raster
import SlideIO

/// A temporary folder in which commands are run; it goes with its last reference.
final class WorkFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-work-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> URL { url.appendingPathComponent(name) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name).path) }

  func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  func write(_ name: String, _ data: Data) throws {
    try makeFolder((name as NSString).deletingLastPathComponent)
    try data.write(to: path(name))
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(at: path(name), withIntermediateDirectories: true)
  }

  /// Writes an image of white glass with pixel size 0.5 µm.
  func writeGlass(_ name: String, width: Int = 64, height: Int = 64) throws {
    try makeFolder((name as NSString).deletingLastPathComponent)
    let image = RGBImage(
      width: width, height: height, filledWith: RGBColor(red: 240, green: 240, blue: 240))
    try ImageWriter.writePNG(
      image, to: path(name).path,
      pixelSize: PixelSize(xMicrons: 0.5, yMicrons: 0.5, source: .pngPhys))
  }

  /// Writes a synthetic slide as `name.png`, or its tiles, with a manifest below `folder`.
  func synthesize(_ folder: String, name: String, _ options: [String] = []) throws {
    let run = try ki67(["synthesize", "--out", folder, "--name", name] + options)
    guard run.exitCode == 0 else { throw CommandFailed(errors: run.errors) }
  }

  struct CommandFailed: Error { let errors: String }

  /// Runs the built program here.
  func ki67(_ arguments: [String]) throws -> Ki67Run {
    try runKi67(arguments, workingDirectory: url)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: path(name), encoding: .utf8)
  }

  /// Every file below a folder by its relative path, hidden ones included.
  func files(_ folder: String) throws -> [String: Data] {
    let root = path(folder)
    var result: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: root.path) ?? .init() {
      let file = root.appendingPathComponent(name)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      result[name] = try Data(contentsOf: file)
    }
    return result
  }

  /// Rows of a table of results, each a dictionary by column name.
  func rows(_ name: String) throws -> [[String: String]] {
    ResultRows.read(try Data(contentsOf: path(name)))
  }
}

/// Reads CSV as the program writes it: commas, CRLF, quotes doubled inside quoted cells.
enum ResultRows {
  static func read(_ data: Data) -> [[String: String]] {
    var lines: [[String]] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    func endCell() {
      cells.append(String(decoding: cell, as: UTF8.self))
      cell = []
    }
    for byte in data {
      switch byte {
      case UInt8(ascii: "\""):
        // A doubled quote closes and opens again, and is itself part of the cell.
        isQuoted.toggle()
        if isQuoted, !cell.isEmpty { cell.append(byte) }
      case UInt8(ascii: ",") where !isQuoted: endCell()
      case UInt8(ascii: "\r") where !isQuoted: break
      case UInt8(ascii: "\n") where !isQuoted:
        endCell()
        lines.append(cells)
        cells = []
      default: cell.append(byte)
      }
    }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { line in
      Dictionary(zip(header, line)) { first, _ in first }
    }
  }
}
