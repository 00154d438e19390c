import Nuclei

/// A reader's own count of one field, put together from its steps.
public struct ReaderCount: Sendable, Equatable {
  /// Name of the edit that began it, see ``CountStep/count``.
  public var id: String
  /// The slide.
  public var slide: String
  /// The field, see `ReviewField`.
  public var field: String
  /// Who counted.
  public var reader: String
  /// Which of the reader's counts of the field, from 1, in the order in which they were begun.
  public var round: Int
  /// When it was begun, ISO 8601, UTC.
  public var begunAt: String
  /// When its last step was made, ISO 8601, UTC.
  public var lastAt: String
  /// Time taken in seconds, pauses left out.
  public var seconds: Double
  /// Whether the reader finished it.
  public var isFinished: Bool
  /// Marks that stand, in the order in which they were first made.
  public var marks: [NucleusMark]
  /// Hash of where it was counted, see ``CountStep/counted``.
  public var counted: String?
  /// Whether other pixels lie in the field now, or it lies elsewhere.
  public var isOfOtherField = false

  /// The marks as counts.
  public var counts: NucleusCounts {
    marks.reduce(NucleusCounts()) { $0 + ($1.state?.counts ?? NucleusCounts()) }
  }

  /// Notes whether the field it was counted in is the one that is there now.
  ///
  /// - Parameter places: see ``StoredRun/places(of:on:)``.
  public mutating func compare(with places: [String]) {
    // Counts of older versions do not say where they were made.
    isOfOtherField = counted.map { !places.contains($0) } ?? false
  }

  /// Puts counts together from the trail, see ``ReaderCounts``.
  ///
  /// - Parameter entries: lines of the trail, all of those about a slide and in order.
  /// - Returns: the counts in the order in which they were begun.
  public static func all(of entries: some Sequence<ReviewEntry>) -> [ReaderCount] {
    var counts = ReaderCounts()
    for entry in entries { counts.add(entry) }
    return counts.all
  }

  fileprivate mutating func add(_ step: CountStep, at: String, places: inout [NucleusName: Int]) {
    lastAt = at
    // Two windows of one reader do not turn time back.
    seconds = max(seconds, step.seconds)
    isFinished = step.isFinished
    for mark in step.marks {
      if let known = places[mark.nucleus] {
        marks[known] = mark
      } else {
        places[mark.nucleus] = marks.count
        marks.append(mark)
      }
    }
  }
}

/// Readers' counts that grow as lines of the trail come in.
public struct ReaderCounts: Sendable {
  /// The last line that was taken in.
  public private(set) var sequence = 0
  private var counts: [ReaderCount] = []
  private var places = CountPlaces()
  private var marks: [[NucleusName: Int]] = []

  /// Starts without counts.
  public init() {}

  /// The counts in the order in which they were begun.
  public var all: [ReaderCount] {
    counts.map { count in
      var count = count
      count.marks.removeAll { $0.state == nil }
      return count
    }
  }

  /// Takes in a further line; steps that arrive after a count was finished do not change it.
  public mutating func add(_ entry: ReviewEntry) {
    sequence = max(sequence, entry.sequence)
    guard case .count(let step) = entry.action else { return }
    let place = places.place(of: step, in: entry)
    if place == counts.count {
      marks.append([:])
      counts.append(
        ReaderCount(
          id: step.count ?? entry.edit, slide: entry.subject, field: step.field,
          reader: entry.who, round: places.rounds[place], begunAt: entry.at, lastAt: entry.at,
          seconds: 0, isFinished: false, marks: [], counted: step.counted))
    }
    guard !counts[place].isFinished else { return }
    counts[place].add(step, at: entry.at, places: &marks[place])
  }
}
