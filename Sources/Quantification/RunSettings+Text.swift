import Hotspots

extension RunSettings {
  /// Everything that decides results, as text: equal texts give equal results of equal inputs.
  ///
  /// Numbers stand in the shortest form that reads back as the same number. Workers and memory
  /// change no result and are left out.
  public var resultText: String { "hotspot: \(hotspot.text)\n\(profile.yaml)" }

  /// Reads what `resultText` wrote; what it leaves out takes its default.
  ///
  /// - Throws: `ProfileError` when the text is none of this program's.
  public init(resultText: String, path: String) throws(ProfileError) {
    self.init()
    let lines = resultText.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let prefix = "hotspot: "
    guard lines.count == 2, lines[0].hasPrefix(prefix),
      let request = try? HotspotRequest(text: String(lines[0].dropFirst(prefix.count)))
    else {
      throw .malformed(path: path, line: 1, problem: "the settings name no hotspot")
    }
    hotspot = request
    profile = try Profile(yaml: String(lines[1]), path: path)
  }
}
