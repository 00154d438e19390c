import Nuclei

/// One line of the audit trail: who said what, when, about what.
public struct ReviewEntry: Sendable, Equatable {
  /// Place in the trail; later lines have larger numbers.
  public var sequence: Int
  /// Name of the edit, made by who edits, so that an edit sent twice is one.
  public var edit: String
  /// When the store took it, ISO 8601, UTC.
  public var at: String
  /// Who, as they named themselves.
  public var who: String
  /// Slide or case it is about.
  public var subject: String
  /// What was said.
  public var action: ReviewAction
}

/// What can be said about a slide or a case.
public enum ReviewAction: Sendable, Equatable {
  /// Measured nuclei of a slide are something else, or nuclei were added.
  case correct([NucleusMark])
  /// A step of a reader's own count on a slide.
  case count(CountStep)
  /// A case is signed off.
  case sign(CaseSignature)

  /// What kind of thing can be said; the raw value is its name in the trail.
  public enum Kind: String, Sendable {
    case correct
    case count
    case sign
  }

  /// Name of the action in the trail.
  var name: String {
    switch self {
    case .correct: Kind.correct.rawValue
    case .count: Kind.count.rawValue
    case .sign: Kind.sign.rawValue
    }
  }

  /// The rest as JSON.
  func details() throws -> String {
    switch self {
    case .correct(let marks): try StoreDocument.text(marks)
    case .count(let step): try StoreDocument.text(step)
    case .sign(let signature): try StoreDocument.text(signature)
    }
  }

  /// Reads an action; nil for actions that this version does not know.
  init?(name: String, details: String) throws {
    switch Kind(rawValue: name) {
    case .correct: self = .correct(try StoreDocument.value([NucleusMark].self, details))
    case .count: self = .count(try StoreDocument.value(CountStep.self, details))
    case .sign: self = .sign(try StoreDocument.value(CaseSignature.self, details))
    case nil: return nil
    }
  }
}

/// A step of a reader's count: marks set or taken back, and the time taken so far.
public struct CountStep: Sendable, Hashable, Codable {
  /// The field that is counted, see `ReviewField`.
  public var field: String
  /// Which of the reader's counts of the field it was when the step was made, from 1; tells counts
  /// of older versions apart, see `count`.
  public var round: Int
  /// Marks; a nil state takes one back.
  public var marks: [NucleusMark]
  /// Time taken so far in seconds, pauses left out.
  public var seconds: Double
  /// Whether the count is finished with this step.
  public var isFinished: Bool
  /// Hash of where it was counted, see ``StoredRun/places(of:on:)``; nil in steps of older versions.
  public var counted: String?
  /// The count that the step belongs to: name of the edit that began it; nil in steps of older
  /// versions.
  public var count: String?

  /// Makes a step from its parts.
  public init(
    field: String, round: Int, marks: [NucleusMark], seconds: Double, isFinished: Bool,
    counted: String?, count: String? = nil
  ) {
    self.field = field
    self.round = round
    self.marks = marks
    self.seconds = seconds
    self.isFinished = isFinished
    self.counted = counted
    self.count = count
  }
}
