import Raster

/// Why an image file could not be read or written.
///
/// Every case names the file; `description` says what was found, what was expected, and what to do.
public enum ImageFileError: Error, Sendable, Equatable {
  /// There is no file of this name.
  case missing(path: String)
  /// The path is a directory.
  case isDirectory(path: String)
  /// The path is a pipe, socket or device, which cannot be read twice.
  case notRegularFile(path: String)
  /// The operating system refused or failed to read.
  case unreadable(path: String, reason: String)
  /// The file has no bytes.
  case empty(path: String)
  /// The content is not PNG or TIFF; `found` says what it is, with its article.
  case notAnImage(path: String, found: String)
  /// The content ends early or contradicts itself; `detail` says where decoding stopped.
  case damaged(path: String, detail: String)
  /// A valid kind of image that this program does not decode.
  case unsupported(path: String, feature: String, remedy: String)
  /// The header claims more pixels than the bytes of the file can hold.
  case implausibleSize(path: String, width: Int, height: Int, byteCount: Int)
  /// Decoding needs more memory than allowed.
  case tooLarge(path: String, width: Int, height: Int, neededBytes: Int, limitBytes: Int)
  /// A tile or strip of a slide that cannot be decoded; the rest of the slide may be sound. `area`
  /// is in pixels of the level as it is stored.
  case damagedTile(path: String, level: Int, area: PixelRect, detail: String)
  /// A slide that only OpenSlide reads, which is not installed, too old, or refused the file.
  case needsOpenSlide(path: String, kind: String, problem: OpenSlideProblem)
  /// The file could not be written.
  case unwritable(path: String, reason: String)
  /// The disk filled up while writing.
  case diskFull(path: String)
}

extension ImageFileError: CustomStringConvertible {
  /// One sentence or two for the person who gave the file.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no such file; check the name and the folder."
    case .isDirectory(let path):
      "\(path) is a directory; expected an image file (PNG or TIFF)."
    case .notRegularFile(let path):
      "\(path) is not a regular file; save its content to a file and give that."
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason)."
    case .empty(let path):
      "\(path) is empty (0 bytes); expected PNG or TIFF. Copy or export it again."
    case .notAnImage(let path, let found):
      "\(path) is \(found); expected PNG or TIFF. \(Self.conversionAdvice(found: found))"
    case .damaged(let path, let detail):
      "\(path) is damaged or cut short: \(detail). No pixel of it is used; copy or export it again."
    case .unsupported(let path, let feature, let remedy):
      "\(path): not supported: \(feature); \(remedy)."
    case .implausibleSize(let path, let width, let height, let byteCount):
      "\(path): the header claims \(width) x \(height) pixels, more than the file's \(byteCount) bytes"
        + " can hold; it is damaged. Copy or export it again."
    case .tooLarge(let path, let width, let height, let needed, let limit):
      "\(path): decoding \(width) x \(height) pixels needs \(Self.mebibytes(needed)) MiB, the limit is"
        + " \(Self.mebibytes(limit)) MiB; give --memory \(Self.mebibytes(needed))MiB or more, or cut the"
        + " image into tiles."
    case .damagedTile(let path, let level, let area, let detail):
      "\(path) is damaged: \(detail), at x \(area.x), y \(area.y) of level \(level)"
        + " (\(area.width) x \(area.height) pixels); copy or export it again."
    case .needsOpenSlide(let path, let kind, let problem):
      "\(path) is \(kind), which is read through OpenSlide: \(problem.description)."
    case .unwritable(let path, let reason):
      "\(path) cannot be written: \(reason)."
    case .diskFull(let path):
      "\(path) cannot be written: the disk is full. Free some space and run again."
    }
  }

  /// The error of a bound that several share, told of what each may take.
  ///
  /// - Parameter shares: how many they are.
  /// - Returns: the same of the whole bound, which is what a person can raise.
  package func ofWholeBound(shares: Int) -> ImageFileError {
    guard case .tooLarge(let path, let width, let height, let needed, let limit) = self else {
      return self
    }
    return .tooLarge(
      path: path, width: width, height: height,
      neededBytes: min(needed, (1 << 60) / shares) * shares, limitBytes: limit * shares)
  }

  /// The error of a bound that no option raises.
  ///
  /// - Parameter remedy: what to do about an image that is too large.
  /// - Returns: the same without advice to give more memory.
  package func ofFixedBound(remedy: String) -> ImageFileError {
    guard case .tooLarge(let path, let width, let height, let needed, let limit) = self else {
      return self
    }
    return .unsupported(
      path: path,
      feature: "decoding \(width) x \(height) pixels, which needs \(Self.mebibytes(needed)) MiB"
        + " where the limit is \(Self.mebibytes(limit)) MiB",
      remedy: remedy)
  }

  private static func conversionAdvice(found: String) -> String {
    found.contains("text") || found.contains("unknown")
      ? "Check that the right file was given."
      : "Convert it without loss, for example to PNG or to TIFF with LZW compression."
  }

  private static func mebibytes(_ bytes: Int) -> Int { (bytes + (1 << 20) - 1) >> 20 }
}
