/// Gives slides and cases their final names and order.
struct RunAssembly: Sendable {
  private let drafts: [SlideDraft]
  private let absent: [SlideDraft]
  private let names: [SlideDraft.Key: String]
  private let cases: [ManifestGrouping.CaseKey: ManifestGrouping.CaseFacts]
  private let incompleteCases: Set<String>
  private var rejected: [RejectedInput] = []

  /// Settles the names of slides.
  ///
  /// - Parameters:
  ///   - drafts: all slides of the run.
  ///   - absent: slides that are left out, without their files; those that are there after all
  ///     count once. They have names too, so that no other slide is renamed when they come back.
  ///   - manifests: what manifests say about cases.
  init(drafts: [SlideDraft], absent: [SlideDraft], manifests: ManifestGrouping) {
    self.drafts = drafts
    var known = Set(drafts.map(\.key))
    self.absent = absent.filter { known.insert($0.key).inserted }
    let named = drafts + self.absent
    cases = manifests.cases
    incompleteCases = manifests.incompleteCases
    let wishes = named.map {
      UniqueNames.Wish(
        name: $0.wantedName, qualifier: $0.qualifier, path: $0.canonicalPath.text,
        avoidsReserved: $0.caseName == nil)
    }
    let caseNames = named.compactMap(\.caseName).map { SafeFileName.key(SafeFileName.make($0)) }
    let assigned = UniqueNames.assign(
      wishes, reserved: Set(caseNames), owner: PictureName.slide(ofPicture:))
    names = Dictionary(zip(named.map(\.key), assigned)) { first, _ in first }
  }

  /// Adds inputs that were left out.
  mutating func add(_ rejections: [DraftRejection]) {
    let usable = Set(drafts.map(\.key))
    for rejection in rejections {
      let slide = rejection.slide.flatMap { usable.contains($0) ? names[$0] : nil }
      let place = (rejection.place ?? rejection.slide).flatMap { names[$0] }
      rejected.append(
        RejectedInput(
          input: rejection.input, reason: rejection.error.description, slide: slide,
          place: slide == nil ? place : nil))
    }
  }

  /// The run's input in its final order.
  func runInput(notes: [String]) -> RunInput {
    let slides = drafts.map(slide).sorted { NaturalOrder.precedes($0.slide, $1.slide) }
    return RunInput(
      cases: caseInputs(slides), slides: slides,
      absent: absent.map(absentSlide).sorted { NaturalOrder.precedes($0.slide, $1.slide) },
      rejected: rejected.sorted { first, second in
        PathKey(first.input) == PathKey(second.input)
          ? NaturalOrder.precedes(first.reason, second.reason)
          : NaturalOrder.precedes(first.input, second.input)
      }, notes: notes.sorted(by: NaturalOrder.precedes))
  }

  private func slide(_ draft: SlideDraft) -> SlideInput {
    let name = names[draft.key] ?? draft.wantedName
    return SlideInput(
      slide: name, caseName: draft.caseName ?? name, tiles: draft.tiles,
      statedPixelSize: draft.pixelSize, roi: draft.roi, profile: draft.profile)
  }

  private func absentSlide(_ draft: SlideDraft) -> AbsentSlide {
    let name = names[draft.key] ?? draft.wantedName
    return AbsentSlide(slide: name, caseName: draft.caseName ?? name)
  }

  private func caseInputs(_ slides: [SlideInput]) -> [CaseInput] {
    var facts: [String: ManifestGrouping.CaseFacts] = [:]
    for (key, value) in cases {
      switch key {
      case .named(let name): facts[name] = value
      case .ofSlide(let slide): if let name = names[slide] { facts[name] = value }
      }
    }
    let caseNames = Set(slides.map(\.caseName)).sorted(by: NaturalOrder.precedes)
    let fileNames = UniqueNames.assign(
      caseNames.map { UniqueNames.Wish(name: $0, qualifier: "case", path: $0) })
    return zip(caseNames, fileNames).map { name, fileName in
      var input = CaseInput(
        name: name, gradingFields: facts[name]?.gradingFields ?? [:],
        carriedFields: facts[name]?.carriedFields ?? [])
      input.fileName = fileName
      input.isIncomplete = incompleteCases.contains(name)
      return input
    }
  }
}
