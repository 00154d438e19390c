import Foundation
import Quantification

/// Reads manual results; what a file is, its content says.
public struct ManualReader: Sendable {
  /// Largest file that is read, in bytes.
  public static let byteLimit = 512 << 20

  /// What classes of nuclei mean.
  public var classes: ClassNames
  /// Image or slide on which nuclei were marked, for files that do not say it.
  public var place: String?

  /// A reader.
  public init(classes: ClassNames = ClassNames(), place: String? = nil) {
    self.classes = classes
    self.place = place
  }

  /// Reads files and folders; of folders all files below, by name.
  ///
  /// - Throws: `ManualError` for the first file that cannot be used.
  public func read(_ paths: [String]) throws(ManualError) -> ManualResults {
    try read(ManualFiles(paths))
  }

  /// Reads files.
  ///
  /// Nuclei without a named image or slide belong to the one that has the name of the file.
  ///
  /// - Throws: `ManualError` for the first file that cannot be used.
  public func read(_ list: ManualFiles) throws(ManualError) -> ManualResults {
    var counts: [ManualCount] = []
    var points: [ManualPoints] = []
    var first: (counts: String?, points: String?) = (nil, nil)
    for file in list.files {
      switch try read(file: file.path, reader: file.reader) {
      case .counts(let found):
        counts += found
        first.counts = first.counts ?? file.path
      case .points(let found):
        points += found
        first.points = first.points ?? file.path
      }
    }
    if let counts = first.counts, let points = first.points {
      throw .mixed(counts: counts, points: points)
    }
    if counts.isEmpty && points.isEmpty {
      throw .empty(path: list.files.map(\.path).joined(separator: ", "))
    }
    return first.points == nil ? .counts(counts) : .points(points)
  }

  private func read(file path: String, reader: String) throws(ManualError) -> ManualResults {
    let bytes = try Self.bytes(path)
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    switch bytes.first(where: { !blanks.contains($0) }) {
    case nil: throw .empty(path: path)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      return .points(
        [try GeoJSONPoints(path: path, classes: classes).points(bytes, place, reader)])
    case UInt8(ascii: "<"):
      return .points(
        try CellCounterPoints(path: path, classes: classes).points(bytes, place, reader))
    default:
      let text = String(decoding: bytes, as: UTF8.self)
      let table = try ManualTable(text, path: path)
      if table.holdsPoints {
        return .points(try table.points(classes, place: place, reader: reader))
      }
      return .counts(try table.counts(reader: reader))
    }
  }

  private static func bytes(_ path: String) throws(ManualError) -> [UInt8] {
    let data: Data
    do {
      let values = try URL(fileURLWithPath: path).resolvingSymlinksInPath()
        .resourceValues(forKeys: [.isRegularFileKey])
      // A pipe would be waited for, perhaps for ever.
      guard values.isRegularFile == true else {
        throw ManualError.unreadable(path: path, reason: "it is not a regular file")
      }
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      data = try handle.read(upToCount: byteLimit + 1) ?? Data()
    } catch let error as ManualError {
      throw error
    } catch {
      throw .unreadable(path: path, reason: SystemReason.text(error))
    }
    guard data.count <= byteLimit else {
      throw .tooLarge(path: path, byteCount: data.count, limit: byteLimit)
    }
    var bytes = [UInt8](data)
    if bytes.starts(with: [0x1F, 0x8B]) { throw .compressed(path: path) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else {
      throw .notUTF8(path: path)
    }
    return bytes
  }
}
