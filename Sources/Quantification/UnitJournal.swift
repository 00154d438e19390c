/// Keeps what was found of a slide that takes long, part by part, so that a measurement that was cut
/// short goes on where it ended.
///
/// Used by one worker at a time.
public protocol UnitJournal: Sendable {
  /// The next record that an earlier run added, in the order in which they were added.
  ///
  /// - Returns: nil behind the last one that is whole.
  func next() -> [UInt8]?

  /// Adds a record behind those that `next()` gave; what it did not give is dropped.
  ///
  /// A journal that cannot be written loses nothing but the chance to go on: it is given up.
  func append(_ record: [UInt8])

  /// Forgets everything, because the slide was stored or the records are of no use.
  func remove()
}
