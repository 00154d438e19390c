import Quantification
import Raster

/// What several runs hold together: every slide once, every case whole.
///
/// The order in which runs are given decides only which of them wins where they contradict each
/// other, and that only when it is forced.
public struct RunMerge: Sendable {
  /// Settings of the joint run: those of the first.
  public let settings: StoredSettings
  /// Slides and cases of all runs, in the order of a single run.
  public private(set) var input = RunInput(cases: [], slides: [], rejected: [])
  /// The run that each measured slide comes from.
  public private(set) var origins: [String: StoredRun] = [:]
  /// Failed slides that no run measured.
  public private(set) var failures: [String: SlideResult] = [:]
  /// What a person should know: missing parts, and what was decided by force.
  public private(set) var notes: [String] = []
  /// Parts of shared runs that are held where others are missing.
  public private(set) var parts: [RunPart] = []
  /// Identities of the runs of which everything is held, whole or in parts.
  public private(set) var wholes: Set<String> = []
  private let isForced: Bool
  /// What tells the runs from others, see `MergeTarget.identity(ofRunIn:)`.
  private let identities: Set<String>
  /// Rejected inputs that were added.
  private var known: Set<PathKey> = []
  /// What each measured slide depends on, see `StoredRun.Slide`.
  private var fingerprints: [String: String] = [:]
  /// Case of each measured slide.
  private var caseNames: [String: String] = [:]
  /// Folder of the first run that has each failed slide.
  private var failureFolders: [String: String] = [:]
  /// Files that slides have, and whose they are.
  private var owners: [String: (slide: String, run: StoredRun)] = [:]

  /// Joins runs.
  ///
  /// - Parameters:
  ///   - runs: at least one.
  ///   - isForced: whether runs are joined that were interrupted, have different settings, or
  ///     contradict each other; the first then wins.
  /// - Throws: `MergeError`, or a `StoreError` for what cannot be read.
  public init(_ runs: [StoredRun], isForced: Bool) throws {
    precondition(!runs.isEmpty)
    settings = runs[0].settings
    self.isForced = isForced
    identities = Set(runs.map { MergeTarget.identity(ofRunIn: $0.folder) })
    for run in runs {
      if run.progress != .finished { try refuse(.unfinished(folder: run.folder)) }
      if run.settings != settings {
        try refuse(.otherSettings(folder: run.folder, first: runs[0].folder))
      }
      try addSlides(of: run)
    }
    try addFailures(of: runs)
    try addMissingParts(of: runs)
    try noteSlidesLeft(in: runs)
    try addCases(of: runs)
    for contradiction in PartTerms.contradictions(in: runs) { try refuse(contradiction) }
    input.slides.sort { NaturalOrder.precedes($0.slide, $1.slide) }
    input.rejected.sort { first, second in
      PathKey(first.input) == PathKey(second.input)
        ? NaturalOrder.precedes(first.reason, second.reason)
        : NaturalOrder.precedes(first.input, second.input)
    }
  }

  /// Throws, or notes what was done nevertheless.
  private mutating func refuse(_ error: MergeError) throws {
    guard isForced else { throw error }
    notes.append("joined by force: \(error.description)")
  }

  private mutating func addSlides(of run: StoredRun) throws {
    for name in try run.slideNames() {
      let slide = try run.slide(name)
      guard let first = origins[name] else {
        try addFiles(of: slide, in: run)
        origins[name] = run
        fingerprints[name] = slide.fingerprint
        caseNames[name] = slide.input.caseName
        input.slides.append(slide.input)
        continue
      }
      if fingerprints[name] != slide.fingerprint {
        try refuse(.otherSlide(slide: name, folder: run.folder, first: first.folder))
      }
      let (owner, other) = (caseNames[name] ?? "", slide.input.caseName)
      if owner != other {
        try refuse(
          .otherCaseOfSlide(
            slide: name, name: other, folder: run.folder, otherName: owner, first: first.folder))
      }
    }
    for rejected in try run.rejected()
    where known.insert(PathKey("\(rejected.input)\n\(rejected.reason)")).inserted {
      input.rejected.append(rejected)
    }
  }

  /// Refuses slides of different runs that have a file of one name, as `x` and `x-map` may: a single
  /// run would have named them otherwise.
  private mutating func addFiles(of slide: StoredRun.Slide, in run: StoredRun) throws {
    let name = slide.input.slide
    for file in slide.kept.files {
      let key = SafeFileName.key(file.path)
      if let owner = owners[key], owner.run.folder != run.folder {
        throw MergeError.sharedFile(
          file: file.path, slide: name, folder: run.folder, otherSlide: owner.slide,
          first: owner.run.folder)
      }
      owners[key] = (name, run)
    }
  }

  /// Takes failures over where no run measured the slide; of several for one slide the same stands
  /// whatever the order of the runs.
  private mutating func addFailures(of runs: [StoredRun]) throws {
    for run in runs {
      for failure in try run.failures() {
        let name = failure.slide
        let known = failures[name]
        if let owner = caseNames[name] ?? known?.caseName, owner != failure.caseName {
          try refuse(
            .otherCaseOfSlide(
              slide: name, name: failure.caseName, folder: run.folder, otherName: owner,
              first: folder(of: name) ?? run.folder))
          continue
        }
        guard origins[name] == nil, try known.map(failure.precedes) ?? true else { continue }
        failures[name] = failure
        failureFolders[name] = failureFolders[name] ?? run.folder
      }
    }
    input.slides += failures.values.map(\.givenSlide)
  }

  /// The folder of the run that a slide is taken from.
  private func folder(of slide: String) -> String? {
    origins[slide]?.folder ?? failureFolders[slide]
  }

  /// Refuses what a part says of slides in other parts where these have them in another case: the
  /// case would pass for complete without them.
  private mutating func checkSlidesElsewhere(of found: CaseInput, in run: StoredRun) throws {
    for slide in found.slidesElsewhere ?? [] {
      guard let owner = caseNames[slide] ?? failures[slide]?.caseName, owner != found.name
      else { continue }
      try refuse(
        .otherCaseOfSlide(
          slide: slide, name: found.name, folder: run.folder, otherName: owner,
          first: folder(of: slide) ?? run.folder))
    }
  }

  private mutating func addCases(of runs: [StoredRun]) throws {
    var cases: [String: (inputs: [CaseInput], folder: String)] = [:]
    for run in runs {
      for found in try run.cases() {
        try checkSlidesElsewhere(of: found, in: run)
        if let first = cases[found.name],
          first.inputs.first?.gradingFields != found.gradingFields
        {
          try refuse(.otherCase(name: found.name, folder: run.folder, first: first.folder))
        }
        cases[found.name, default: ([], run.folder)].inputs.append(found)
      }
    }
    let named = Set(input.slides.map(\.caseName))
    let slides = Set(input.slides.map(\.slide))
    let names = named.sorted(by: NaturalOrder.precedes)
    let fileNames = UniqueNames.assign(
      names.map { UniqueNames.Wish(name: $0, qualifier: "case", path: $0) })
    input.cases = zip(names, fileNames).map { name, fileName in
      var joined = cases[name].map { CaseInput.joined($0.inputs) } ?? CaseInput(name: name)
      joined.fileName = fileName
      joined.find(slides)
      // Where no part is missing, what none of them has was left out of the whole run.
      if parts.isEmpty, let lost = joined.slidesElsewhere {
        joined.find(Set(lost))
        joined.isIncomplete = true
      }
      return joined
    }
  }

  /// Notes the parts of shared runs that are held, and tells which are missing.
  private mutating func addMissingParts(of runs: [StoredRun]) throws {
    let held = try HeldParts(of: runs)
    (parts, wholes) = (held.parts, held.wholes)
    notes += held.missing.map {
      "part \($0) of the run is missing; its slides are not included"
    }
  }

  /// Tells of results that runs keep outside their tables, because their inputs were away or dealt to
  /// another part, and that no run has in its own.
  private mutating func noteSlidesLeft(in runs: [StoredRun]) throws {
    for run in runs {
      let failed = try run.failures().map(\.slide)
      let left = try run.keptSlides().subtracting(origins.keys).subtracting(failed)
      guard let first = left.min(by: NaturalOrder.precedes) else { continue }
      let slides =
        left.count == 1 ? "1 slide (\(first))" : "\(left.count) slides (first: \(first))"
      notes.append(
        "\(run.folder): results of \(slides) are not in its tables and are left out; join the parts "
          + "that have them, or give its command again where all of its inputs can be read")
    }
  }

  /// Refuses a folder for the joint run that holds slides which would be lost; those of an earlier
  /// joint run may be others by now.
  ///
  /// - Parameter folder: the folder; one without a run is fine.
  /// - Throws: `MergeError.otherRun`, `.unreadableTarget`, and `StoreError.locked` when a run is at
  ///   work in it.
  public mutating func checkTarget(_ folder: String) throws {
    let target: MergeTarget
    do throws(StoreError) {
      target = try MergeTarget(folder: folder)
    } catch {
      if case .locked = error { throw error }
      return try refuse(.unreadableTarget(reason: error.description))
    }
    guard let slide = slideLost(from: target) else { return }
    try refuse(.otherRun(folder: folder, slide: slide))
  }

  /// A slide that would be lost with the target's run, nil when none would.
  private func slideLost(from target: MergeTarget) -> String? {
    let names = target.fingerprints.keys.sorted(by: NaturalOrder.precedes)
    guard target.isJoined else {
      return names.first { fingerprints[$0] != target.fingerprints[$0] }
    }
    // All slides may have other names by now; a merge that was killed held nothing of its own.
    if target.isKilled || !target.runs.isDisjoint(with: identities) { return nil }
    return names.contains { origins[$0] != nil } ? nil : names.first
  }

  /// Flags cases of which two images are the same file.
  public mutating func flagRepeatedImages(_ names: Set<String>) {
    input.flag(.sameImageTwice, names)
  }

  /// Names of the measured slides that are taken from one of the runs.
  public func slides(from run: StoredRun) -> [String] {
    input.slides.map(\.slide).filter { origins[$0]?.folder == run.folder }
  }

  /// The joint result, graded anew.
  ///
  /// - Parameter isHeld: whether all of it stays in memory, to be visited often.
  /// - Returns: the result.
  /// - Throws: `StoreError`, or a `ProfileError` when the settings cannot be read.
  public func result(isHeld: Bool = false) throws -> RunResult {
    let settings = try settings.runSettings(
      path: origins.values.first?.path ?? RunStore.fileName)
    let slides = try SlideList(
      count: input.slides.count, mostInMemory: isHeld ? .max : settings.mostSlidesInMemory,
      folder: settings.spillFolder
    ) { place in try result(of: input.slides[place]) }
    return RunResult(of: slides, input: input, settings: settings)
  }

  private func result(of slide: SlideInput) throws -> SlideResult {
    guard let run = origins[slide.slide] else {
      return failures[slide.slide]
        ?? SlideResult(slide: slide.slide, caseName: slide.caseName, status: .failed)
    }
    return try run.slide(slide.slide).kept.result
  }
}

extension SlideResult {
  /// Whether this failure is told rather than another one of the slide.
  fileprivate func precedes(_ other: SlideResult) throws -> Bool {
    guard status == other.status else { return status == .failed }
    return try StoreDocument.text(self) < StoreDocument.text(other)
  }

  /// The slide as it was given, as far as its failure tells.
  fileprivate var givenSlide: SlideInput {
    SlideInput(
      slide: slide, caseName: caseName,
      tiles: tiles.map {
        TileInput(
          path: $0.path, image: $0.image, x: $0.placement?.x ?? 0, y: $0.placement?.y ?? 0,
          downsample: $0.downsample)
      })
  }
}
