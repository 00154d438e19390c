import Foundation
import Raster
import SlideIO
import TestSupport
import Testing

@Suite struct BadFileTests {
  private func failure(_ path: String, limit: Int = 1 << 30) -> ImageFileError? {
    do throws(ImageFileError) {
      _ = try ImageReader(memoryLimitBytes: limit).decode(at: path)
      return nil
    } catch { return error }
  }

  @Test func `paths that are no files`() throws {
    let folder = try ScratchFolder()
    #expect(failure(folder.path("none.png")) == .missing(path: folder.path("none.png")))
    #expect(failure(folder.url.path) == .isDirectory(path: folder.url.path))
    #expect(failure("/dev/null") == .notRegularFile(path: "/dev/null"))
    let pipe = folder.path("pipe.png")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(failure(pipe) == .notRegularFile(path: pipe))
    let empty = try folder.write([], as: "empty.tif")
    #expect(failure(empty) == .empty(path: empty))
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func `a file without permission`() throws {
    let folder = try ScratchFolder()
    let path = try folder.write([1], as: "secret.png")
    chmod(path, 0)
    #expect(failure(path) == .unreadable(path: path, reason: "permission denied"))
  }

  static let otherKinds: [([UInt8], String)] = [
    ([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46], "a JPEG image"),
    (Array("GIF89a".utf8) + [1, 0], "a GIF image"),
    ([0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A], "a JPEG 2000 image"),
    ([UInt8](repeating: 0, count: 128) + Array("DICM".utf8), "a DICOM file"),
    (Array("%PDF-1.7\n".utf8), "a PDF document"),
    (
      Array("<!DOCTYPE html><html>".utf8),
      "an HTML text (perhaps an error page saved in place of the image)"
    ),
    (Array("<?xml version=\"1.0\"?>".utf8), "an XML text"),
    (Array("x,y\n1,2 µm\n".utf8), "a text"),
    (
      [0x42, 0x4D] + [UInt8](repeating: 0, count: 12) + [40, 0, 0, 0], "a BMP image"
    ),
    ([0x89, 0x50, 0x4E, 0x47, 0x0A, 0x1A, 0x0A], "a PNG image damaged by a text-mode transfer"),
    ([0, 0, 0, 0], "unknown data (its first bytes are all zero)"),
    ([1, 0xAB, 2], "unknown data (it begins with 01 ab 02)"),
  ]

  @Test(arguments: otherKinds)
  func `content decides, whatever the name says`(content: ([UInt8], String)) throws {
    let folder = try ScratchFolder()
    let path = try folder.write(content.0, as: "slide.png")
    #expect(failure(path) == .notAnImage(path: path, found: content.1))
  }

  @Test func `messages name the file, the finding and the remedy`() throws {
    let folder = try ScratchFolder()
    let path = try folder.write([0xFF, 0xD8, 0xFF, 0xE0], as: "slide.png")
    let message = try #require(failure(path)?.description)
    #expect(message.contains(path) && message.contains("a JPEG image"))
    #expect(message.contains("expected PNG or TIFF") && message.contains("Convert it"))
  }

  /// Files of one image in every way the writers know.
  private func samples(_ folder: ScratchFolder) throws -> [String] {
    let image = RGBImage.noise(width: 20, height: 34)
    try ImageWriter.writePNG(image, to: folder.path("a.png"))
    var names = ["a.png"]
    for (name, encoding) in [
      ("none", ImageWriter.TIFFEncoding.none), ("lzw", .lzw), ("deflate", .deflate),
      ("jpeg", .jpeg(quality: 80)),
    ] {
      for tile in [nil, 16] {
        names.append("\(name)-\(tile ?? 0).tif")
        try ImageWriter.writeTIFF(
          image, to: folder.path(names[names.count - 1]), compression: encoding, tileSize: tile)
      }
    }
    return names
  }

  @Test func `a file cut anywhere is an error`() throws {
    let folder = try ScratchFolder()
    for name in try samples(folder) {
      let whole = try bytes(of: folder.path(name))
      #expect(failure(folder.path(name)) == nil)
      for length in Array(stride(from: 1, to: whole.count - 1, by: 41)) + [whole.count - 2] {
        let path = try folder.write(Array(whole[..<length]), as: "cut")
        #expect(failure(path) != nil, "\(name) cut to \(length) of \(whole.count) bytes")
      }
    }
  }

  @Test(arguments: ["a.png", "deflate-0.tif", "deflate-16.tif"])
  func `one changed bit never changes pixels where there is a checksum`(name: String) throws {
    let folder = try ScratchFolder()
    _ = try samples(folder)
    let whole = try bytes(of: folder.path(name))
    let image = try ImageReader().decode(at: folder.path(name)).image
    var generator = SeededGenerator(seed: 5)
    // The directory of a TIFF has no checksum; it follows the pixels.
    let protected = name == "a.png" ? whole.count : whole.count - 400
    for _ in 0..<400 {
      var changed = whole
      let place = Int.random(in: 8..<protected, using: &generator)
      changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      let path = try folder.write(changed, as: "changed")
      if let decoded = try? ImageReader().decode(at: path) {
        #expect(firstDifference(decoded.image, image) == nil, "bit of byte \(place)")
      }
    }
  }

  @Test func `the damaged place is told`() throws {
    let folder = try ScratchFolder()
    let image = RGBImage.noise(width: 300, height: 200)
    try ImageWriter.writeTIFF(image, to: folder.path("a.tif"), tileSize: 64)
    var file = try bytes(of: folder.path("a.tif"))
    for i in 60_000..<60_010 { file[i] ^= 0x55 }
    let path = try folder.write(file, as: "b.tif")
    guard case .damaged(path, let detail) = failure(path) else {
      Issue.record("the damage was not found")
      return
    }
    #expect(detail.hasPrefix("the Deflate data are damaged in tile ") && detail.hasSuffix(" of 20"))
  }
}
