import Agreement
import Crosscheck
import Hotspots
import Quantification
import Store

/// What people counted on the review page, as manual results to compare with the run.
public enum ReviewedPoints {
  /// Finished counts of all slides, in the order of slides and then in that of counting.
  ///
  /// - Parameters:
  ///   - run: the run.
  ///   - leftOut: told every count that was made in another image or field than the run now holds
  ///     under the same name.
  /// - Returns: the others.
  /// - Throws: what keeps the database from being read.
  public static func all(
    in run: StoredRun, leftOut: (ReaderCount) -> Void
  ) throws(StoreError) -> [ManualPoints] {
    var points: [ManualPoints] = []
    for name in try run.slideNames() {
      let counts = try run.finishedCounts(of: name)
      guard !counts.isEmpty else { continue }
      let hotspots = try run.slide(name).kept.result.hotspots
      for count in counts {
        guard !count.isOfOtherField else {
          leftOut(count)
          continue
        }
        var field = ManualPoints.Field.unstated
        var title: String?
        if case .hotspot(let rank) = ReviewField(count.field) {
          // Counts of older versions do not say where they were made.
          guard let hotspot = hotspots.first(where: { $0.rank == rank }) else {
            leftOut(count)
            continue
          }
          field = .outlines(hotspot.rings)
          title = "\(name), hotspot \(rank)"
        }
        points.append(
          ManualPoints(
            place: name, isImage: false, reader: count.reader, unit: .pixels, field: field,
            points: count.marks.compactMap(point), title: title))
      }
    }
    return points
  }

  private static func point(_ mark: NucleusMark) -> ManualPoint? {
    let label: NucleusLabel? =
      switch mark.state {
      case .positive: .positive
      case .negative: .negative
      case .other: .other
      case .deleted, nil: nil
      }
    return label.map { ManualPoint(place: mark.place, label: $0) }
  }
}
