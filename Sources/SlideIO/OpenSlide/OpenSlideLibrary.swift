import Glibc

/// The OpenSlide library, looked for when the first file needs it; nothing is linked.
///
/// Version 4 (`libopenslide.so.1`) is preferred to version 3 (`libopenslide.so.0`). The environment
/// variable KI67_OPENSLIDE names another file, or none when it is empty. Its functions may be called from any thread.
struct OpenSlideLibrary: @unchecked Sendable {
  typealias Text = UnsafePointer<CChar>
  typealias Length = UnsafeMutablePointer<Int64>
  typealias TextOfText = @convention(c) (Text) -> Text?
  typealias SlideOfText = @convention(c) (Text) -> OpaquePointer?
  typealias Closing = @convention(c) (OpaquePointer) -> Void
  typealias TextOfSlide = @convention(c) (OpaquePointer) -> Text?
  typealias CountOfSlide = @convention(c) (OpaquePointer) -> Int32
  typealias SizeOfLevel = @convention(c) (OpaquePointer, Int32, Length, Length) -> Void
  typealias NumberOfLevel = @convention(c) (OpaquePointer, Int32) -> Double
  typealias RegionReading =
    @convention(c) (
      OpaquePointer, UnsafeMutablePointer<UInt32>, Int64, Int64, Int32, Int64, Int64
    ) -> Void
  typealias TextOfProperty = @convention(c) (OpaquePointer, Text) -> Text?
  typealias NamesOfSlide = @convention(c) (OpaquePointer) -> UnsafePointer<Text?>?
  typealias SizeOfPicture = @convention(c) (OpaquePointer, Text, Length, Length) -> Void
  typealias PictureReading =
    @convention(c) (OpaquePointer, Text, UnsafeMutablePointer<UInt32>) -> Void

  /// Version as the library states it.
  let version: String
  let detectVendor: TextOfText
  let open: SlideOfText
  let close: Closing
  let error: TextOfSlide
  let levelCount: CountOfSlide
  let levelDimensions: SizeOfLevel
  let levelDownsample: NumberOfLevel
  let readRegion: RegionReading
  let propertyValue: TextOfProperty
  let associatedNames: NamesOfSlide
  let associatedDimensions: SizeOfPicture
  let readAssociated: PictureReading

  /// The library of this process, nil when none was found.
  static let shared: OpenSlideLibrary? = {
    if let named = getenv("KI67_OPENSLIDE") { return OpenSlideLibrary(String(cString: named)) }
    return ["libopenslide.so.1", "libopenslide.so.0"].lazy.compactMap { OpenSlideLibrary($0) }.first
  }()

  /// Whether it is version 4 or later.
  var isVersion4: Bool { (version.split(separator: ".").first.flatMap { Int($0) } ?? 0) >= 4 }

  /// Loads a library; nil when there is none, or a function is missing in it.
  init?(_ name: String) {
    guard !name.isEmpty else { return nil }
    // Local, so that codecs inside the library do not replace those of this program.
    guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { return nil }
    func function<Function>(_ name: String) -> Function? {
      dlsym(library, "openslide_\(name)").map { unsafeBitCast($0, to: Function.self) }
    }
    guard
      let getVersion: @convention(c) () -> Text? = function("get_version"),
      let detectVendor: TextOfText = function("detect_vendor"),
      let open: SlideOfText = function("open"),
      let close: Closing = function("close"),
      let error: TextOfSlide = function("get_error"),
      let levelCount: CountOfSlide = function("get_level_count"),
      let levelDimensions: SizeOfLevel = function("get_level_dimensions"),
      let levelDownsample: NumberOfLevel = function("get_level_downsample"),
      let readRegion: RegionReading = function("read_region"),
      let propertyValue: TextOfProperty = function("get_property_value"),
      let associatedNames: NamesOfSlide = function("get_associated_image_names"),
      let associatedDimensions: SizeOfPicture = function("get_associated_image_dimensions"),
      let readAssociated: PictureReading = function("read_associated_image")
    else { return nil }
    version = getVersion().map { String(cString: $0) } ?? "unknown"
    self.detectVendor = detectVendor
    self.open = open
    self.close = close
    self.error = error
    self.levelCount = levelCount
    self.levelDimensions = levelDimensions
    self.levelDownsample = levelDownsample
    self.readRegion = readRegion
    self.propertyValue = propertyValue
    self.associatedNames = associatedNames
    self.associatedDimensions = associatedDimensions
    self.readAssociated = readAssociated
  }
}
