import Foundation

/// A command that a Markdown document shows in a fenced block of language `sh` or `console`.
struct DocumentedCommand: Equatable, Sendable {
  /// Name of the document and the line of the command.
  var place: String
  /// The command, continued lines joined; empty for output that stands below no command.
  var text: String
  /// What the document shows below it; nil when that is not to be compared.
  var output: String?

  /// Commands of a document, in order.
  ///
  /// In `sh` blocks every line but blanks and comments is a command. In `console` blocks those that
  /// begin with `$ `; lines below are what it prints on standard output, which is compared unless
  /// the block's info string says `no-output-check`.
  static func all(in markdown: String, document: String) -> [DocumentedCommand] {
    var commands: [DocumentedCommand] = []
    var block: Block?
    let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        block = block == nil ? Block(info: line.dropFirst(3)) : nil
      } else if let current = block, current.language != .other {
        current.read(String(line), place: "\(document):\(index + 1)", into: &commands)
        block = current.following(line)
      }
    }
    return commands
  }
}

/// The fenced block in which a line stands.
private struct Block {
  enum Language { case sh, console, other }

  var language: Language
  var comparesOutput: Bool
  /// Whether a command, or output without one, was met.
  var isBegun = false
  /// Whether the line before ended in a backslash.
  var isContinued = false

  init(info: Substring) {
    let words = info.split(separator: " ")
    language =
      switch words.first {
      case "sh": .sh
      case "console": .console
      default: .other
      }
    comparesOutput = language == .console && !words.contains("no-output-check")
  }

  /// The block as the next line finds it.
  func following(_ line: Substring) -> Block {
    var next = self
    let isCommand = isContinued || language == .sh || line.hasPrefix("$ ")
    next.isContinued = isCommand && line.hasSuffix("\\")
    next.isBegun = isBegun || isCommand || !line.isEmpty
    return next
  }

  func read(_ line: String, place: String, into commands: inout [DocumentedCommand]) {
    let part = line.hasSuffix("\\") ? String(line.dropLast()) : line
    if isContinued, let last = commands.indices.last {
      commands[last].text += part.drop { $0 == " " }
    } else if language == .console {
      if line.hasPrefix("$ ") {
        commands.append(
          DocumentedCommand(
            place: place, text: String(part.dropFirst(2)), output: comparesOutput ? "" : nil))
      } else if !isBegun, !line.isEmpty {
        commands.append(DocumentedCommand(place: place, text: "", output: nil))
      } else if comparesOutput, let last = commands.indices.last {
        commands[last].output? += line + "\n"
      }
    } else if !line.allSatisfy(\.isWhitespace), !line.hasPrefix("#") {
      commands.append(DocumentedCommand(place: place, text: part, output: nil))
    }
  }
}
