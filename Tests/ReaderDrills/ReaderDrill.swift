import Crosscheck
import Foundation
import Quantification
import Raster
import SlideIO
import Stains

/// What the program does with the bytes of one kind of file, in the hands of a test or a fuzzer.
public enum ReaderDrill: String, CaseIterable, Sendable {
  case png
  case tiff
  case slide
  case manifest
  case regions
  case manual
  case profile
  case stains

  /// Most bytes that a decoder may hold; images of real seeds need less.
  static let memoryLimitBytes = 32 << 20

  /// Puts what drills look for into their folder: images that manifests name.
  public static func prepare(_ folder: String) throws {
    for name in ["a.png", "b.png", "c.png"] {
      try ImageWriter.writePNG(RGBImage(width: 8, height: 8), to: "\(folder)/\(name)")
    }
  }

  /// Reads bytes as a file of this kind.
  ///
  /// - Parameters:
  ///   - bytes: anything.
  ///   - folder: where a file may be written; always under the same name.
  /// - Returns: whether they were understood; nil when what came out breaks a promise.
  public func run(_ bytes: [UInt8], in folder: String) -> Bool? {
    switch self {
    case .png:
      let plain = Self.decode(bytes, in: folder)
      let repaired = PNGRepair.checksums(of: bytes)
      return repaired == bytes ? plain : Self.both(plain, Self.decode(repaired, in: folder))
    case .tiff: return Self.decode(bytes, in: folder)
    case .slide: return Self.readSlide(bytes, in: folder)
    case .manifest: return Self.readManifest(bytes, in: folder)
    case .regions: return Self.readRegions(bytes)
    case .manual: return Self.readManual(bytes, in: folder)
    case .profile: return Self.readProfile(bytes)
    case .stains: return Self.readStains(bytes)
    }
  }

  private static func both(_ first: Bool?, _ second: Bool?) -> Bool? {
    guard let first, let second else { return nil }
    return first || second
  }

  private static func write(_ bytes: [UInt8], _ folder: String, _ name: String) -> String {
    let path = "\(folder)/\(name)"
    let isWritten = FileManager.default.createFile(atPath: path, contents: Data(bytes))
    precondition(isWritten, "\(path) cannot be written")
    return path
  }

  private static func decode(_ bytes: [UInt8], in folder: String) -> Bool? {
    let path = write(bytes, folder, "drill.image")
    let reader = ImageReader(memoryLimitBytes: memoryLimitBytes)
    do throws(ImageFileError) {
      let image = try reader.decode(at: path).image
      return image.samples.count == 3 * image.width * image.height
        && image.samples.count <= memoryLimitBytes ? true : nil
    } catch {
      return error.description.isEmpty ? nil : false
    }
  }

  private static func readSlide(_ bytes: [UInt8], in folder: String) -> Bool? {
    let path = write(bytes, folder, "drill.svs")
    do throws(ImageFileError) {
      let slide = try SlideReader(memoryLimitBytes: memoryLimitBytes).describe(path)
      let handle = SlideHandle(slide, memoryLimitBytes: memoryLimitBytes)
      for (index, level) in slide.levels.prefix(4).enumerated() {
        _ = try handle.region(PixelRect(x: 0, y: 0, width: 200, height: 150), level: index)
        _ = try handle.region(
          PixelRect(x: level.width - 9, y: level.height - 9, width: 20, height: 20), level: index)
      }
      for picture in slide.associatedImages.prefix(4) {
        _ = try handle.associatedImage(named: picture.name)
      }
      return true
    } catch {
      return error.description.isEmpty ? nil : false
    }
  }

  /// The images that a manifest may name are those that a caller put into the folder.
  private static func readManifest(_ bytes: [UInt8], in folder: String) -> Bool? {
    let path = write(bytes, folder, "drill.csv")
    guard let input = try? InputCollector().collect([path]) else { return nil }
    let names = input.slides.map(\.slide)
    let isSafe = names.allSatisfy { name in
      !name.isEmpty && !name.hasPrefix(".") && !name.contains("/") && !name.utf8.contains(0)
    }
    let isWhole =
      Set(names).count == names.count
      && Set(input.slides.map(\.caseName)) == Set(input.cases.map(\.name))
      && input.slides.allSatisfy { slide in
        slide.tiles.allSatisfy { $0.x >= 0 && $0.y >= 0 && $0.downsample >= 1 }
      }
    return isSafe && isWhole ? !input.slides.isEmpty : nil
  }

  private static func readRegions(_ bytes: [UInt8]) -> Bool? {
    do throws(RegionFileError) {
      let file = try RegionFile(bytes: bytes, path: "drill")
      let regions = try SlideRegions(
        file, rules: RegionParameters(), slideWidth: 4000, slideHeight: 3000)
      var probe = RegionProbe(regions)
      for place in 0..<16 {
        _ = probe.isMeasured(SIMD2(Double(place % 4) * 1000 + 0.5, Double(place / 4) * 750 + 0.5))
      }
      return true
    } catch {
      return error.description.hasPrefix("region file drill") ? false : nil
    }
  }

  private static func readManual(_ bytes: [UInt8], in folder: String) -> Bool? {
    let path = write(bytes, folder, "drill.manual")
    do throws(ManualError) {
      _ = try ManualReader().read([path])
      return true
    } catch {
      return error.description.isEmpty ? nil : false
    }
  }

  private static func readProfile(_ bytes: [UInt8]) -> Bool? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    do throws(ProfileError) {
      let profile = try Profile(yaml: text, path: "drill")
      // What is read must come back the same from what is written of it.
      return try Profile(yaml: profile.yaml, path: "again") == profile ? true : nil
    } catch {
      return error.description.hasPrefix("drill") ? false : nil
    }
  }

  private static func readStains(_ bytes: [UInt8]) -> Bool? {
    (try? QuPathStains(script: String(decoding: bytes, as: UTF8.self))) != nil
  }
}
