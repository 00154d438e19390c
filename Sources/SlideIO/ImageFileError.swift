/// Why an image file could not be used.
public enum ImageFileError: Error, Sendable, Equatable {
  case notAnImage(path: String, found: String)
}
