import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct DecimalTextTests {
  /// C's formatting, with the sign of zero taken off.
  ///
  /// Foundation's `String(format:)` is no reference: it rounds the shortest decimal once more.
  private func reference(_ value: Double, _ places: Int) -> String {
    var buffer = [CChar](repeating: 0, count: 400)
    let length = withVaList([Int32(places), value]) { vsnprintf(&buffer, 400, "%.*f", $0) }
    let text = String(
      decoding: buffer.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.hasPrefix("-") && !text.contains { ("1"..."9").contains($0) }
      ? String(text.dropFirst()) : text
  }

  @Test func `equals C formatting on random numbers of all sizes`() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<60_000 {
      let exponent = Double.random(in: -12..<17, using: &random)
      let value = Double.random(in: -1...1, using: &random) * pow(10, exponent)
      let places = Int.random(in: 0...9, using: &random)
      #expect(DecimalText.text(value, places: places) == reference(value, places))
    }
  }

  @Test func `equals C formatting on and beside exact ties`() {
    for places in 0...6 {
      for step in 0..<4000 {
        let tie = (Double(step) + 0.5) / pow(2, Double(places))
        for value in [tie, tie.nextUp, tie.nextDown, -tie, Double(step) / 2000 + 0.0005] {
          #expect(DecimalText.text(value, places: places) == reference(value, places))
        }
      }
    }
  }

  @Test(arguments: [
    (0.5, 0, "0"), (1.5, 0, "2"), (0.125, 2, "0.12"), (0.375, 2, "0.38"), (2.675, 2, "2.67"),
    (0.999, 2, "1.00"), (-0.001, 2, "0.00"), (-0.0, 1, "0.0"), (-0.5, 1, "-0.5"),
    (1e300, 2, "1e+300"), (9_007_199_254_740_992, 1, "9007199254740992.0"),
  ]) func `rounds to nearest, ties to even`(value: Double, places: Int, text: String) {
    #expect(DecimalText.text(value, places: places) == text)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `what is no number gives no text`(value: Double) {
    #expect(DecimalText.text(value, places: 2) == "")
    #expect(DecimalText.text(nil, places: 2) == "")
  }

  @Test(arguments: [0, 7, -7, 10, 1_234_567_890, .max, .min])
  func `writes whole numbers`(value: Int) {
    var bytes: [UInt8] = []
    DecimalText.append(value, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == String(value))
  }
}
