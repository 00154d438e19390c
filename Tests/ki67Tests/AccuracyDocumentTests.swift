import Foundation
import Testing

/// `docs/accuracy.md` is filled by `benchmarks/evidence.sh`; both must speak of the same tables.
@Suite("The document on accuracy")
struct AccuracyDocumentTests {
  private func text(_ path: String) throws -> String {
    try String(contentsOf: repositoryRoot.appendingPathComponent(path), encoding: .utf8)
  }

  @Test func `every table that is measured has its place, and every place its table`() throws {
    let script = try text("benchmarks/evidence.sh")
    let document = try text("docs/accuracy.md")
    let measured = script.matches(of: #/\ntable ([a-z-]+) /#).map { String($0.1) }
    let places = document.matches(of: #/<!-- ([a-z-]+) -->\n/#).map { String($0.1) }
    let ends = document.matches(of: #/<!-- /([a-z-]+) -->\n/#).map { String($0.1) }
    #expect(measured.count == 6 && Set(measured) == Set(places))
    #expect(places == ends && Set(places).count == places.count)
    for place in places {
      let start = try #require(document.range(of: "<!-- \(place) -->\n|"), "\(place) is empty")
      let rows = document[start.lowerBound...].split(separator: "\n").dropFirst()
        .prefix { $0.hasPrefix("|") }
      // Below the head and its rule.
      #expect(rows.count >= 3, "\(place) has no rows")
    }
  }

  @Test func `the picture of agreement holds figures and no image`() throws {
    let picture = try text("docs/images/agreement.svg")
    #expect(picture.hasPrefix("<svg ") && picture.contains("CCC"))
    #expect(!picture.contains("<image") && !picture.contains("data:"))
  }
}
