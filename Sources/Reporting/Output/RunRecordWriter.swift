import Foundation
import Quantification

/// Writes a run's record as JSON, cases and slides one by one: memory holds one of them at a time,
/// though a run may have tens of thousands.
///
/// All cases are added, then `endCases(_:)` is called with the rest of the record, then all slides are
/// added, then `finish()` is called.
struct RunRecordWriter {
  /// Takes the text piece by piece.
  private let sink: ([UInt8]) throws -> Void
  private let encoder = Self.encoder
  /// Text that was not handed on yet.
  private var piece: [UInt8] = []
  /// Whether the list that is being written has no element yet.
  private var isFirst = true
  /// What follows the slides.
  private var end = ""

  /// Bytes that are gathered before they are handed on.
  private static let pieceBytes = 1 << 20
  /// What stands before the cases, which are the first key of all.
  private static let start = "{\n  \"cases\" : ["

  /// Begins a record.
  init(to sink: @escaping ([UInt8]) throws -> Void) {
    self.sink = sink
    piece += Self.start.utf8
  }

  /// Adds a case.
  mutating func add(_ result: CaseResult) throws { try add(RunRecord.Case(result)) }

  /// Ends the cases and writes what lies between them and the slides.
  ///
  /// - Parameter record: the record but for its cases and slides.
  /// - Throws: an encoding error, or what the sink throws.
  mutating func endCases(_ record: RunRecord) throws {
    let frame = String(decoding: try encoder.encode(record), as: UTF8.self)
    let (start, afterCases) = try Self.split(frame, at: "cases")
    precondition(start == Self.start, "another key stands before the cases")
    let (middle, end) = try Self.split(afterCases, at: "slides")
    endList()
    piece += middle.utf8
    self.end = end
  }

  /// Adds a slide.
  ///
  /// - Parameters:
  ///   - slide: the slide.
  ///   - hashes: hashes of its files by path.
  /// - Throws: an encoding error, or what the sink throws.
  mutating func add(_ slide: SlideResult, hashes: [PathKey: String]) throws {
    var slide = RunRecord.Slide(slide)
    for tile in slide.tiles.indices {
      slide.tiles[tile].xxh128 = hashes[PathKey(slide.tiles[tile].path)]
    }
    try add(slide)
  }

  /// Ends the slides and the record.
  mutating func finish() throws {
    endList()
    piece += end.utf8
    piece.append(Self.lineBreak)
    try sink(piece)
    piece = []
  }

  private static let lineBreak = UInt8(ascii: "\n")
  private static let indent = [UInt8](repeating: UInt8(ascii: " "), count: 4)

  private mutating func endList() {
    if isFirst { piece.append(Self.lineBreak) }
    isFirst = true
  }

  private mutating func add(_ item: some Encodable) throws {
    piece += isFirst ? [Self.lineBreak] : [UInt8(ascii: ","), Self.lineBreak]
    isFirst = false
    piece += Self.indent
    let text = [UInt8](try encoder.encode(item))
    for (place, byte) in text.enumerated() {
      piece.append(byte)
      // Lines between the brackets of an empty list stay empty.
      if byte == Self.lineBreak, place + 1 < text.count, text[place + 1] != Self.lineBreak {
        piece += Self.indent
      }
    }
    guard piece.count > Self.pieceBytes else { return }
    try sink(piece)
    piece.removeAll(keepingCapacity: true)
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
}
