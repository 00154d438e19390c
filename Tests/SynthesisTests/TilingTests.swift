import Foundation
import Raster
import SlideIO
import Synthesis
import Testing

@Suite struct TilingTests {
  private func slide(_ width: Int, _ height: Int, _ tiling: Tiling) throws -> SyntheticSlide {
    try SyntheticSlide(
      name: "slide", scene: scene(), width: width, height: height, tiling: tiling)
  }

  @Test(arguments: [0, 16, 31])
  func `tiles are cut from the whole`(overlap: Int) throws {
    let slide = try slide(300, 260, Tiling(sizePixels: 128, overlapPixels: overlap))
    let whole = slide.scene.render(PixelRect(x: 0, y: 0, width: 300, height: 260))
    #expect(slide.images.count > 1)
    for image in slide.images {
      let isSame = slide.scene.render(image.rect) == whole.cropped(to: image.rect)
      #expect(isSame)
    }
  }

  @Test(arguments: [(300, 260, 128, 0), (300, 260, 128, 31), (128, 500, 128, 64), (97, 64, 64, 5)])
  func `shared pixels belong to the first tile`(
    width: Int, height: Int, size: Int, overlap: Int
  ) throws {
    let images = try slide(
      width, height, Tiling(sizePixels: size, overlapPixels: overlap)
    ).images
    for y in 0..<height {
      for x in 0..<width {
        let pixel = PixelRect(x: x, y: y, width: 1, height: 1)
        let holders = images.filter { $0.rect.contains(pixel) }
        let owners = images.filter { $0.owned.contains(pixel) }
        #expect(owners.count == 1 && owners == Array(holders.prefix(1)))
      }
    }
  }

  @Test(arguments: [
    (ImageEncoding.png, 0), (.tiff, 0), (.jpegTIFF(quality: 95), 40), (.jpegTIFF(quality: 60), 90),
  ])
  func `files hold what was rendered`(encoding: ImageEncoding, difference: Int) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-encoding-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let slide = try SyntheticSlide(
      name: "a", scene: scene(), width: 200, height: 150, encoding: encoding)
    try SlideWriter(folder: folder, workers: 1).write([slide])
    let file = encoding == .png ? "a.png" : "a.tif"
    let stored = try ImageReader().decode(at: "\(folder)/images/\(file)")
    let rendered = slide.scene.render(PixelRect(x: 0, y: 0, width: 200, height: 150))
    let worst = zip(stored.image.samples, rendered.samples).map { abs(Int($0) - Int($1)) }.max()
    #expect((worst ?? 255) <= difference)
    #expect((worst == 0) == (difference == 0))
    #expect(abs((stored.info.pixelSize?.xMicrons ?? 0) - 0.5) < 1e-6)
  }

  @Test func `names tell the place`() throws {
    let qupath = try slide(200, 128, Tiling(sizePixels: 128, naming: .qupath)).images
    #expect(qupath.map(\.stem) == ["slide [x=0,y=0,w=128,h=128]", "slide [x=128,y=0,w=72,h=128]"])
    let plain = try slide(200, 128, Tiling(sizePixels: 128, overlapPixels: 8, naming: .plain))
    #expect(plain.images.map(\.stem) == ["slide_0_0", "slide_120_0"])
  }

  @Test func `impossible slides are refused with the reason`() throws {
    let scene = try scene()
    let wrong: [(String, Int, Int, Tiling?)] = [
      ("", 100, 100, nil), ("a/b", 100, 100, nil), (".hidden", 100, 100, nil),
      ("a", 63, 100, nil), ("a", 100, 200_001, nil), ("a", 100, 100, Tiling(sizePixels: 10)),
      ("a", 100, 100, Tiling(sizePixels: 64, overlapPixels: 33)),
      ("a", 100, 100, Tiling(sizePixels: 64, overlapPixels: -1)),
    ]
    for (name, width, height, tiling) in wrong {
      #expect(throws: SynthesisError.self) {
        try SyntheticSlide(name: name, scene: scene, width: width, height: height, tiling: tiling)
      }
    }
  }

  @Test func `impossible parameters are refused by name`() {
    let changes: [(String, (inout SceneParameters) -> Void)] = [
      ("labelling index is 1.5", { $0.labelling.index = 1.5 }),
      ("labelling index is nan", { $0.labelling.index = .nan }),
      ("noise is -1.0", { $0.optics.noiseLevels = -1 }),
      ("white point, green is 20.0", { $0.optics.white = SIMD3(240, 20, 240) }),
      ("nest size is 1.0", { $0.tissue.nestSizeMicrons = 1 }),
      (
        "hotspot radius is 0.0",
        {
          $0.labelling.hotspots = [
            LabellingHotspot(xMicrons: 1, yMicrons: 1, radiusMicrons: 0, factor: 2)
          ]
        }
      ),
    ]
    for (text, change) in changes {
      #expect { try scene(change: change) } throws: { "\($0)".hasPrefix(text) }
    }
    for pixel in [0, -1, 5, Double.infinity] {
      #expect(throws: SynthesisError.self) { try scene(micronsPerPixel: pixel) }
    }
  }
}
