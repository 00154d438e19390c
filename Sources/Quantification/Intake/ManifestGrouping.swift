import SlideIO

/// Turns the lines of manifests into slides and cases, and finds lines that contradict each other.
///
/// A bad value leaves out what its column speaks about: the image, the slide, or the case. Case data
/// of lines whose image is missing still counts, because a grade without it could be wrong.
struct ManifestGrouping: Sendable {
  /// The slides.
  private(set) var drafts: [SlideDraft] = []
  /// Slides that are left out, without their files.
  private(set) var absent: [SlideDraft] = []
  /// What the manifests say about cases.
  private(set) var cases: [CaseKey: CaseFacts] = [:]
  /// Lines, slides and cases that are left out.
  private(set) var rejected: [DraftRejection] = []
  /// Remarks on lines that repeat others, by which nothing is lost.
  private(set) var notes: [String] = []
  /// Images named by any line, links resolved: a manifest's word on them is final.
  private(set) var describedPaths: Set<PathKey> = []
  /// Named cases of which an image or a slide was left out.
  private(set) var incompleteCases: Set<String> = []

  let reader: ImageReader
  private var badSlides: Set<SlideDraft.Key> = []
  private var badCases: Set<CaseKey> = []

  /// A case, named by the manifest or by its only slide.
  enum CaseKey: Sendable, Hashable {
    case named(String)
    case ofSlide(SlideDraft.Key)
  }

  /// What lines say about a case.
  struct CaseFacts: Sendable, Equatable {
    /// Values of the columns that grading reads.
    var gradingFields: [String: String] = [:]
    /// Further columns.
    var carriedFields: [CarriedField] = []
  }

  /// An entry with what it belongs to.
  struct Member {
    var entry: ManifestEntry
    var slide: SlideDraft.Key
    var caseKey: CaseKey
    var canonicalPath: PathKey
    var region: TileRegion?

    /// Whether its line says which slide it belongs to.
    var isNamed: Bool { !entry.image.isEmpty || entry.slide != nil }
  }

  /// Groups the lines of all manifests of a run.
  init(manifests: [Manifest], families: inout SlideFamilies, reader: ImageReader) {
    self.reader = reader
    let entries = manifests.sorted { NaturalOrder.precedes($0.path, $1.path) }.flatMap(\.entries)
    var members = membersWithoutRepeats(
      namingCases(entries).map { Self.member($0, families: &families) })
    describedPaths = Set(members.filter { $0.entry.path != nil }.map(\.canonicalPath))
    rejectLines(members)
    rejectSharedImages(members)
    rejectContradictions(members)
    noteIncomplete(
      members.filter { $0.entry.problem != nil || badSlides.contains($0.slide) })
    let all = members
    members.removeAll { badSlides.contains($0.slide) || badCases.contains($0.caseKey) }
    drafts = buildSlides(members)
    absent = Self.absentSlides(of: all, without: drafts)
    cases = Self.caseFacts(members)
  }

  // MARK: What lines belong to

  /// Marks lines that name no case although their slide is a case's by another line.
  private func namingCases(_ entries: [ManifestEntry]) -> [ManifestEntry] {
    let entries = Self.spellingCasesAlike(entries)
    var owners: [String: ManifestEntry] = [:]
    for entry in entries.reversed() where entry.caseName != nil {
      if let slide = entry.slide { owners[slide] = entry }
    }
    for entry in entries.reversed() {
      if let caseName = entry.caseName, owners[caseName] == nil { owners[caseName] = entry }
    }
    return entries.map { entry in
      guard entry.caseName == nil, entry.problem == nil, let slide = entry.slide,
        let owner = owners[slide], let caseName = owner.caseName
      else { return entry }
      var marked = entry
      marked.caseName = caseName
      marked.problem = .init(
        reason: .caseMissing(slide: slide, other: owner.line, caseName: caseName),
        scope: .caseData, column: ManifestColumn.caseName.rawValue)
      return marked
    }
  }

  /// Gives every case the first of its spellings by bytes, whatever the order of lines: equal texts
  /// may differ in bytes, by which programs that read the tables tell names apart.
  private static func spellingCasesAlike(_ entries: [ManifestEntry]) -> [ManifestEntry] {
    let names = entries.lazy.compactMap(\.caseName).map { ($0, $0) }
    let spellings = Dictionary(names) { min(PathKey($0), PathKey($1)).text }
    return entries.map { entry in
      guard let name = entry.caseName else { return entry }
      var spelled = entry
      spelled.caseName = spellings[name]
      return spelled
    }
  }

  private static func member(_ entry: ManifestEntry, families: inout SlideFamilies) -> Member {
    let canonical =
      entry.path.map { families.representative(of: $0) }
      ?? PathText.canonicalOfMissing(entry.soughtPath)
    var slide = SlideDraft.Key.lone(path: canonical)
    var region: TileRegion?
    if case .region(let name, let found) = TileName(path: entry.image) {
      region = found
      let full = found.plane.isEmpty ? name : "\(name) \(found.plane)"
      slide = .tiles(
        caseName: entry.caseName, folder: PathKey(PathText.folder(canonical.text)),
        slide: PathKey(full))
    }
    if let name = entry.slide { slide = .named(caseName: entry.caseName, slide: name) }
    let caseKey = entry.caseName.map(CaseKey.named) ?? .ofSlide(slide)
    return Member(
      entry: entry, slide: slide, caseKey: caseKey, canonicalPath: canonical, region: region)
  }

  // MARK: What is left out

  private mutating func membersWithoutRepeats(_ members: [Member]) -> [Member] {
    var firsts: [PathKey: ManifestEntry] = [:]
    var repeats: [String] = []
    let rest = members.filter { member in
      let entry = member.entry
      guard entry.path != nil, entry.problem == nil else { return true }
      guard let first = firsts[member.canonicalPath] else {
        firsts[member.canonicalPath] = entry
        return true
      }
      guard entry.repeats(first) else { return true }
      repeats.append(
        "\(entry.line): '\(entry.image)' stands on \(first.line) already; the repeated line is not "
          + "used.")
      return false
    }
    notes += ToldNotes.of(repeats, kind: "Repeated lines that are not used")
    return rest
  }

  private mutating func rejectLines(_ members: [Member]) {
    for member in members {
      guard let problem = member.entry.problem else { continue }
      reject(
        member.entry.line, .line(member.entry.line, problem.reason),
        slide: member.isNamed ? member.slide : nil)
      switch problem.scope {
      case .image: break
      case .slide: badSlides.insert(member.slide)
      case .caseData: leaveOut(member, problem.column, members)
      }
    }
  }

  private mutating func leaveOut(_ member: Member, _ column: String, _ members: [Member]) {
    guard badCases.insert(member.caseKey).inserted else { return }
    let others = members.filter {
      $0.caseKey == member.caseKey
        && PathKey($0.entry.line.description) != PathKey(member.entry.line.description)
    }
    guard !others.isEmpty else { return }
    let name = member.entry.caseName ?? member.entry.slide ?? member.entry.image
    reject(
      member.entry.line,
      .caseDataUnusable(
        caseName: name, line: member.entry.line, column: column, imageCount: others.count),
      slide: nil, place: member.isNamed ? member.slide : nil)
  }

  private mutating func rejectSharedImages(_ members: [Member]) {
    var firsts: [PathKey: Member] = [:]
    for member in members where member.entry.path != nil {
      guard let first = firsts[member.canonicalPath] else {
        firsts[member.canonicalPath] = member
        continue
      }
      reject(
        member.entry.line, Self.clash(member.entry, with: first.entry), slide: nil,
        place: member.slide)
      badSlides.formUnion([first.slide, member.slide])
    }
  }

  /// Why two lines cannot both stand: they name one file, or two files of one slide.
  private static func clash(_ entry: ManifestEntry, with first: ManifestEntry) -> IntakeError {
    let (image, other) = (entry.image, first.image)
    if entry.path == first.path {
      return .imageTwice(image: image, first: first.line, second: entry.line)
    }
    let isOneFile = entry.path.map(PathText.canonical) == first.path.map(PathText.canonical)
    return isOneFile
      ? .fileTwice(image: image, other: other, first: first.line, second: entry.line)
      : .slideTwice(image: image, other: other, first: first.line, second: entry.line)
  }

  private mutating func rejectContradictions(_ members: [Member]) {
    var ofCases = FirstValues<CaseKey>()
    var ofSlides = FirstValues<SlideDraft.Key>()
    for member in members {
      let caseClash = ofCases.clash(member.entry.caseFields, key: member.caseKey, member.entry.line)
      if let caseClash, badCases.insert(member.caseKey).inserted {
        let name = member.entry.caseName ?? Self.wantedName(member.slide)
        reject(
          member.entry.line, caseClash.error(subject: "case '\(name)'"), slide: nil,
          place: member.isNamed ? member.slide : nil)
      }
      let slideClash = ofSlides.clash(
        member.entry.slideFields, key: member.slide, member.entry.line)
      if let slideClash, badSlides.insert(member.slide).inserted {
        let subject = "slide '\(Self.wantedName(member.slide))'"
        reject(
          member.entry.line, slideClash.error(subject: subject), slide: nil, place: member.slide)
      }
    }
  }

  /// Remembers the cases that lack these lines.
  mutating func noteIncomplete(_ members: [Member]) {
    incompleteCases.formUnion(members.compactMap(\.entry.caseName))
  }

  mutating func reject(
    _ line: ManifestLine, _ error: IntakeError, slide: SlideDraft.Key?,
    place: SlideDraft.Key? = nil
  ) {
    rejected.append(
      DraftRejection(input: line.description, error: error, slide: slide, place: place))
  }

  static func wantedName(_ key: SlideDraft.Key) -> String {
    switch key {
    case .named(_, let slide): slide
    case .tiles(_, _, let slide): slide.text
    case .lone(let path): PathText.stem(path.text)
    }
  }
}

/// Remembers the first value of every column, to find lines that say otherwise.
private struct FirstValues<Key: Hashable> {
  /// Two lines that disagree.
  struct Clash {
    var column: ManifestColumn
    var first: ManifestLine
    var firstValue: String
    var second: ManifestLine
    var secondValue: String

    func error(subject: String) -> IntakeError {
      .contradiction(
        subject: subject, column: column.rawValue, first: first, firstValue: firstValue,
        second: second, secondValue: secondValue)
    }
  }

  private var values: [Key: [ManifestColumn: (line: ManifestLine, value: String)]] = [:]

  /// Records a line's values and returns its first disagreement with an earlier line, by column.
  mutating func clash(
    _ fields: [ManifestColumn: String], key: Key, _ line: ManifestLine
  ) -> Clash? {
    var found: Clash?
    for (column, value) in fields.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      guard let first = values[key]?[column] else {
        values[key, default: [:]][column] = (line, value)
        continue
      }
      if column.differ(first.value, value), found == nil {
        found = Clash(
          column: column, first: first.line, firstValue: first.value, second: line,
          secondValue: value)
      }
    }
    return found
  }
}
