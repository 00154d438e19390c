import Foundation
import SlideIO

/// Regions of interest as a file describes them, before anything is decided by their classes.
package struct RegionFile: Sendable, Equatable {
  /// How the file is written; told from its content, never from its name.
  package enum Format: String, Sendable {
    case geoJSON = "GeoJSON"
    case imageScope = "ImageScope XML"
    case asap = "ASAP XML"
  }

  /// Path that opened the file.
  package var path: String
  /// How it is written.
  package var format: Format
  /// Regions in the order of the file.
  package var regions: [RegionOutline]
  /// What was left out and why, for people.
  package var notes: [String]
  /// Pixel size in µm that the file states for its slide, nil when it states none.
  package var micronsPerPixel: Double?

  /// Most corners of all regions together; annotations by hand have thousands. Each takes about 150
  /// bytes while places are looked up.
  package static let mostCorners = 2_000_000

  /// Reads annotations from bytes.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: stands in messages.
  /// - Throws: `RegionFileError` for anything that is not understood completely; points, lines and
  ///   detections are passed over and noted.
  package init(bytes: [UInt8], path: String) throws(RegionFileError) {
    switch RegionFileKind(bytes) {
    case .json: self = try GeoJSONReader.read(bytes, path: path)
    case .xml: self = try RegionXML.read(bytes, path: path)
    case .picture:
      throw .unknownFormat(path: path, found: "a picture", remedy: "give annotations")
    case .other(let found, let remedy):
      throw .unknownFormat(path: path, found: found, remedy: remedy)
    }
    guard !regions.isEmpty else { throw .noRegions(path: path, notes: notes) }
    try checkCorners()
    nameRegions()
  }

  /// Makes a file from its parts; names stay as they are.
  package init(path: String, format: Format, regions: [RegionOutline], notes: [String]) {
    self.path = path
    self.format = format
    self.regions = regions
    self.notes = notes
  }

  /// Reads a file's bytes.
  ///
  /// - Throws: `RegionFileError` when it cannot be read or is larger than `limit`.
  static func bytes(of path: String, limit: Int) throws(RegionFileError) -> [UInt8] {
    // A pipe would be waited for, perhaps for ever.
    guard FileKind.of(path) == .file else {
      throw .unreadable(path: path, reason: "there is no such regular file")
    }
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      let size = Int(try handle.seekToEnd())
      guard size <= limit else {
        throw RegionFileError.tooLarge(path: path, byteCount: size, limit: limit)
      }
      try handle.seek(toOffset: 0)
      return [UInt8](try handle.read(upToCount: limit + 1) ?? Data())
    } catch let error as RegionFileError {
      throw error
    } catch {
      throw .unreadable(path: path, reason: SystemReason.text(error))
    }
  }

  private func checkCorners() throws(RegionFileError) {
    var count = 0
    for area in regions.lazy.flatMap({ $0.parts + $0.holes }) { count += area.cornerCount }
    guard count <= Self.mostCorners else {
      throw .tooManyCorners(path: path, limit: Self.mostCorners)
    }
  }

  /// Gives every region a name, and a number to all but the first of equal names.
  private mutating func nameRegions() {
    var counts: [String: Int] = [:]
    var taken = Set(regions.map(\.name))
    for index in regions.indices {
      let className = regions[index].className
      let given = regions[index].name
      let base = given.isEmpty ? (className.isEmpty ? "region" : className) : given
      var number = counts[base, default: 0] + 1
      var name = base
      while number > 1 || given.isEmpty && taken.contains(name) {
        number = max(2, number)
        name = "\(base) \(number)"
        if !taken.contains(name) { break }
        number += 1
      }
      counts[base] = number
      taken.insert(name)
      regions[index].name = name
    }
  }
}

/// What the first bytes of a region file say it is.
enum RegionFileKind: Equatable {
  case json
  case xml
  case picture
  case other(found: String, remedy: String)

  init(_ bytes: [UInt8]) {
    if bytes.isEmpty {
      self = .other(found: "empty", remedy: "export it again")
      return
    }
    if let known = Self.signatures.first(where: { bytes.starts(with: $0.bytes) }) {
      self = known.kind
      return
    }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let first = bytes[start...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["): self = .json
    case UInt8(ascii: "<"): self = .xml
    default: self = .other(found: "of an unknown kind", remedy: "export it in one of these")
    }
  }

  private static let signatures: [(bytes: [UInt8], kind: RegionFileKind)] = [
    ([0x89, 0x50, 0x4E, 0x47], .picture),
    ([0x49, 0x49, 0x2A, 0x00], .picture), ([0x4D, 0x4D, 0x00, 0x2A], .picture),
    ([0x49, 0x49, 0x2B, 0x00], .picture), ([0x4D, 0x4D, 0x00, 0x2B], .picture),
    ([0x1F, 0x8B], .other(found: "compressed (gzip)", remedy: "unpack it with gunzip")),
    ([0x50, 0x4B, 0x03, 0x04], .other(found: "an archive (zip)", remedy: "unpack it")),
    ([0xFF, 0xD8, 0xFF], .other(found: "a JPEG picture", remedy: "save the mask as PNG")),
    ([0x42, 0x4D], .other(found: "a BMP picture", remedy: "save the mask as PNG")),
    (
      [0xAC, 0xED, 0x00, 0x05],
      .other(found: "QuPath's own data file", remedy: "export the annotations as GeoJSON there")
    ),
    ([0xFF, 0xFE], .other(found: "text in UTF-16", remedy: "save it as UTF-8")),
    ([0xFE, 0xFF], .other(found: "text in UTF-16", remedy: "save it as UTF-8")),
  ]
}
