import Nuclei

/// What people corrected on a slide: for every nucleus what was said last.
///
/// Corrections made on another image that had the name of the slide are kept apart.
public struct SlideCorrections: Sendable, Equatable {
  /// What stands about one nucleus.
  public struct Correction: Sendable, Equatable {
    /// What was said.
    public var mark: NucleusMark
    /// Who said it.
    public var who: String
    /// Line of the trail.
    public var sequence: Int
  }

  /// Corrections that stand, by nucleus.
  public private(set) var byNucleus: [NucleusName: Correction] = [:]
  /// Corrections of other images that stand there, by image and nucleus.
  private var elsewhere: [String: [NucleusName: Correction]] = [:]
  /// The last line of the trail that was taken in.
  public private(set) var sequence = 0
  /// The image that the slide shows now, see ``StoredRun/image(of:)``; nil when it is not known.
  public let image: String?

  /// Takes in lines of the trail about the slide, which must come in order.
  public init(_ entries: some Sequence<ReviewEntry> = [], on image: String?) {
    self.image = image
    for entry in entries { add(entry) }
  }

  /// Takes in a further line.
  public mutating func add(_ entry: ReviewEntry) {
    guard case .correct(let marks) = entry.action else { return }
    sequence = max(sequence, entry.sequence)
    for mark in marks {
      let correction =
        mark.state == nil
        ? nil : Correction(mark: mark, who: entry.who, sequence: entry.sequence)
      if let other = mark.image, !mark.isOf(image) {
        elsewhere[other, default: [:]][mark.nucleus] = correction
      } else {
        byNucleus[mark.nucleus] = correction
      }
    }
  }

  /// Hash of the corrections that stand on slides, by name of the slide.
  ///
  /// - Parameter slides: corrections of each slide; those of a slide without any change nothing.
  /// - Returns: 32 hexadecimal digits; whoever corrected, and when, does not matter.
  public static func hash(of slides: [String: SlideCorrections]) -> String {
    var texts: [String] = []
    for (slide, corrections) in slides.sorted(by: { $0.key < $1.key }) {
      let marks = corrections.byNucleus.values.map(\.mark)
      for mark in marks.sorted(by: { $0.nucleus.description < $1.nucleus.description }) {
        texts += [slide, mark.nucleus.description, mark.state?.rawValue ?? ""]
        texts.append("\(mark.x) \(mark.y)")
      }
    }
    return RowDigest.of(texts)
  }

  /// Corrections that stand on other images; they do not count.
  public var ofOtherImages: [Correction] { elsewhere.values.flatMap(\.values) }

  /// Corrections that stand, in the order in which they were made.
  public var all: [Correction] {
    byNucleus.values.sorted {
      ($0.sequence, $0.mark.nucleus.description) < ($1.sequence, $1.mark.nucleus.description)
    }
  }
}

/// Counts of a region with corrections.
public struct CorrectedCounts: Sendable, Equatable {
  /// As measured.
  public private(set) var machine: NucleusCounts
  /// With what people said.
  public private(set) var corrected: NucleusCounts
  /// Nuclei that are something else than was measured, or were added.
  public private(set) var changes = 0

  /// Starts from what was measured.
  public init(machine: NucleusCounts) {
    self.machine = machine
    corrected = machine
  }

  /// Applies what was said about a nucleus of the region.
  ///
  /// - Parameters:
  ///   - state: what was said.
  ///   - measured: what was measured of the nucleus; nil for an added one.
  public mutating func apply(_ state: NucleusState, measured: NucleusState?) {
    guard state != measured ?? .deleted else { return }
    changes += 1
    let old = measured?.counts ?? NucleusCounts()
    let positive = corrected.positive - old.positive + state.counts.positive
    let total = corrected.total - old.total + state.counts.total
    corrected = NucleusCounts(positive: positive, total: total)
  }

  /// Joins the counts of another region that shares no nucleus with this one.
  public static func + (first: CorrectedCounts, second: CorrectedCounts) -> CorrectedCounts {
    var sum = CorrectedCounts(machine: first.machine + second.machine)
    sum.corrected = first.corrected + second.corrected
    sum.changes = first.changes + second.changes
    return sum
  }
}
