import Foundation
import Grading
import Hotspots
import Nuclei
import Quantification
import Raster
import Reporting
import Store

/// What the review page shows of a run and does to it; safe to use from several threads.
public final class ReviewSession: Sendable {
  /// The run and its audit trail.
  public let store: ReviewStore
  let program: ProgramVersion
  let run: ReviewedRun
  private let slides = Guarded(SlideShelf())
  private let pictures: PictureShelf
  /// Where fields of slides lie, by slide and field; nobody measures in a folder that is locked.
  private let places = Guarded<[[String]: [String]]>([:])
  /// Readers' counts by slide, as far as they were read.
  private let readerCounts = Guarded<[String: ReaderCounts]>([:])
  /// Slides that were ever corrected, as far as the trail was read.
  let touched = Guarded(TouchedSlides())
  /// Corrections that stand on slides, as far as the trail was read.
  let standing = Guarded<[String: SlideCorrections]>([:])
  /// Cases whose signature no longer stands by what the tables say.
  private let outdated: Guarded<Set<String>>
  /// Places of slides and cases in the run, by name.
  private let slidePlaces: [String: Int]
  private let casePlaces: [String: Int]
  /// Edits are taken in one after the other.
  let editing = Guarded(())
  /// Tables are written one after the other.
  let writing = Guarded(())

  /// Slides that were looked at.
  private struct SlideShelf {
    var slides: [String: ReviewedSlide] = [:]
    var order: [String] = []
  }

  /// Most slides that are kept in memory.
  private static let mostSlides = 64

  /// Opens a run to review.
  ///
  /// - Parameters:
  ///   - folder: the folder that `ki67 quantify` wrote.
  ///   - program: version for the report.
  ///   - memoryLimitBytes: bound of the memory for decoded pixels.
  /// - Throws: `StoreError`, and what keeps the results from being read.
  public init(folder: String, program: ProgramVersion, memoryLimitBytes: Int = 1 << 29) throws {
    store = try ReviewStore(folder: folder)
    self.program = program
    run = try ReviewedRun(store.run)
    slidePlaces = Dictionary(
      run.result.slides.digests.enumerated().map { ($1.slide, $0) }
    ) { first, _ in first }
    casePlaces = Dictionary(
      run.result.cases.indices.map { [run] in (run.result.cases.input(at: $0).name, $0) }
    ) { first, _ in first }
    let reviews = try store.run.reviews(of: run.result)
    outdated = Guarded(
      Set(reviews.filter { $0.value.signed?.isOutdated ?? false }.map(\.key)))
    pictures = PictureShelf(run: store.run, memoryLimitBytes: memoryLimitBytes)
    // A page that was killed may have stored what it did not write; what keeps it from being written
    // now is told with the next signature.
    if !reviews.isEmpty, store.run.settings.program == program.programName,
      !run.isTableInPlace(reviews)
    {
      _ = filesWarning("Opened")
    }
  }

  /// Number of cases.
  public var caseCount: Int { run.result.cases.count }

  /// A case of the run.
  func caseResult(_ name: String) throws(ReviewProblem) -> CaseResult {
    guard let place = casePlaces[name] else {
      throw .unknown("The run has no case \"\(name.prefix(80))\".")
    }
    return run.result.cases[place]
  }

  /// A measured slide of the run.
  func slideResult(_ name: String) throws(ReviewProblem) -> SlideResult {
    guard let place = slidePlaces[name], run.result.slides.digests[place].status == .measured
    else { throw .unknown("The run has no measured slide \"\(name.prefix(80))\".") }
    return run.result.slides[place]
  }

  /// A field of a slide.
  func field(_ text: String, of slide: SlideResult) throws(ReviewProblem) -> ReviewField {
    guard let field = ReviewField(text) else {
      throw .unknown("There is no field \"\(text.prefix(80))\".")
    }
    if case .hotspot(let rank) = field, !slide.hotspots.contains(where: { $0.rank == rank }) {
      throw .unknown("Slide \(slide.slide) has no hotspot \(rank).")
    }
    return field
  }

  /// Where a field lies, see `StoredRun.places`; from memory when it was asked for before.
  func places(of field: ReviewField, on slide: String) throws(StoreError) -> [String] {
    try remembered([slide, field.description]) { () throws(StoreError) in
      try store.run.places(of: field, on: slide)
    }
  }

  /// What is to be seen of a slide, see `StoredRun.image`; from memory when it was asked for before.
  func image(of slide: String) throws(StoreError) -> String? {
    try remembered([slide]) { () throws(StoreError) in
      try store.run.image(of: slide).map { [$0] } ?? []
    }.first
  }

  /// Hashes that are found out once, because that takes reading all tiles of a slide.
  private func remembered(
    _ key: [String], _ find: () throws(StoreError) -> [String]
  ) throws(StoreError) -> [String] {
    if let known = places.withLock({ $0[key] }) { return known }
    let found = try find()
    places.withLock { $0[key] = found }
    return found
  }

  /// Counts of readers in a field, in the order in which they were begun; of the trail only what was
  /// added since the last time is read.
  func counts(of slide: String, in field: ReviewField) throws(StoreError) -> [ReaderCount] {
    var known = readerCounts.withLock { $0[slide] } ?? ReaderCounts()
    let further = try store.run.trail(about: slide, after: known.sequence, only: .count)
    for entry in further { known.add(entry) }
    let updated = known
    readerCounts.withLock {
      if ($0[slide]?.sequence ?? 0) < updated.sequence { $0[slide] = updated }
    }
    let places = try places(of: field, on: slide)
    var counts = known.all.filter { $0.field == field.description }
    for index in counts.indices { counts[index].compare(with: places) }
    return counts
  }

  /// Notes whether the signature of a case stands now, and says whether the tables say otherwise.
  func turns(_ result: CaseResult) throws(StoreError) -> Bool {
    guard let signed = try store.run.signed(result, slides: measuredNames(of: result)) else {
      return false
    }
    return outdated.withLock { names in
      signed.isOutdated
        ? names.insert(result.input.name).inserted
        : names.remove(result.input.name) != nil
    }
  }

  /// A slide with its corrections, from memory when it was looked at before.
  func reviewed(_ name: String) throws -> ReviewedSlide {
    if let known = slides.withLock({ $0.slides[name] }) { return known }
    let slide = try ReviewedSlide(try slideResult(name), in: store.run)
    return slides.withLock { shelf in
      // Another thread may have read it and taken in further lines meanwhile.
      if let known = shelf.slides[name] { return known }
      shelf.slides[name] = slide
      shelf.order.append(name)
      if shelf.order.count > Self.mostSlides {
        shelf.slides[shelf.order.removeFirst()] = nil
      }
      return slide
    }
  }

  /// Takes a line that was stored into the slide in memory.
  func takeIn(_ entry: ReviewEntry) throws {
    var slide = try reviewed(entry.subject)
    guard slide.corrections.sequence < entry.sequence else { return }
    try slide.add(entry)
    let updated = slide
    slides.withLock { if $0.slides[entry.subject] != nil { $0.slides[entry.subject] = updated } }
  }

  /// Counts of a field with corrections; slides that nobody corrected are not read for it.
  ///
  /// - Parameters:
  ///   - slide: the slide.
  ///   - field: a field of it.
  ///   - touched: slides that were ever corrected.
  /// - Returns: counts as measured and as corrected.
  /// - Throws: what keeps the slide from being read.
  func counts(
    _ slide: SlideResult, _ field: ReviewField, _ touched: TouchedSlides
  ) throws -> CorrectedCounts {
    let isKnown = slides.withLock { $0.slides[slide.slide] != nil }
    if isKnown || touched.contains(slide.slide),
      let counts = try reviewed(slide.slide).counts(in: field)
    {
      return counts
    }
    switch field {
    case .slide: return CorrectedCounts(machine: slide.counts)
    case .hotspot(let rank):
      let hotspot = slide.hotspots.first { $0.rank == rank }
      return CorrectedCounts(machine: hotspot?.counts ?? NucleusCounts())
    }
  }

  /// Counts of the region that a case is graded on.
  func counts(of result: CaseResult) throws -> CorrectedCounts {
    let touched = try touchedSlides()
    if result.isGradedOnHotspot, let (slide, hotspot) = result.hotspot {
      return try counts(try slideResult(slide), .hotspot(rank: hotspot.rank), touched)
    }
    return try measuredSlides(of: result).reduce(CorrectedCounts(machine: NucleusCounts())) {
      $0 + (try counts($1, .slide, touched))
    }
  }

  /// Measured slides of a case.
  func measuredSlides(of result: CaseResult) -> [SlideResult] {
    measuredPlaces(of: result).map { run.result.slides[$0] }
  }

  /// Names of the measured slides of a case.
  func measuredNames(of result: CaseResult) -> [String] {
    measuredPlaces(of: result).map { run.result.slides.digests[$0].slide }
  }

  private func measuredPlaces(of result: CaseResult) -> [Int] {
    result.slides.compactMap { slidePlaces[$0] }.sorted()
      .filter { run.result.slides.digests[$0].status == .measured }
  }

  /// The pixels of a slide, nil when its files are gone or changed.
  func pixels(of slide: String) -> SlidePictureSource? { pictures.source(of: slide) }

  /// Region of the graded counts.
  func region(of result: CaseResult) -> CountingRegion {
    result.isGradedOnHotspot ? .hotspot : .global
  }

  /// The grade that counts and case data make.
  func grade(
    _ counts: NucleusCounts, _ fields: [String: String], region: CountingRegion
  ) throws(CaseDataError) -> GradeRecord {
    let index = try? LabelingIndex(positive: counts.positive, total: counts.total)
    return try CaseData(fields: fields)
      .grade(ki67: index.map { Ki67Measurement($0, region: region) })
  }

  /// Leaves the database as one file; answers in hand may still read it.
  public func close() throws(StoreError) { try store.close() }
}
