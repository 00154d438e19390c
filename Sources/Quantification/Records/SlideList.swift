/// The slides of a run in input order.
///
/// Of a large run most lie in a file without a name and are read at every visit, so visit them once,
/// in their order, and ask `digests` for what every slide is asked.
public struct SlideList: RandomAccessCollection, Sendable {
  private let shelf: SlideShelf
  /// What is known of every slide.
  public let digests: [SlideDigest]
  /// Slides of which some images could not become part.
  private var incomplete: Set<String> = []

  /// A list of slides in memory.
  public init(_ slides: [SlideResult]) {
    self.init(count: slides.count, mostInMemory: .max, folder: "") { slides[$0] }
  }

  /// A list of slides that are made one by one.
  ///
  /// - Parameters:
  ///   - count: number of slides.
  ///   - mostInMemory: slides that stay in memory.
  ///   - folder: where a file may be made for the others.
  ///   - slide: makes the slide at a place, called once for each in their order.
  /// - Throws: what `slide` throws.
  public init<Failure: Error>(
    count: Int, mostInMemory: Int, folder: String,
    slide: (_ place: Int) throws(Failure) -> SlideResult
  ) throws(Failure) {
    let shelf = SlideShelf(count: count, mostInMemory: mostInMemory, folder: folder)
    for place in 0..<count { shelf.put(try slide(place), at: place) }
    self.init(shelf)
  }

  /// The slides on a shelf, all of whose places are filled.
  init(_ shelf: SlideShelf) {
    self.shelf = shelf
    digests = shelf.digests
    precondition(digests.count == shelf.count, "a slide has no result")
  }

  /// The same slides, of which those that lack images say so.
  func marking(_ incomplete: Set<String>) -> SlideList {
    var list = self
    list.incomplete = incomplete
    return list
  }

  /// Place of the first slide.
  public var startIndex: Int { 0 }
  /// Place behind the last slide.
  public var endIndex: Int { shelf.count }

  /// Whether all slides are in memory, so that a visit costs nothing.
  var isHeld: Bool { shelf.isHeld }

  /// Why a slide could not be read back, nil while all is well. Such a slide shows as failed, and
  /// nothing that follows from the list may be kept.
  public var failure: (any Error & Sendable)? { shelf.failure }

  /// The slide at a place.
  public subscript(place: Int) -> SlideResult {
    var slide = shelf.slide(at: place)
    if slide.status == .measured, incomplete.contains(slide.slide),
      !slide.flags.contains(.someTilesFailed)
    {
      slide.flags.insert(.someTilesFailed, at: 0)
    }
    return slide
  }

  /// The slide of a name, nil when there is none.
  public func named(_ name: String) -> SlideResult? {
    digests.firstIndex { $0.slide == name }.map { self[$0] }
  }
}

extension RunSettings {
  /// Results of slides that stay in memory: a result takes 2 to 10 kB, and all of them up to a
  /// twenty-fifth of the bound. One that does not costs up to 0.9 ms of processor time until the end.
  public var mostSlidesInMemory: Int { max(16, memoryLimitBytes >> 18) }
}
