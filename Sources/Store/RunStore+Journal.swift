import Foundation
import Quantification
import Raster

extension RunStore {
  /// Records of a slide that an earlier run did not finish, and room for more.
  ///
  /// - Parameters:
  ///   - slide: name of a slide that `recall(_:profile:)` was asked for.
  ///   - parts: how it is cut into parts; records of other parts are dropped.
  /// - Returns: nil when nothing can be noted.
  public func journal(of slide: String, parts: String) -> (any UnitJournal)? {
    guard let pending = state.withLock({ $0.pending[slide] }) else { return nil }
    let key = ContentHash(of: pending.fingerprint.whole.text + "\n" + parts)
    return SlideJournal(path: journalPath(of: slide), key: key, isFresh: isFresh)
  }

  private func journalPath(of slide: String) -> String {
    "\(folder)/\(Self.journalName(of: slide))"
  }

  private static func journalName(of slide: String) -> String {
    SlideJournal.prefix + ContentHash(of: slide).text
  }

  /// Removes the records of a slide that is kept.
  func removeJournal(of slide: String) {
    _ = unsafe unlink(journalPath(of: slide))
  }

  /// Removes the records of slides that a run has finished or no longer has.
  func removeJournals(but unfinished: [String]) {
    let kept = Set(unfinished.map(Self.journalName))
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(SlideJournal.prefix) && !kept.contains(name) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }
}
