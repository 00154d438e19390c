import Foundation
import Quantification

/// Writes a run's record as JSON, cases and slides one by one: memory holds one of them at a time,
/// though a run may have tens of thousands.
struct RunRecordWriter {
  /// The record but for its cases and slides.
  var record: RunRecord
  /// Results from which those are made.
  var run: RunResult
  /// Hashes of inputs by path.
  var inputHashes: [String: String]

  /// Bytes that are gathered before they are handed on.
  private static let pieceBytes = 1 << 20

  /// Hands the text on piece by piece.
  func write(to sink: ([UInt8]) throws -> Void) throws {
    let frame = String(decoding: try Self.encoder.encode(record), as: UTF8.self)
    let (start, afterCases) = try Self.split(frame, at: "cases")
    let (middle, end) = try Self.split(afterCases, at: "slides")
    try sink(Array(start.utf8))
    try Self.write(run.cases, to: sink) { RunRecord.Case($0) }
    try sink(Array(middle.utf8))
    try Self.write(run.slides, to: sink) { slide in
      var slide = RunRecord.Slide(slide)
      for tile in slide.tiles.indices {
        slide.tiles[tile].xxh128 = inputHashes[slide.tiles[tile].path]
      }
      return slide
    }
    try sink(Array(end.utf8) + [UInt8(ascii: "\n")])
  }

  /// The whole text.
  func bytes() throws -> [UInt8] {
    var result: [UInt8] = []
    try write { result += $0 }
    return result
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  /// Parts the text around what stands between the brackets of an empty list of the outermost object.
  private static func split(
    _ text: some StringProtocol, at key: String
  ) throws -> (before: String, after: String) {
    // No text inside the record holds a line break, and inner keys are indented farther.
    guard let opening = text.firstRange(of: "\n  \"\(key)\" : ["),
      let closing = text[opening.upperBound...].firstIndex(of: "]")
    else {
      throw EncodingError.invalidValue(
        key, .init(codingPath: [], debugDescription: "the record has no list of \(key)"))
    }
    return (String(text[..<opening.upperBound]), "\n  " + text[closing...])
  }

  private static func write<Element, Item: Encodable>(
    _ elements: [Element], to sink: ([UInt8]) throws -> Void, item: (Element) -> Item
  ) throws {
    let encoder = encoder
    let lineBreak = UInt8(ascii: "\n")
    let indent = [UInt8](repeating: UInt8(ascii: " "), count: 4)
    var piece: [UInt8] = elements.isEmpty ? [lineBreak] : []
    for (index, element) in elements.enumerated() {
      piece += index == 0 ? [lineBreak] : [UInt8(ascii: ","), lineBreak]
      piece += indent
      let text = [UInt8](try encoder.encode(item(element)))
      for (place, byte) in text.enumerated() {
        piece.append(byte)
        // Lines between the brackets of an empty list stay empty.
        if byte == lineBreak, place + 1 < text.count, text[place + 1] != lineBreak {
          piece += indent
        }
      }
      if piece.count > pieceBytes {
        try sink(piece)
        piece.removeAll(keepingCapacity: true)
      }
    }
    try sink(piece)
  }
}
