/// Keeps points where there is room for them, such as on a disk.
public protocol PointStorage: Sendable {
  /// Adds points behind those that it has.
  func append(_ points: [LabelledPoint])

  /// Points at some places, counted from the first that was added.
  ///
  /// - Returns: fewer than asked for when they cannot be kept or read back; a search then ends early
  ///   with an outcome that means nothing, and whoever made the storage knows why.
  func read(_ places: Range<Int>) -> [LabelledPoint]
}

/// Points in memory.
struct PointArray: PointStorage {
  let points: [LabelledPoint]

  func append(_ points: [LabelledPoint]) {
    preconditionFailure("points in memory are there from the start")
  }

  func read(_ places: Range<Int>) -> [LabelledPoint] { Array(points[places]) }
}
