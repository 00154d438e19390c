import Glibc
import Raster
import SlideIO
import Testing

/// Files that change while they are open are read or refused; a mapped file would end the program.
@Suite struct ChangingFileTests {
  private func slide(_ folder: ScratchFolder) throws -> String {
    let path = folder.path("a.svs")
    var options = PyramidWriter.Options()
    options.tileSize = 64
    options.compression = .deflate
    let writer = try PyramidWriter(path: path, width: 600, height: 500, options: options)
    try writer.append(RGBImage.noise(width: 600, height: 500))
    try writer.finish()
    return path
  }

  @Test(arguments: [0, 100, 3000, 100_000])
  func `a slide cut while it is read`(length: Int) throws {
    let folder = try ScratchFolder()
    let path = try slide(folder)
    let description = try SlideReader().describe(path)
    // No tile stays in memory, so that each is read when it is asked for.
    let handle = SlideHandle(description, cacheBytes: 0, memoryLimitBytes: 1 << 26)
    let first = PixelRect(x: 0, y: 0, width: 64, height: 64)
    let last = PixelRect(x: 536, y: 436, width: 64, height: 64)
    _ = try handle.region(first)
    #expect(truncate(path, off_t(length)) == 0)
    #expect(throws: ImageFileError.self) { try handle.region(last) }
    #expect(throws: ImageFileError.self) {
      let again = try SlideReader().describe(path)
      _ = try SlideHandle(again, cacheBytes: 0, memoryLimitBytes: 1 << 26).region(last)
    }
  }

  @Test func `a slide replaced by another while it is read`() throws {
    let folder = try ScratchFolder()
    let path = try slide(folder)
    let handle = SlideHandle(
      try SlideReader().describe(path), cacheBytes: 0, memoryLimitBytes: 1 << 26)
    _ = try handle.region(PixelRect(x: 0, y: 0, width: 64, height: 64))
    try ImageWriter.writeTIFF(RGBImage.noise(width: 40, height: 30), to: path)
    // What is open stays what it was; what is opened now is the new one.
    _ = try handle.region(PixelRect(x: 536, y: 436, width: 64, height: 64))
    #expect(try SlideReader().describe(path).levels.first?.width == 40)
  }
}
