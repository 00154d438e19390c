import Grading

/// Pairs manual counts with cases, slides, images and hotspots of a run.
struct CountPairing {
  let results: any MeasuredResults
  let region: CaseRegion
  private(set) var subjects: [ComparedSubject] = []
  private(set) var unpaired: [Unpaired] = []
  private let index: ImageIndex
  private var memory: NucleiMemory

  init(results: any MeasuredResults, region: CaseRegion) {
    self.results = results
    self.region = region
    index = ImageIndex(results.images)
    memory = NucleiMemory(results)
  }

  /// What was measured of a subject.
  private struct Match {
    var slide: String?
    var level: ComparisonLevel
    var region: String
    var index: LabelingIndex?
    var failure: String?
    var densities: [Double]?
  }

  mutating func pair(_ counts: [ManualCount]) {
    var order: [ManualSubject] = []
    var readings: [ManualSubject: [Reading]] = [:]
    for count in counts {
      if readings[count.subject] == nil { order.append(count.subject) }
      readings[count.subject, default: []].append(
        Reading(
          reader: count.reader, repetition: count.repetition, value: IndexValue(count.value)))
    }
    for subject in order { pair(subject, readings[subject] ?? []) }
    reportUnread(order)
  }

  private mutating func pair(_ subject: ManualSubject, _ readings: [Reading]) {
    guard let match = match(subject) else {
      return reject(subject, "the run has no such \(Self.kind(subject))\(hint(subject))")
    }
    if let failure = match.failure { return reject(subject, "it was not measured: \(failure)") }
    guard let index = match.index else {
      return reject(subject, "no tumor nucleus was measured in it (\(match.region))")
    }
    guard let manual = IndexValue(together: readings.map(\.value)) else {
      return reject(subject, "its counts together are too large")
    }
    subjects.append(
      ComparedSubject(
        name: subject.name, level: match.level, region: match.region, slide: match.slide,
        readings: readings, manual: manual, measured: IndexValue(index),
        relativeDensities: match.densities))
  }

  private mutating func reject(_ subject: ManualSubject, _ reason: String) {
    unpaired.append(Unpaired(side: .manual, name: subject.name, reason: reason))
  }

  private mutating func match(_ subject: ManualSubject) -> Match? {
    switch subject {
    case .specimen(let name):
      return results.cases.first { $0.name == name }.map { match($0) }
    case .slide(let name):
      return results.slides.first { $0.name == name }.map { slide in
        Match(
          slide: name, level: .sameCase, region: "all nuclei", index: slide.index,
          failure: slide.failure, densities: densities([slide.name]) { _ in true })
      }
    case .hotspot(let slide, let rank):
      return results.hotspots.first { $0.slide == slide && $0.rank == rank }.map { hotspot in
        Match(
          slide: slide, level: .sameField, region: "hotspot \(rank)", index: hotspot.index,
          densities: densities([slide]) { hotspot.contains($0.place) })
      }
    case .image(let name):
      let found = index.images(named: name)
      guard let image = found.first, found.count == 1 else { return nil }
      return Match(
        slide: image.slide, level: .sameField, region: "the whole image", index: image.index,
        failure: image.failure, densities: densities([image.slide]) { $0.image == image.path })
    }
  }

  private mutating func match(_ found: MeasuredCase) -> Match {
    let isHotspot =
      switch region {
      case .graded: found.isGradedOnHotspot
      case .hotspot: true
      case .global: false
      }
    guard isHotspot else {
      return Match(
        slide: found.slides.count == 1 ? found.slides[0] : nil, level: .sameCase,
        region: "all nuclei", index: found.global, failure: found.failure,
        densities: densities(found.slides) { _ in true })
    }
    let hotspot = results.hotspots.first { $0.slide == found.hotspotSlide && $0.rank == 1 }
    return Match(
      slide: found.hotspotSlide, level: .sameCase, region: "hotspot", index: found.hotspot,
      failure: found.failure,
      densities: hotspot.flatMap { hotspot in
        densities([hotspot.slide]) { hotspot.contains($0.place) }
      })
  }

  /// Relative densities of the counted nuclei of slides; nil when any is unknown, as without the
  /// tables of nuclei.
  private mutating func densities(
    _ slides: [String], _ includes: (MeasuredNucleus) -> Bool
  ) -> [Double]? {
    var result: [Double] = []
    for name in slides {
      guard let slide = results.slides.first(where: { $0.name == name }) else { return nil }
      if slide.failure != nil { continue }
      guard let nuclei = try? memory.nuclei(of: name) else { return nil }
      let included = nuclei.filter { $0.isCounted && includes($0) }.map(\.dabOD)
      guard let relative = CutCalibration.relative(included, slide: slide) else { return nil }
      result += relative
    }
    return result
  }

  /// Lists cases, or slides and so on, that nobody read.
  private mutating func reportUnread(_ read: [ManualSubject]) {
    var names: [String] = []
    let known = Set(read)
    if read.contains(where: { if case .specimen = $0 { true } else { false } }) {
      names += results.cases.map(\.name).filter { !known.contains(.specimen(case: $0)) }
    }
    if read.contains(where: { if case .slide = $0 { true } else { false } }) {
      names += results.slides.map(\.name).filter { !known.contains(.slide($0)) }
    }
    let paired = Set(subjects.map(\.name))
    if read.contains(where: { if case .image = $0 { true } else { false } }) {
      let stems = Set(paired.map(FileName.stem))
      names += results.images.map(\.path).filter { !stems.contains(FileName.stem($0)) }
    }
    unpaired += names.map {
      Unpaired(side: .measured, name: $0, reason: "there is no manual result for it")
    }
  }

  private static func kind(_ subject: ManualSubject) -> String {
    switch subject {
    case .specimen: "case"
    case .slide: "slide"
    case .hotspot: "hotspot"
    case .image: "image"
    }
  }

  private func hint(_ subject: ManualSubject) -> String {
    let names =
      switch subject {
      case .specimen: results.cases.map(\.name)
      case .slide: results.slides.map(\.name)
      case .hotspot: results.hotspots.map { "\($0.slide), hotspot \($0.rank)" }
      case .image: results.images.map(\.path)
      }
    guard !names.isEmpty else { return "" }
    return "; it has \(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? ", …" : "")"
  }
}
