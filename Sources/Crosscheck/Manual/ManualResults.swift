import Agreement
import Grading

/// What a manual result is about.
public enum ManualSubject: Sendable, Hashable {
  /// A whole case.
  case specimen(case: String)
  /// A whole slide.
  case slide(String)
  /// A hotspot of the run, by its rank on its slide.
  case hotspot(slide: String, rank: Int)
  /// An image file.
  case image(String)

  /// Name for people.
  public var name: String {
    switch self {
    case .specimen(let name), .slide(let name), .image(let name): name
    case .hotspot(let slide, let rank): "\(slide), hotspot \(rank)"
    }
  }
}

/// A reader's count or index of one subject.
public struct ManualCount: Sendable, Equatable {
  /// What was counted.
  public var subject: ManualSubject
  /// Who counted; "" when nobody is named.
  public var reader: String
  /// Which of the reader's counts of the subject it is; "" when there is one.
  public var repetition: String
  /// Counts, or a percentage without counts.
  public var value: Ki67Measurement.Value

  /// Makes one from its parts.
  public init(
    subject: ManualSubject, reader: String, repetition: String, value: Ki67Measurement.Value
  ) {
    self.subject = subject
    self.reader = reader
    self.repetition = repetition
    self.value = value
  }
}

/// A nucleus that a reader marked.
public struct ManualPoint: Sendable, Equatable {
  /// Place on the image or slide, x and y.
  public var place: SIMD2<Double>
  /// What it was called.
  public var label: NucleusLabel

  /// Makes one from its parts.
  public init(
    place: SIMD2<Double>, label: NucleusLabel
  ) {
    self.place = place
    self.label = label
  }
}

/// The nuclei that a reader marked on one image or slide.
public struct ManualPoints: Sendable, Equatable {
  /// In what places are given.
  public enum Unit: Sendable, Equatable {
    /// Pixels, the center of the first at 0.5.
    case pixels
    /// Micrometers from the upper left corner.
    case microns
  }

  /// Where marks were made.
  public enum Field: Sendable, Equatable {
    /// Not said.
    case unstated
    /// Inside outlines, by the even-odd rule; each a closed ring of places.
    case outlines([[SIMD2<Double>]])
    /// Where a picture is white, by its path.
    case mask(path: String)
  }

  /// Name of the image or slide.
  public var place: String
  /// Whether `place` is given as an image, so that places are pixels of that file.
  public var isImage: Bool
  /// Who marked; "" when nobody is named.
  public var reader: String
  /// Unit of places.
  public var unit: Unit
  /// Where marks were made.
  public var field: Field
  /// The nuclei.
  public var points: [ManualPoint]
  /// Name of the field for people, where it is a part of the image or slide; marks of several
  /// readers in one field have the same.
  public var title: String?

  /// Makes one from its parts.
  public init(
    place: String, isImage: Bool, reader: String, unit: Unit, field: Field, points: [ManualPoint],
    title: String? = nil
  ) {
    self.title = title
    self.place = place
    self.isImage = isImage
    self.reader = reader
    self.unit = unit
    self.field = field
    self.points = points
  }
}

/// Manual results of one kind.
public enum ManualResults: Sendable, Equatable {
  /// Counts or indices.
  case counts([ManualCount])
  /// Marked nuclei.
  case points([ManualPoints])
}

extension ManualResults {
  /// Paths of the mask pictures that say where nuclei were marked.
  public var masks: [String] {
    guard case .points(let points) = self else { return [] }
    return points.compactMap { marks -> String? in
      guard case .mask(let path) = marks.field else { return nil }
      return path
    }
  }
}
