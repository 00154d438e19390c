import Foundation

/// Stain vectors in the form of QuPath's script line `setColorDeconvolutionStains('{…}')`.
///
/// QuPath writes shares of optical density with five decimals, the background as intensities from 0
/// to 255 (its default is 255 255 255), and derives the third stain, as this program does.
public struct QuPathStains: Sendable, Equatable {
  /// Name of the setting in QuPath.
  public var name: String
  /// Hematoxylin and DAB.
  public var vectors: StainVectors
  /// Background, red, green and blue, 1 to 255.
  public var background: SIMD3<Double>

  /// Makes a setting from its parts.
  public init(name: String, vectors: StainVectors, background: SIMD3<Double>) {
    self.name = name
    self.vectors = vectors
    self.background = background
  }

  /// The script line.
  public var script: String {
    let fields = [
      ("Name", name), ("Stain 1", "Hematoxylin"), ("Values 1", Self.text(vectors.hematoxylin)),
      ("Stain 2", "DAB"), ("Values 2", Self.text(vectors.dab)),
      ("Background", Self.text(background)),
    ]
    let pairs = fields.map { "\"\($0.0)\" : \"\(Self.escaped($0.1))\"" }
    return "setColorDeconvolutionStains('{" + pairs.joined(separator: ", ") + "}');"
  }

  private static func text(_ values: SIMD3<Double>) -> String {
    (0..<3).map { channel in
      let rounded = (values[channel] * 1e5).rounded() / 1e5
      return rounded == rounded.rounded() ? String(Int(rounded)) : "\(rounded)"
    }.joined(separator: " ")
  }

  /// Text inside JSON inside a quoted script text: marks that would end either are left out.
  private static func escaped(_ text: String) -> String {
    text.filter { !"\"'\\".contains($0) && !$0.isNewline }
  }
}

extension QuPathStains {
  /// Why text holds no stain setting that can be used.
  public enum ParseError: Error, Sendable, Equatable {
    /// There is no `setColorDeconvolutionStains` call and no JSON object.
    case noSetting
    /// The text between the quotes is no JSON object of texts.
    case notJSON
    /// A field is missing.
    case missingField(name: String)
    /// The stains are not hematoxylin and DAB.
    case otherStains(found: String)
    /// A field does not hold three numbers within bounds.
    case badNumbers(field: String, found: String)
    /// Both vectors point the same way.
    case vectorsCoincide
  }

  /// Reads the last setting of a script, or the bare JSON object of one.
  ///
  /// - Throws: `ParseError` when there is none, or when it is not for hematoxylin and DAB.
  public init(script: String) throws(ParseError) {
    let fields = try Self.fields(script)
    let stains = try [Self.field("Stain 1", fields), Self.field("Stain 2", fields)]
    let lowered = stains.map { $0.lowercased() }
    guard
      let blue = lowered.firstIndex(where: { $0.contains("hematox") || $0.contains("haematox") }),
      let brown = lowered.firstIndex(where: { $0.contains("dab") }), blue != brown
    else { throw .otherStains(found: stains.joined(separator: " and ")) }
    let first = try Self.numbers("Values \(blue + 1)", fields, bounds: -1...1)
    let second = try Self.numbers("Values \(brown + 1)", fields, bounds: -1...1)
    guard let vectors = StainVectors(hematoxylin: first, dab: second) else {
      throw .vectorsCoincide
    }
    self.vectors = vectors
    name = fields["Name"] ?? "QuPath"
    background =
      fields["Background"] == nil
      ? SIMD3(repeating: 255) : try Self.numbers("Background", fields, bounds: 1...255)
  }

  private static func fields(_ script: String) throws(ParseError) -> [String: String] {
    let json = try json(script)
    guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)),
      let fields = object as? [String: String]
    else { throw .notJSON }
    return fields
  }

  private static func json(_ script: String) throws(ParseError) -> Substring {
    let start = script.ranges(of: "setColorDeconvolutionStains").last?.upperBound
    let rest = script[(start ?? script.startIndex)...]
    guard let open = rest.firstIndex(of: "{") else { throw .noSetting }
    guard let close = rest[open...].firstIndex(of: "}") else { throw .notJSON }
    return rest[open...close]
  }

  private static func field(
    _ name: String, _ fields: [String: String]
  ) throws(ParseError) -> String {
    guard let text = fields[name] else { throw .missingField(name: name) }
    return text
  }

  private static func numbers(
    _ name: String, _ fields: [String: String], bounds: ClosedRange<Double>
  ) throws(ParseError) -> SIMD3<Double> {
    let text = try field(name, fields)
    let parts = text.split(whereSeparator: \.isWhitespace)
    let values = parts.compactMap { Double($0) }.filter(bounds.contains)
    guard parts.count == 3, values.count == 3 else {
      throw .badNumbers(field: name, found: text)
    }
    return SIMD3(values[0], values[1], values[2])
  }
}

extension QuPathStains.ParseError: CustomStringConvertible {
  /// What was found, what was expected, and what to do.
  public var description: String {
    switch self {
    case .noSetting:
      "no setColorDeconvolutionStains('{…}') was found; in QuPath, copy the line from the workflow "
        + "of an image whose type is Brightfield (H-DAB)."
    case .notJSON:
      "the text of setColorDeconvolutionStains is not complete; copy the whole line from QuPath."
    case .missingField(let name):
      "setColorDeconvolutionStains has no \"\(name)\"; copy the whole line from QuPath."
    case .otherStains(let found):
      "the stains are \(found); expected Hematoxylin and DAB. Set the image type to Brightfield "
        + "(H-DAB) in QuPath."
    case .badNumbers(let field, let found):
      "\"\(field)\" is '\(found)'; expected three numbers with decimal points, separated by blanks: "
        + (field == "Background" ? "intensities from 1 to 255." : "shares from -1 to 1.")
    case .vectorsCoincide:
      "both stain vectors point the same way, so stains cannot be separated; estimate them again."
    }
  }
}
