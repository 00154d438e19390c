import Hotspots

/// Points of a slide in a list that waits on the disk when it is long.
struct SpilledPoints: PointStorage {
  let list: SpillList<LabelledPoint>

  func append(_ points: [LabelledPoint]) {
    // The list remembers why, and gives nothing back then, by which a search notices.
    try? list.append(points)
  }

  func read(_ places: Range<Int>) -> [LabelledPoint] { list.read(places) }
}
