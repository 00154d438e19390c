import Quantification

/// Everything besides the inputs that decides results, as text and as its hash.
public struct StoredSettings: Sendable, Equatable {
  /// Program, model, hotspot and profile.
  public let text: String
  /// Hash of the text.
  public let hash: ContentHash

  /// Gathers the settings of a run.
  ///
  /// - Parameters:
  ///   - settings: parameters of every step.
  ///   - program: name and version; another version may measure differently.
  ///   - model: hash of the scoring model's file.
  public init(_ settings: RunSettings, program: String, model: ContentHash) {
    self.init(text: "program: \(program)\nmodel: \(model.text)\n\(settings.resultText)")
  }

  init(text: String) {
    self.text = text
    hash = ContentHash(of: text)
  }

  /// The program that measured.
  public var program: String { line(0, "program: ") }

  /// Hash of the model that scored.
  public var model: String { line(1, "model: ") }

  /// The settings, with workers and memory at their defaults.
  ///
  /// - Throws: `ProfileError` when this version does not understand them.
  public func runSettings(path: String) throws(ProfileError) -> RunSettings {
    try RunSettings(resultText: lines.count > 2 ? String(lines[2]) : "", path: path)
  }

  private var lines: [Substring] {
    text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
  }

  private func line(_ index: Int, _ prefix: String) -> String {
    guard index < lines.count, lines[index].hasPrefix(prefix) else { return "" }
    return String(lines[index].dropFirst(prefix.count))
  }
}
