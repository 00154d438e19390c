/// Why an input, a manifest or a part of it cannot be measured.
public enum IntakeError: Error, Sendable, Equatable {
  /// There is no file or folder of this name.
  case noSuchInput(path: String)
  /// A folder cannot be listed.
  case unreadableFolder(path: String, reason: String)
  /// Something in a folder is a link to nothing.
  case danglingLink(path: String, target: String)
  /// Something in a folder is a link that leads back to itself.
  case circularLink(path: String, target: String)
  /// An image or a folder in a folder has a name of other bytes than UTF-8.
  case nameNotUTF8(path: String)
  /// Something in a folder cannot be reached.
  case unreachable(path: String, reason: String)
  /// A folder holds no image; `otherFiles` are the extensions found and how often.
  case noImages(folder: String, otherFiles: [String])
  /// A folder holds the results of a run, or is the one of its pictures.
  case results(folder: String)
  /// A folder is the one that results go to.
  case outputFolder(folder: String)
  /// The only image is the mask that `--roi` names.
  case onlyRegionFile(path: String)
  /// The name promises an image, the content is something else.
  case notAnImage(reason: String)
  /// `--roi` names no file.
  case missingRegionFile(path: String)
  /// `--roi` would apply to several slides.
  case regionFileForManySlides(path: String, slides: [String])
  /// A pixel size given as an option is unusable.
  case badPixelSize(text: String, problem: String)
  /// A manifest cannot be used at all.
  case manifest(path: String, ManifestProblem)
  /// One line of a manifest cannot be used.
  case line(ManifestLine, LineProblem)
  /// Two lines of a manifest contradict each other about one case or slide.
  case contradiction(
    subject: String, column: String, first: ManifestLine, firstValue: String,
    second: ManifestLine, secondValue: String)
  /// A case is left out because a line with its data is bad.
  case caseDataUnusable(caseName: String, line: ManifestLine, column: String, imageCount: Int)
  /// Images of one slide lie at the same place.
  case duplicatePlacement(slide: String, x: Int, y: Int, first: String, second: String)
  /// One file stands in several lines that differ.
  case imageTwice(image: String, first: ManifestLine, second: ManifestLine)
  /// One file stands in several lines under different names, such as `./a.png` or a link to it.
  case fileTwice(image: String, other: String, first: ManifestLine, second: ManifestLine)
  /// Files of one slide stand in several lines.
  case slideTwice(image: String, other: String, first: ManifestLine, second: ManifestLine)
  /// The size in a tile's name does not fit the file.
  case tileSizeDisagrees(
    path: String, nameWidth: Int, nameHeight: Int, downsample: Double, fileWidth: Int,
    fileHeight: Int)
  /// Tiles of one name have different downsamples.
  case mixedDownsamples(slide: String, first: String, second: String)
}

/// A line of a manifest, the first being 1.
public struct ManifestLine: Sendable, Hashable, CustomStringConvertible {
  /// Path of the manifest as given.
  public var path: String
  /// Number of the line, as an editor shows it.
  public var number: Int

  /// Makes a line from its parts.
  public init(path: String, number: Int) {
    self.path = path
    self.number = number
  }

  /// `path:line`.
  public var description: String { "\(path):\(number)" }
}

/// Why a whole manifest cannot be used.
public enum ManifestProblem: Sendable, Equatable {
  /// The operating system refused or failed to read.
  case unreadable(reason: String)
  /// It has no bytes, or no line with text.
  case empty
  /// It has a header but no line below it.
  case noRows
  /// Larger than any list of images.
  case tooLarge(byteCount: Int, limit: Int)
  /// Bytes that are no UTF-8 from `line` on.
  case notUTF8(line: Int)
  /// There is no `image` column.
  case noImageColumn(found: [String])
  /// A column name occurs twice.
  case duplicateColumn(name: String)
  /// A quoted cell never ends.
  case quoteNotClosed(line: Int)
  /// A quote stands where none may.
  case strayQuote(line: Int)
}

/// Why one line of a manifest cannot be used.
public enum LineProblem: Sendable, Equatable {
  /// More or fewer cells than the header has.
  case cellCount(found: Int, expected: Int)
  /// The `image` cell is empty.
  case noImage
  /// A cell that names a file names none.
  case missingFile(column: String, path: String)
  /// A cell does not hold what its column needs.
  case badCell(column: String, found: String, expected: String)
  /// Only one of `x` and `y` is there.
  case incompletePlacement(given: String, missing: String)
  /// The downsample does not lead from the file's size to the one in its name.
  case downsampleDisagrees(
    found: Double, nameWidth: Int, nameHeight: Int, fileWidth: Int, fileHeight: Int)
  /// The slide has several images, this one no place.
  case noPlacement(slide: String)
  /// The slide belongs to a case by another line, this line names none.
  case caseMissing(slide: String, other: ManifestLine, caseName: String)
}
