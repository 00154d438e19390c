import Quantification
import SlideIO

/// What all parts of a shared run must have been told alike, since each measures slides of its own
/// and none of them can see it.
struct PartTerms: Sendable, Equatable, CustomStringConvertible {
  /// What `--mpp` said, in µm; nil without it.
  let pixelSize: String?
  /// Hash of which slide is of which case.
  let cases: String

  /// Gathers what a run was told; nil when it has no slide by which that could be known.
  ///
  /// - Parameter input: the whole run.
  init?(of input: RunInput) {
    guard !input.slides.isEmpty else { return nil }
    let size = input.slides.lazy.compactMap(\.statedPixelSize)
      .first { $0.source == .commandLine }
    pixelSize = size.map {
      $0.xMicrons == $0.yMicrons ? "\($0.xMicrons)" : "\($0.xMicrons),\($0.yMicrons)"
    }
    let slides =
      input.slides.map { AbsentSlide(slide: $0.slide, caseName: $0.caseName) } + input.absent
    let lines = slides.map { "\($0.slide)\n\($0.caseName.utf8.count) \($0.caseName)" }
    cases = ContentHash(of: lines.sorted().joined(separator: "\n")).text
  }

  /// Reads the text form.
  init?(text: String) {
    let pieces = text.split(separator: ":").map(String.init)
    guard pieces.count == 2 else { return nil }
    pixelSize = pieces[0] == Self.noSize ? nil : pieces[0]
    cases = pieces[1]
  }

  /// The text form, as a database holds it: without blanks.
  var description: String { "\(pixelSize ?? Self.noSize):\(cases)" }

  private static let noSize = "none"

  /// Looks for parts of one run that were told different things.
  ///
  /// Parts of different runs may be told what they like: slides of two scanners have two sizes.
  ///
  /// - Parameter runs: the runs that are joined.
  /// - Returns: what each of them contradicts.
  static func contradictions(in runs: [StoredRun]) -> [MergeError] {
    var known: [String: [Told]] = [:]
    var errors: [MergeError] = []
    for run in runs {
      for told in Told.byRun(run) {
        if let first = known[told.whole]?.first(where: { !$0.agrees(with: told) }) {
          errors += told.contradictions(to: first)
        }
        known[told.whole, default: []].append(told)
      }
    }
    return errors
  }

  /// What parts of one shared run, joined in one folder, were told.
  private struct Told {
    var whole: String
    var folder: String
    /// Several when they were joined by force.
    var terms: [PartTerms]

    static func byRun(_ run: StoredRun) -> [Told] {
      let parts = run.parts.filter { $0.terms != nil }
      return Dictionary(grouping: parts) { $0.whole ?? "" }.sorted { $0.key < $1.key }.compactMap {
        $0.isEmpty ? nil : Told(whole: $0, folder: run.folder, terms: $1.compactMap(\.terms))
      }
    }

    /// What was joined by force agrees with each of its parts.
    func agrees(with other: Told) -> Bool { terms.contains(where: other.terms.contains) }

    func contradictions(to first: Told) -> [MergeError] {
      guard let own = terms.first, let others = first.terms.first else { return [] }
      var errors: [MergeError] = []
      if own.pixelSize != others.pixelSize {
        errors.append(
          .otherPixelSize(
            folder: folder, size: own.pixelSize, first: first.folder, firstSize: others.pixelSize))
      }
      if own.cases != others.cases {
        errors.append(.otherCases(folder: folder, first: first.folder))
      }
      return errors
    }
  }
}
