/// Names of what is compared.
enum LayerName: Equatable {
  case machine
  case corrected
  case count(reader: String, round: Int)

  /// Reads the text form; nil when it is none.
  init?(_ text: String) {
    switch text {
    case "machine": self = .machine
    case "corrected": self = .corrected
    default:
      let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "count", let round = Int(parts[1]) else { return nil }
      self = .count(reader: String(parts[2]), round: round)
    }
  }

  /// The text form.
  var text: String {
    switch self {
    case .machine: "machine"
    case .corrected: "corrected"
    case .count(let reader, let round): "count:\(round):\(reader)"
    }
  }

  /// Name for people.
  var title: String {
    switch self {
    case .machine: "Measured"
    case .corrected: "Corrected"
    case .count(let reader, let round): round > 1 ? "\(reader), count \(round)" : reader
    }
  }
}
