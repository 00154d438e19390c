import Foundation

/// Folders as they look when a disk or share is away that was there.
struct EmptiedFolders {
  /// What is there of a folder.
  private enum State {
    /// It has something in it: a file that is missing from it was taken away by someone.
    case inUse
    /// It is empty, or behind a link to nothing.
    case emptied
    /// It is gone, and what is left of the way to it is empty.
    case lost
    /// It is gone from among other things.
    case gone
  }

  private var states: [String: State] = [:]

  /// Tells whether any of some files may be on a disk or share that is away.
  ///
  /// - Parameter files: for each file the absolute paths at which it may be; none need be there.
  /// - Returns: true when a place of one is emptied, or lost where no other place of it is in use.
  mutating func hold(_ files: [[String]]) -> Bool {
    files.contains { places in mayHold(places) }
  }

  private mutating func mayHold(_ places: [String]) -> Bool {
    let found = places.map { state(of: ($0 as NSString).deletingLastPathComponent) }
    if found.contains(.emptied) { return true }
    // A project that was moved may leave an empty folder where it was.
    return found.contains(.lost) && !found.contains(.inUse)
  }

  private mutating func state(of folder: String) -> State {
    if let known = states[folder] { return known }
    let found = look(at: folder)
    states[folder] = found
    return found
  }

  /// A share that is away takes its folders with it, so that those above tell.
  private mutating func look(at folder: String) -> State {
    let files = FileManager.default
    if let content = try? files.contentsOfDirectory(atPath: folder) {
      return content.isEmpty ? .emptied : .inUse
    }
    if files.fileExists(atPath: folder) { return .inUse }
    if (try? files.destinationOfSymbolicLink(atPath: folder)) != nil { return .emptied }
    let above = (folder as NSString).deletingLastPathComponent
    guard above != folder else { return .gone }
    switch state(of: above) {
    case .emptied where !files.fileExists(atPath: above): return .emptied
    case .emptied, .lost: return .lost
    case .inUse, .gone: return .gone
    }
  }
}
