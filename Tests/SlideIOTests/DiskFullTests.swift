import Foundation
import Raster
import SlideIO
import Testing

/// A file system of 64 KiB, for as long as it is kept; only the superuser can have one.
private final class TinyDisk {
  private let folder: ScratchFolder
  let path: String

  init?() {
    guard geteuid() == 0, let folder = try? ScratchFolder() else { return nil }
    self.folder = folder
    path = folder.url.path
    guard mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0 else { return nil }
  }

  deinit { umount(path) }

  static let isPossible = TinyDisk() != nil
}

@Suite(.enabled(if: TinyDisk.isPossible, "needs the right to mount a file system"))
struct DiskFullTests {
  @Test func `a full disk is told, and nothing is left behind`() throws {
    let disk = try #require(TinyDisk())
    let image = RGBImage.noise(width: 300, height: 300)
    for name in ["a.png", "b.png", "a.tif"] {
      let path = disk.path + "/" + name
      #expect(throws: ImageFileError.diskFull(path: path)) {
        switch name {
        case "a.png": try ImageWriter.writePNG(image, to: path)
        case "b.png": try ImageWriter.writePicture(image, to: path)
        default: try ImageWriter.writeTIFF(image, to: path, tileSize: 64)
        }
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
    }
    try ImageWriter.writePNG(RGBImage(width: 30, height: 30), to: disk.path + "/b.png")
  }
}
