/// Tells the counts of a trail apart: which of them each step belongs to.
///
/// Every run numbers the counts of a reader from 1, so that a trail that was joined from several has
/// different counts of one number; steps therefore name their count, and numbers follow from the
/// trail.
struct CountPlaces {
  /// Which of its reader's counts of its field each count is, from 1; counts stand in the order in
  /// which they were begun.
  private(set) var rounds: [Int] = []
  private var places: [[String]: Int] = [:]
  private var begun: [[String]: Int] = [:]

  /// The count that a step belongs to, as its place among all; lines must come in order.
  mutating func place(of step: CountStep, in entry: ReviewEntry) -> Int {
    let owner = [entry.subject, step.field, entry.who]
    // Steps of older versions name no count.
    let key = owner + (step.count.map { [$0] } ?? ["\(step.round)", step.counted ?? ""])
    if let known = places[key] { return known }
    let place = rounds.count
    let round = (begun[owner] ?? 0) + 1
    begun[owner] = round
    rounds.append(round)
    places[key] = place
    // A count that an older version began goes on under the name of its first step.
    if step.count == nil { places[owner + [entry.edit]] = place }
    return place
  }
}

extension ReaderCount {
  /// Numbers the counts that steps belong to.
  ///
  /// - Parameter entries: lines of the trail, all of those about a slide and in order.
  /// - Returns: for each line that is a step, by its place in the trail, ``round`` of its count.
  public static func rounds(of entries: some Sequence<ReviewEntry>) -> [Int: Int] {
    var places = CountPlaces()
    var rounds: [Int: Int] = [:]
    for entry in entries {
      guard case .count(let step) = entry.action else { continue }
      let place = places.place(of: step, in: entry)
      rounds[entry.sequence] = places.rounds[place]
    }
    return rounds
  }
}
