import Quantification
import Raster
import SlideIO
import Testing

/// Pictures of slides that share a bound of memory.
@Suite struct SlidePictureSourceTests {
  @Test func `the memory that is advised suffices for the slide's share`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.image("large.png", width: 3000, height: 2000)
    let input = SlideInput(
      slide: "large", caseName: "case", tiles: [TileInput(path: path, image: "large.png")])
    func picture(mebibytes: Int) throws -> RGBImage {
      try #require(SlidePictureSource(input, memoryLimitBytes: mebibytes << 20, shares: 4))
        .image(of: PixelRect(x: 0, y: 0, width: 512, height: 512), downsample: 1)
    }
    let error = #expect(throws: ImageFileError.self) { try picture(mebibytes: 64) }
    // Four times 17.2 MiB of pixels and a row.
    #expect(
      error?.description.contains("needs 70 MiB, the limit is 64 MiB; give --memory 70MiB")
        == true, "\(String(describing: error))")
    #expect(throws: ImageFileError.self) { try picture(mebibytes: 69) }
    #expect(try picture(mebibytes: 70).width == 512)
  }
}
