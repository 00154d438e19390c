import Foundation
import Quantification
import SlideIO

/// What a slide's result depends on, as hashes: equal fingerprints give equal results.
struct SlideFingerprint: Sendable {
  /// A file that the result depends on.
  struct File: Sendable, Equatable {
    enum Role: String, Sendable {
      case image
      case region
    }

    var role: Role
    var path: String
    var hash: ContentHash
    var stamp: FileStamp
  }

  /// Files in input order.
  var files: [File]
  /// Hash of the contents of all files.
  var contents: ContentHash
  /// Hash of everything: settings, contents, and what was said about the slide.
  var whole: ContentHash

  /// Hashes the files of a slide.
  ///
  /// The names of images and of the region's file count, because tables show them; paths, the case and carried columns do
  /// not, because the result can be renamed without measuring.
  ///
  /// - Parameters:
  ///   - slide: the slide.
  ///   - profile: the slide's own profile as text, nil when the run's is used.
  ///   - settings: hash of the run's settings.
  /// - Throws: `StoreError.unreadableInput`.
  init(
    of slide: SlideInput, profile: String?, settings: ContentHash
  ) throws(StoreError) {
    var files: [File] = []
    var lines = ["ki67-slide-1", slide.slide, settings.text]
    lines.append("profile \(profile.map { ContentHash(of: $0).text } ?? "of the run")")
    let size = slide.statedPixelSize
    lines.append(
      "pixel size \(size.map { "\($0.xMicrons) \($0.yMicrons) \($0.source.rawValue)" } ?? "none")")
    for tile in slide.tiles {
      let hashed = try Self.hashed(tile.path, .image)
      files += hashed
      lines.append("tile \(tile.x) \(tile.y) \(tile.downsample) \(tile.image.utf8.count)")
      lines.append(tile.image)
      lines += hashed.map(\.hash.text)
    }
    if let roi = slide.roi {
      let hashed = try Self.hashed(roi, .region)
      files += hashed
      lines.append("region \(hashed.map(\.hash.text).joined(separator: " "))")
      lines.append(URL(fileURLWithPath: roi).lastPathComponent)
    }
    self.files = files
    contents = ContentHash(of: files.map(\.hash.text).joined(separator: "\n"))
    whole = ContentHash(of: lines.joined(separator: "\n"))
  }

  private static func hashed(_ path: String, _ role: File.Role) throws(StoreError) -> [File] {
    var files: [File] = []
    for part in SlideFiles.all(of: path) {
      let stamp = try FileStamp(path: part)
      files.append(
        File(role: role, path: part, hash: try ContentHash(ofFile: part), stamp: stamp))
    }
    return files
  }

  /// The first file that is not what it was when it was hashed.
  var changedFile: String? {
    files.first { (try? FileStamp(path: $0.path)) != $0.stamp }?.path
  }
}

/// Size and time of a file, by which a change while measuring is noticed.
struct FileStamp: Sendable, Equatable {
  var bytes: Int
  var seconds: Int
  var nanoseconds: Int

  init(path: String) throws(StoreError) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw .unreadableInput(path: path, reason: SystemText.of(errno))
    }
    bytes = Int(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}
