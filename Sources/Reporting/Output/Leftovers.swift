import Foundation

/// Half-written files that a killed process left in an output folder.
enum Leftovers {
  /// Removes them; only while the folder is locked, because they may be at work elsewhere.
  static func remove(in folder: String) {
    let files = FileManager.default
    for place in ["", "/nuclei", "/overlays", "/overlays/report", "/corrected"] {
      let names = (try? files.contentsOfDirectory(atPath: folder + place)) ?? []
      for name in names where isHalfWritten(name) {
        try? files.removeItem(atPath: "\(folder)\(place)/\(name)")
      }
    }
  }

  /// Names that writers of this program give: `.NAME.partial` and `.NAME.PROCESS-NUMBER.part`.
  static func isHalfWritten(_ name: String) -> Bool {
    guard name.hasPrefix(".") else { return false }
    if name.hasSuffix(".partial") { return name.count > ".x.partial".count - 1 }
    // The end first: to prepare the expression takes as long as to write a table.
    return name.hasSuffix(".part") && name.wholeMatch(of: #/\..+\.\d+-\d+\.part/#) != nil
  }
}
