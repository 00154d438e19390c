import Hotspots
import Nuclei
import Quantification
import Raster
import Store

extension ReviewSession {
  /// Stores a step of a reader's own count.
  func count(_ request: CountRequest) throws -> CountAnswer {
    let who = try ReviewLimits.person(request.reader)
    try ReviewLimits.edit(request.edit)
    let slide = try slideResult(request.slide)
    let field = try field(request.field, of: slide)
    guard request.marks.count <= ReviewLimits.marks,
      (1...ReviewLimits.rounds).contains(request.round)
    else { throw ReviewProblem.invalid("Too many marks at once, or no such count.") }
    guard request.seconds >= 0, request.seconds <= ReviewLimits.seconds else {
      throw ReviewProblem.invalid("The time taken is \(request.seconds) s; reload the page.")
    }
    for mark in request.marks {
      guard mark.nucleus.place == nil, mark.state != .deleted else {
        throw ReviewProblem.invalid("A mark of a count is neither positive, negative nor other.")
      }
      guard Self.contains(mark.place, field, slide) else {
        throw ReviewProblem.invalid("A mark lies outside the field.")
      }
    }
    let isFinished = try editing.withLock { _ in try add(request, by: who, field, slide) }
    var answer = try countAnswer(slide, field, who, round: request.round)
    if isFinished { answer.warning = filesWarning("Counted") }
    return answer
  }

  /// Adds a step to the trail, which begins a count or goes on with one.
  ///
  /// - Returns: whether the count is finished.
  private func add(
    _ request: CountRequest, by who: String, _ field: ReviewField, _ slide: SlideResult
  ) throws -> Bool {
    let known = try counts(of: slide, field, by: who)
    let begun = known.first { $0.round == request.round }
    guard begun != nil || request.round == Self.next(after: known) else {
      throw ReviewProblem.conflict("You have no count \(request.round) here; reload the page.")
    }
    let step = CountStep(
      field: field.description, round: request.round, marks: request.marks,
      seconds: request.seconds, isFinished: request.isFinished,
      counted: try counted(in: field, slide, as: begun), count: begun?.id ?? request.edit)
    if begun?.isFinished == true {
      // The answer to the step that finished it may have been lost on its way.
      let isRepeated = try store.run.trail(about: slide.slide, only: .count).contains {
        $0.edit == request.edit && $0.action == .count(step)
      }
      guard isRepeated else {
        throw ReviewProblem.conflict("This count is finished; begin a new one.")
      }
      return true
    }
    _ = try store.add(.count(step), about: slide.slide, by: who, edit: request.edit)
    return request.isFinished
  }

  /// Where a count is made, see `CountStep.counted`: as its first step says, if there is one.
  private func counted(
    in field: ReviewField, _ slide: SlideResult, as begun: ReaderCount?
  ) throws -> String? {
    guard let begun else { return try places(of: field, on: slide.slide).first }
    guard !begun.isOfOtherField else {
      throw ReviewProblem.conflict(
        "The slide was measured anew since this count was begun; reload the page.")
    }
    return begun.counted
  }

  /// The number of a reader's next count. Numbers go on, so that none is taken for one that was made
  /// elsewhere.
  private static func next(after known: [ReaderCount]) -> Int {
    (known.map(\.round).max() ?? 0) + 1
  }

  /// Whether a place lies in a field, its edge included.
  private static func contains(
    _ place: SIMD2<Double>, _ field: ReviewField, _ slide: SlideResult
  ) -> Bool {
    switch field {
    case .slide:
      return place.x >= 0 && place.y >= 0 && place.x <= Double(slide.width)
        && place.y <= Double(slide.height)
    case .hotspot(let rank):
      return slide.hotspots.first { $0.rank == rank }?.contains(x: place.x, y: place.y) ?? false
    }
  }

  /// Counts of a field by a reader, in the order in which they were begun.
  private func counts(
    of slide: SlideResult, _ field: ReviewField, by reader: String
  ) throws -> [ReaderCount] {
    try counts(of: slide.slide, in: field).filter { $0.reader == reader }
  }

  /// The count that a reader goes on with, or a new one.
  func countAnswer(slide: String, field: String, reader: String) throws -> CountAnswer {
    let slide = try slideResult(slide)
    let field = try self.field(field, of: slide)
    return try countAnswer(slide, field, try ReviewLimits.person(reader), round: nil)
  }

  private func countAnswer(
    _ slide: SlideResult, _ field: ReviewField, _ reader: String, round: Int?
  ) throws -> CountAnswer {
    let known = try counts(of: slide, field, by: reader)
    let present = known.filter { !$0.isOfOtherField }
    let finished = present.count { $0.isFinished }
    let open = present.last { round == nil ? !$0.isFinished : $0.round == round }
    guard let open else {
      return CountAnswer(
        round: Self.next(after: known), seconds: 0, marks: [], finished: finished)
    }
    return CountAnswer(
      round: open.round, seconds: open.seconds, marks: open.marks, finished: finished,
      index: open.isFinished ? IndexAnswer(open.counts) : nil)
  }
}
