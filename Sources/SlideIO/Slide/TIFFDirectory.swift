import CTIFF

/// What a TIFF directory says that tells levels, pictures beside the slide, and pages apart.
struct TIFFDirectory {
  /// Place in the chain of directories from 0; of a SubIFD, that of its parent.
  let index: Int
  /// Whether it stands in the SubIFDs tag of another directory.
  let isSubdirectory: Bool
  /// Place in the file.
  let offset: UInt64
  let layout: TIFFLayout
  /// ImageDescription, nil when absent.
  let description: String?
  /// NewSubfileType, 0 when absent.
  let kind: Int
  /// Whether the older SubfileType tag calls it a reduced copy.
  let isOldReduced: Bool
  /// Places of its SubIFDs.
  let subdirectories: [UInt64]

  /// Whether it says of itself that it is a smaller copy.
  var isReduced: Bool { kind & Int(FILETYPE_REDUCEDIMAGE) != 0 || isOldReduced }
  /// Whether it is a mask of transparency.
  var isMask: Bool { kind & Int(FILETYPE_MASK) != 0 }
  /// Width as seen.
  var width: Int { layout.orientation.swapsAxes ? layout.height : layout.width }
  /// Height as seen.
  var height: Int { layout.orientation.swapsAxes ? layout.width : layout.height }

  /// Reads the current directory.
  ///
  /// - Throws: `ImageFileError.damaged` when it has no size.
  init(
    _ handle: borrowing TIFFHandle, index: Int, isSubdirectory: Bool, path: String
  ) throws(ImageFileError) {
    self.index = index
    self.isSubdirectory = isSubdirectory
    offset = TIFFCurrentDirOffset(handle.tiff)
    layout = try TIFFLayout(handle, path: path)
    description = handle.text(TIFFTAG_IMAGEDESCRIPTION)
    kind = handle.long(TIFFTAG_SUBFILETYPE) ?? 0
    isOldReduced = handle.shortIfPresent(TIFFTAG_OSUBFILETYPE) == Int(OFILETYPE_REDUCEDIMAGE)
    subdirectories = isSubdirectory ? [] : handle.offsets(TIFFTAG_SUBIFD)
  }
}

extension TIFFDirectory {
  /// Most directories of the chain that are looked at; pyramids have a dozen.
  private static let longestChain = 1000
  /// Most SubIFDs of one directory that are looked at.
  private static let mostSubdirectories = 32

  /// The directories of the chain, without those that have no size; `handle` stands at the first.
  ///
  /// - Returns: the directories, and a warning when the file names a further one that cannot be read.
  static func chain(
    _ handle: borrowing TIFFHandle, path: String
  ) -> (directories: [TIFFDirectory], warning: String?) {
    var chain: [TIFFDirectory] = []
    for index in 0..<longestChain {
      if let directory = try? TIFFDirectory(
        handle, index: index, isSubdirectory: false, path: path)
      {
        chain.append(directory)
      }
      if TIFFLastDirectory(handle.tiff) != 0 { return (chain, nil) }
      guard TIFFReadDirectory(handle.tiff) == 1 else {
        let said = handle.messages.takeLastFailure() ?? "unreadable"
        return (
          chain,
          "libtiff says \"\(said)\" at directory \(index + 2): the file may have been cut short, and"
            + " what follows is lost"
        )
      }
    }
    return (chain, "directories after the first \(longestChain) are passed over")
  }

  /// The SubIFDs of a directory that can be read.
  func readSubdirectories(_ handle: borrowing TIFFHandle, path: String) -> [TIFFDirectory] {
    var found: [TIFFDirectory] = []
    for offset in subdirectories.prefix(Self.mostSubdirectories) {
      guard TIFFSetSubDirectory(handle.tiff, offset) == 1,
        let directory = try? TIFFDirectory(handle, index: index, isSubdirectory: true, path: path)
      else { continue }
      found.append(directory)
    }
    return found
  }
}
