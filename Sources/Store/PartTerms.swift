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
    var firsts: [String: (terms: PartTerms, folder: String)] = [:]
    var errors: [MergeError] = []
    for run in runs {
      for part in run.parts {
        guard let whole = part.whole, let terms = part.terms else { continue }
        guard let first = firsts[whole] else {
          firsts[whole] = (terms, run.folder)
          continue
        }
        // What was joined by force is not refused by itself.
        guard first.folder != run.folder else { continue }
        if terms.pixelSize != first.terms.pixelSize {
          errors.append(
            .otherPixelSize(
              folder: run.folder, size: terms.pixelSize, first: first.folder,
              firstSize: first.terms.pixelSize))
        }
        if terms.cases != first.terms.cases {
          errors.append(.otherCases(folder: run.folder, first: first.folder))
        }
      }
    }
    return errors
  }
}
