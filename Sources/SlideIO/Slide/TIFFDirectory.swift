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

/// All directories of a TIFF file that can be read.
struct TIFFDirectoryList {
  /// The chain, without directories that have no size.
  private(set) var chain: [TIFFDirectory] = []
  /// SubIFDs, in the order of their parents.
  private(set) var subdirectories: [TIFFDirectory] = []

  /// Most directories that are looked at; pyramids have a dozen.
  private static let capacity = 1000

  /// Reads the directories of an open file and goes back to none in particular.
  init(_ handle: borrowing TIFFHandle, path: String) {
    var index = 0
    repeat {
      if let directory = try? TIFFDirectory(
        handle, index: index, isSubdirectory: false, path: path)
      {
        chain.append(directory)
      }
      index += 1
    } while index < Self.capacity && TIFFReadDirectory(handle.tiff) == 1
    for parent in chain {
      for offset in parent.subdirectories where subdirectories.count < Self.capacity {
        guard TIFFSetSubDirectory(handle.tiff, offset) == 1,
          let directory = try? TIFFDirectory(
            handle, index: parent.index, isSubdirectory: true, path: path)
        else { continue }
        subdirectories.append(directory)
      }
    }
  }
}
