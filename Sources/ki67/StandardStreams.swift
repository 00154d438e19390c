import Foundation

/// Messages for people, on standard error.
enum Message {
  static func write(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
  }

  static func warning(_ text: String) { write("warning: \(text)") }
  static func error(_ text: String) { write("error: \(text)") }
}
