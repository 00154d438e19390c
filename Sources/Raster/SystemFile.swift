import Glibc

/// Short files in which the system tells numbers.
enum SystemFile {
  /// The text of a file without the line break at its end, nil when it cannot be read.
  static func text(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = fread(&bytes, 1, bytes.count, file)
    guard ferror(file) == 0 else { return nil }
    let isBreak = bytes.prefix(count).last == UInt8(ascii: "\n")
    return String(decoding: bytes.prefix(isBreak ? count - 1 : count), as: UTF8.self)
  }
}
