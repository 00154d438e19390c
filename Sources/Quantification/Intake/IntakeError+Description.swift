extension IntakeError: CustomStringConvertible {
  /// What was found, what was expected, and what to do, for the person who gave the input.
  public var description: String {
    switch self {
    case .noSuchInput(let path):
      "\(path.isEmpty ? "\"\"" : path): there is no such file or folder; check the name."
    case .unreadableFolder(let path, let reason):
      "\(path) cannot be listed: \(reason)."
    case .danglingLink(let path, let target):
      "\(path) is a link to \(target), which is not there; bring back the disk or share that it leads "
        + "to, or remove the link."
    case .circularLink(let path, let target):
      "\(path) is a link to \(target), and links lead in a circle from there; remove the link."
    case .nameNotUTF8(let path):
      "\(path) has a name that is not UTF-8 (\u{FFFD} stands for what cannot be read); rename it."
    case .unreachable(let path, let reason):
      "\(path) cannot be reached: \(reason); bring back the disk or share that it is on, or remove it "
        + "from the folder."
    case .noImages(let folder, let otherFiles):
      Self.noImagesText(folder: folder, otherFiles: otherFiles)
    case .results(let folder):
      "\(folder): the folder holds the results of a run; give the images that it measured."
    case .outputFolder(let folder):
      "\(folder): it is the folder for the results (--out), which is not searched for images; name the "
        + "images, or another folder with --out."
    case .onlyRegionFile(let path):
      "\(path): --roi names this image as a mask, so that it is not measured, and there is no other; "
        + "name the image that the mask belongs to."
    case .notAnImage(let reason):
      reason
    case .missingRegionFile(let path):
      "--roi \(path): there is no such file; check the name."
    case .regionFileForManySlides(let path, let slides):
      "--roi \(path): \(slides.count) slides would have these regions "
        + "(\(slides.prefix(3).joined(separator: ", "))\(slides.count > 3 ? ", …" : "")), but a region "
        + "file belongs to one slide; name each slide's own in the column 'roi' of a manifest."
    case .badPixelSize(let text, let problem):
      "--mpp \(text): \(problem)"
    case .manifest(let path, let problem):
      "\(path): \(problem.text)"
    case .line(let line, let problem):
      "\(line): \(problem.text)"
    default:
      conflictDescription
    }
  }

  private var conflictDescription: String {
    switch self {
    case .contradiction(let subject, let column, let first, let firstValue, let second, let value):
      "\(second): \(subject) has \(column) '\(value)' here but '\(firstValue)' on \(first); "
        + "make the lines agree. \(Self.capitalized(subject)) is left out."
    case .caseDataUnusable(let caseName, let line, let column, let imageCount):
      "case '\(caseName)' is left out with its \(Self.count(imageCount, "other image")), because "
        + "'\(column)' on \(line) is unusable and a grade without it could be wrong."
    case .duplicatePlacement(let slide, let x, let y, let first, let second):
      "slide '\(slide)': '\(first)' and '\(second)' both lie at x \(x), y \(y); give each image its "
        + "own place or remove one. The slide is left out."
    case .imageTwice(let image, let first, let second):
      "\(second): '\(image)' stands on \(first) already, with other data; keep one line. "
        + "The slides it stands in are left out."
    case .fileTwice(let image, let other, let first, let second):
      "\(second): '\(image)' is the same file as '\(other)' on \(first); keep one line. "
        + "The slides it stands in are left out."
    case .slideTwice(let image, let other, let first, let second):
      "\(second): '\(image)' is a part of the same slide as '\(other)' on \(first), and either "
        + "stands for all of it; keep one line. The slide is left out."
    case .tileSizeDisagrees(
      let path, let nameWidth, let nameHeight, let downsample, let fileWidth, let fileHeight):
      "\(path): the name says \(nameWidth) x \(nameHeight) full-resolution pixels at downsample "
        + "\(Self.text(downsample)), but the file has \(fileWidth) x \(fileHeight) pixels; expected "
        + "w and h to be the file's size times d. Export it again, or rename it and place it by a "
        + "manifest."
    case .mixedDownsamples(let slide, let first, let second):
      "slide '\(slide)': '\(first)' and '\(second)' have different downsamples, so its tiles would "
        + "count twice; keep one kind or use a manifest. The slide is left out."
    default: ""
    }
  }

  private static func noImagesText(folder: String, otherFiles: [String]) -> String {
    guard !otherFiles.isEmpty else {
      return "\(folder): the folder holds no files; expected PNG or TIFF images."
    }
    return "\(folder): the folder holds no PNG or TIFF image, but \(listed(otherFiles)); "
      + "convert images to PNG or TIFF, or give a manifest (CSV) by its own name."
  }

  /// Number without needless zeros: 2, 2.5.
  static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
  }

  /// "1 image", "3 images".
  static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  /// "a, b and c".
  static func listed(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}

extension ManifestProblem {
  /// The problem as text that follows the manifest's path and a colon.
  var text: String {
    switch self {
    case .unreadable(let reason): "the manifest cannot be read: \(reason)."
    case .empty: "the manifest is empty; expected a header with an 'image' column."
    case .noRows: "the manifest has a header but no line below it; add a line for each image."
    case .tooLarge(let byteCount, let limit):
      "the manifest has \(byteCount) bytes, the limit is \(limit); expected a CSV list of images."
    case .notUTF8(let line):
      "the manifest is not UTF-8 text (from line \(line) on); save it as \"CSV UTF-8\"."
    case .noImageColumn(let found):
      "the manifest has no 'image' column; its header is "
        + found.map { "'\($0)'" }.joined(separator: ", ")
        + ". Expected comma, semicolon or tab between columns, one of them named 'image'."
    case .duplicateColumn(let name):
      "the manifest has two columns named '\(name)'; rename or remove one."
    case .quoteNotClosed(let line):
      "the quoted cell that begins on line \(line) never ends; close it with a quote (\")."
    case .strayQuote(let line):
      "line \(line) has a quote (\") inside a cell; quote the whole cell and double quotes in it."
    }
  }
}

extension LineProblem {
  /// The problem as text that follows file, line and a colon.
  var text: String {
    switch self {
    case .cellCount(let found, let expected):
      "\(IntakeError.count(found, "cell")) found, expected \(expected) as in the header; "
        + "quote cells that contain the separator."
    case .noImage: "column 'image' is empty; expected the path of an image."
    case .missingFile(let column, let path):
      "column '\(column)' names '\(path)', and there is no such file; paths are relative to the "
        + "manifest."
    case .badCell(let column, let found, let expected):
      "column '\(column)' holds '\(found)'; expected \(expected)."
    case .incompletePlacement(let given, let missing):
      "column '\(given)' is filled but '\(missing)' is not; fill both or none."
    case .downsampleDisagrees(
      let found, let nameWidth, let nameHeight, let fileWidth, let fileHeight):
      "column 'downsample' holds '\(IntakeError.text(found))'; expected the factor from the file's "
        + "\(fileWidth) x \(fileHeight) pixels to the \(nameWidth) x \(nameHeight) full-resolution "
        + "pixels in its name; correct it, or rename the file."
    case .noPlacement(let slide):
      "slide '\(slide)' has several images, but this one has no 'x' and 'y'; state its place in "
        + "full-resolution pixels."
    case .caseMissing(let slide, let other, let caseName):
      "column 'case' is empty, but '\(slide)' is case '\(caseName)' on \(other); name the case."
    }
  }
}
