import Foundation
import Raster
import SlideIO
import TestSupport

extension ReaderDrill {
  /// Largest file that seeds a drill, in bytes; changes of larger ones seldom meet what matters.
  private static let largestSeed = 48 << 10

  /// Good and bad files of the kind: written here, from the fixtures and, where there are any, from
  /// the collections of test images beside the repository.
  ///
  /// - Parameters:
  ///   - repository: its root.
  ///   - shared: folder of the collections, nil without one.
  ///   - folder: where files may be written on the way.
  /// - Returns: their bytes.
  /// - Throws: what keeps files from being written.
  public func seeds(
    repository: String, shared: String?, in folder: String
  ) throws -> [[UInt8]] {
    let fixtures = "\(repository)/Tests/Fixtures"
    let conformance = shared.map { "\($0)/data/conformance" }
    let slides = shared.map { "\($0)/data/slides" }
    var found = try writtenSeeds(in: folder)
    switch self {
    case .png: found += Self.files(conformance, [".png"])
    case .tiff: found += Self.files(conformance, [".tif", ".tiff"])
    case .slide: found += Self.files(slides, [".svs", ".tif", ".tiff"])
    case .manifest: found += Self.files("\(fixtures)/manifests", [".csv"])
    case .regions: found += Self.files("\(fixtures)/regions", [".geojson", ".json", ".xml"])
    case .manual:
      found += Self.files("\(fixtures)/crosscheck", [".csv", ".tsv", ".xml", ".geojson"])
    case .profile: found += Self.files("\(repository)/docs", ["profile.yaml"])
    case .stains: break
    }
    return found
  }

  private static func files(_ folder: String?, _ suffixes: [String]) -> [[UInt8]] {
    guard let folder else { return [] }
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { name in suffixes.contains { name.hasSuffix($0) } }.compactMap {
      FileManager.default.contents(atPath: "\(folder)/\($0)").map(Array.init)
    }.filter { !$0.isEmpty && $0.count <= largestSeed }
  }

  private func writtenSeeds(in folder: String) throws -> [[UInt8]] {
    let path = "\(folder)/seed"
    func written(_ write: () throws -> Void) throws -> [UInt8] {
      try? FileManager.default.removeItem(atPath: path)
      try write()
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
    let image = Self.picture(width: 70, height: 50)
    switch self {
    case .png: return [try written { try ImageWriter.writePNG(image, to: path) }]
    case .tiff:
      return try [ImageWriter.TIFFEncoding.none, .deflate, .jpeg(quality: 80)].map { encoding in
        try written { try ImageWriter.writeTIFF(image, to: path, compression: encoding) }
      }
    case .slide:
      return try [ImageWriter.TIFFEncoding.jpeg(quality: 80), .deflate].map { encoding in
        try written {
          var options = PyramidWriter.Options()
          options.tileSize = 32
          options.smallestLevelSide = 20
          options.compression = encoding
          options.pixelSize = PixelSize(xMicrons: 0.5, yMicrons: 0.5, source: .aperio)
          let writer = try PyramidWriter(
            path: path, width: image.width, height: image.height, options: options)
          try writer.append(image)
          try writer.finish()
        }
      }
    case .manifest:
      return [
        Array(
          """
          image,case,slide,x,y,downsample,mpp,mitoses,note
          a.png,A,1,0,0,1,0.25,4,"x, ""y"" z"
          b.png,../../B,../1,8,0,1,0.25,4,=z
          "c.png",B,2,0,0,2,0.5,,

          """.utf8)
      ]
    case .stains:
      return [
        Array(
          """
          setColorDeconvolutionStains('{"Name" : "H-DAB", "Stain 1" : "Hematoxylin", \
          "Values 1" : "0.65 0.70 0.29", "Stain 2" : "DAB", "Values 2" : "0.27 0.57 0.78", \
          "Background" : " 255 255 255"}');
          """.utf8)
      ]
    case .regions, .manual, .profile: return []
    }
  }

  private static func picture(width: Int, height: Int) -> RGBImage {
    var generator = SeededGenerator(seed: 5)
    return RGBImage(
      width: width, height: height,
      samples: (0..<(3 * width * height)).map { index in
        UInt8(truncatingIfNeeded: index / 7) &+ UInt8(generator.next() % 24)
      })
  }
}
