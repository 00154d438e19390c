import Foundation
import Stains

/// White points and stain vectors as text and as JSON.
enum StainsReport {
  /// Name of the row for all images together.
  static let pooledName = "all together"

  /// One line of the result.
  struct Row: Encodable {
    var image: String
    var white: [Double]
    var hematoxylin: Vector
    var dab: Vector
    var pixels: Int?
    var doubts: [String]

    /// The row of an image.
    init(_ image: String, _ estimate: StainEstimate) {
      self.image = image
      white = StainsReport.values(estimate.white, decimals: 2)
      let vectors = estimate.vectors
      hematoxylin = Vector(
        vectors.hematoxylin, found: estimate.foundHematoxylin, StainVectors.reference.hematoxylin)
      dab = Vector(vectors.dab, found: estimate.foundDAB, StainVectors.reference.dab)
      pixels = estimate.pixelCount
      doubts = estimate.doubts.map(\.description)
    }

    /// The row of vectors that come from QuPath.
    init(_ stains: QuPathStains) {
      image = stains.name
      white = StainsReport.values(stains.background, decimals: 2)
      let reference = StainVectors.reference
      hematoxylin = Vector(stains.vectors.hematoxylin, found: nil, reference.hematoxylin)
      dab = Vector(stains.vectors.dab, found: nil, reference.dab)
      doubts = []
    }
  }

  /// A stain vector.
  struct Vector: Encodable {
    /// What is used.
    var used: [Double]
    /// What the pixels say, nil without an estimate.
    var found: [Double]?
    /// Angle between what was found (else used) and the reference.
    var degreesFromReference: Double

    init(_ used: SIMD3<Double>, found: SIMD3<Double>?, _ reference: SIMD3<Double>) {
      self.used = StainsReport.values(used, decimals: 5)
      self.found = found.map { StainsReport.values($0, decimals: 5) }
      degreesFromReference = StainsReport.rounded(
        StainVectors.angleDegrees(found ?? used, reference), decimals: 1)
    }
  }

  /// Prints rows as JSON with sorted keys.
  static func printJSON(_ rows: [Row]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    print(String(decoding: try encoder.encode(rows), as: UTF8.self))
  }

  /// Prints rows as a table; doubts follow below.
  static func printTable(_ rows: [Row]) {
    let reference = StainVectors.reference
    var lines = [
      ["image", "white", "hematoxylin", "off by °", "DAB", "off by °", "stained pixels"],
      [
        "reference", "", text(values(reference.hematoxylin, decimals: 3), decimals: 3), "",
        text(values(reference.dab, decimals: 3), decimals: 3), "", "",
      ],
    ]
    for row in rows {
      lines.append([
        row.image, text(row.white), text(row.hematoxylin.used, decimals: 3),
        fixed(row.hematoxylin.degreesFromReference, decimals: 1),
        text(row.dab.used, decimals: 3), fixed(row.dab.degreesFromReference, decimals: 1),
        row.pixels.map { "\($0)" } ?? "",
      ])
    }
    let widths = (0..<7).map { column in lines.map { $0[column].count }.max() ?? 0 }
    for line in lines {
      let cells = line.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + gap : gap + cell
      }
      var text = cells.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      print(text)
    }
    for row in rows {
      for doubt in row.doubts { print("\(row.image): \(doubt).") }
    }
  }

  private static func values(_ vector: SIMD3<Double>, decimals: Int) -> [Double] {
    (0..<3).map { rounded(vector[$0], decimals: decimals) }
  }

  private static func rounded(_ value: Double, decimals: Int) -> Double {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    return (value * scale).rounded() / scale
  }

  private static func text(_ values: [Double], decimals: Int? = nil) -> String {
    values.map { value in
      guard let decimals else { return value == value.rounded() ? "\(Int(value))" : "\(value)" }
      return fixed(value, decimals: decimals)
    }.joined(separator: " ")
  }

  /// A number with exactly so many decimals, whatever the locale.
  private static func fixed(_ value: Double, decimals: Int) -> String {
    String(format: "%.\(decimals)f", locale: nil, value)
  }
}
