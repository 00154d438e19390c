import Foundation
import Quantification
import Testing

/// Texts with random damage: whatever happens, the outcome is a value or an error, never a crash.
@Suite struct DamagedTextTests {
  private var state: UInt64 = 2024

  private mutating func number(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  /// A copy with up to 6 bytes replaced, removed or inserted.
  private mutating func damaged(_ text: String) -> [UInt8] {
    var bytes = Array(text.utf8)
    let marks = Array("\"',;:[]{}#&*!|>%@`\n\r\t -0.9eEn\u{FEFF}é~=".utf8) + [0, 0xFF, 0xC3]
    for _ in 0...number(below: 6) where !bytes.isEmpty {
      let index = number(below: bytes.count)
      let mark = marks[number(below: marks.count)]
      switch number(below: 3) {
      case 0: bytes[index] = mark
      case 1: bytes.remove(at: index)
      default: bytes.insert(mark, at: index)
      }
    }
    return bytes
  }

  @Test mutating func `Damaged profiles are read or refused with their path`() {
    let text = Profile().yaml
    var refused = 0
    for _ in 0..<400 {
      let damaged = String(decoding: damaged(text), as: UTF8.self)
      do throws(ProfileError) {
        let profile = try Profile(yaml: damaged, path: "p")
        #expect((0...1).contains(profile.detection.scoreThreshold))
      } catch {
        refused += 1
        #expect(error.description.hasPrefix("p:"))
      }
    }
    #expect(refused > 100)
  }

  @Test mutating func `Damaged manifests give slides within bounds, or reasons`() throws {
    let scene = try TemporaryFolder()
    for name in ["a.png", "b.png", "c.png"] { try scene.image(name) }
    let text = """
      image,case,slide,x,y,downsample,mpp,mitoses,note
      a.png,A,1,0,0,1,0.25,4,"x, ""y"" z"
      b.png,A,1,8,0,1,0.25,4,z
      "c.png",B,2,0,0,2,0.5,,

      """
    var rejections = 0
    for _ in 0..<300 {
      try Data(damaged(text)).write(to: URL(fileURLWithPath: scene.item("m.csv")))
      let found = try InputCollector().collect([scene.item("m.csv")])
      rejections += found.rejected.count
      #expect(!found.slides.isEmpty || !found.rejected.isEmpty)
      for slide in found.slides {
        #expect(!slide.slide.isEmpty && !slide.slide.contains("/"))
        for tile in slide.tiles { #expect(tile.x >= 0 && tile.y >= 0 && tile.downsample >= 1) }
      }
      #expect(Set(found.slides.map(\.caseName)) == Set(found.cases.map(\.name)))
      #expect(Set(found.slides.map(\.slide)).count == found.slides.count)
    }
    #expect(rejections > 100)
  }
}
