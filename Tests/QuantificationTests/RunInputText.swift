import Quantification

extension RunInput {
  /// Everything the intake found, as text to compare; `folder` is left out of paths.
  func text(without folder: String) -> String {
    var lines: [String] = []
    for item in cases {
      let fields = item.gradingFields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      let carried = item.carriedFields.map { "+\($0.name)=\($0.value)" }
      lines.append(
        (["case '\(item.name)' as '\(item.fileName)'\(item.isIncomplete ? " (incomplete)" : "")"]
          + fields + carried).joined(separator: " "))
    }
    for slide in slides {
      var parts = ["slide '\(slide.slide)' of '\(slide.caseName)'"]
      if let size = slide.statedPixelSize {
        parts.append("mpp=\(size.xMicrons),\(size.yMicrons) \(size.source.rawValue)")
      }
      if let roi = slide.roi { parts.append("roi=\(roi)") }
      if let profile = slide.profile { parts.append("profile=\(profile)") }
      lines.append(parts.joined(separator: " "))
      for tile in slide.tiles {
        lines.append("  '\(tile.image)' \(tile.path) at \(tile.x),\(tile.y) d=\(tile.downsample)")
      }
    }
    for item in rejected {
      lines.append("rejected \(item.input)\(item.slide.map { " (slide '\($0)')" } ?? "")")
      lines.append("  \(item.reason)")
    }
    lines += notes.map { "note \($0)" }
    return lines.joined(separator: "\n").replacing("\(folder)/", with: "") + "\n"
  }
}
