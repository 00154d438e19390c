import Nuclei

/// What a person says a nucleus is; the raw value is what the audit trail holds.
public enum NucleusState: String, Sendable, Hashable, Codable, CaseIterable {
  /// A Ki-67 positive tumor nucleus.
  case positive
  /// A Ki-67 negative tumor nucleus.
  case negative
  /// A nucleus that is no tumor nucleus.
  case other
  /// No nucleus.
  case deleted

  /// What was measured of a nucleus.
  public init(of nucleus: Nucleus) {
    self = !nucleus.isCounted ? .other : nucleus.isPositive ? .positive : .negative
  }

  /// What a nucleus of this state adds to counts.
  public var counts: NucleusCounts {
    switch self {
    case .positive: NucleusCounts(positive: 1, total: 1)
    case .negative: NucleusCounts(positive: 0, total: 1)
    case .other, .deleted: NucleusCounts()
    }
  }
}

/// Name of a nucleus on its slide, which stays the same as long as it is measured at the same place.
///
/// Measured nuclei are named by their center in hundredths of a full-resolution pixel, `m10250-33175`;
/// those that people add carry a name of their maker's choice that begins with `a`.
public struct NucleusName: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The name.
  public let description: String

  /// Longest name.
  public static let longest = 48

  /// The name of a measured nucleus.
  public init(of nucleus: Nucleus) {
    description = "m\(Self.hundredths(nucleus.x))-\(Self.hundredths(nucleus.y))"
  }

  /// A name in its text form; nil when it is none.
  public init?(_ text: String) {
    let letters = text.utf8.dropFirst()
    guard text.utf8.count <= Self.longest, !letters.isEmpty else { return nil }
    switch text.utf8.first {
    case UInt8(ascii: "a"):
      guard letters.allSatisfy({ Self.isNameByte($0) }) else { return nil }
    case UInt8(ascii: "m"):
      guard Self.place(text) != nil else { return nil }
    default: return nil
    }
    description = text
  }

  /// Reads a name.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let name = NucleusName(text) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "\"\(text.prefix(60))\" is no name of a nucleus"))
    }
    self = name
  }

  /// Writes a name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Center of a measured nucleus to a hundredth of a pixel; nil for an added one.
  public var place: SIMD2<Double>? { Self.place(description) }

  private static func place(_ text: String) -> SIMD2<Double>? {
    guard text.hasPrefix("m") else { return nil }
    let parts = text.dropFirst().split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }),
      let x = Int(parts[0]), let y = Int(parts[1])
    else { return nil }
    return SIMD2(Double(x), Double(y)) / 100
  }

  private static func hundredths(_ value: Double) -> Int { max(0, Int((value * 100).rounded())) }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "-")
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
}

/// What a person said about one nucleus.
public struct NucleusMark: Sendable, Hashable, Codable {
  /// The nucleus.
  public var nucleus: NucleusName
  /// Its center in full-resolution slide pixels.
  public var x: Double
  /// Its center in full-resolution slide pixels.
  public var y: Double
  /// What it is; nil takes back what was said, so that the measurement stands, and an added nucleus
  /// is gone.
  public var state: NucleusState?
  /// Hash of the image that was looked at, see ``StoredRun/image(of:)``; nil in marks of readers'
  /// counts, which say it themselves, and of older versions.
  public var image: String?

  /// Makes a mark from its parts.
  public init(
    nucleus: NucleusName, x: Double, y: Double, state: NucleusState?, image: String? = nil
  ) {
    self.nucleus = nucleus
    self.x = x
    self.y = y
    self.state = state
    self.image = image
  }

  /// Its center in full-resolution slide pixels.
  public var place: SIMD2<Double> { SIMD2(x, y) }

  /// Whether it was set on an image; true for marks that do not say on which.
  public func isOf(_ image: String?) -> Bool { self.image == nil || self.image == image }
}
