import Foundation
import Grading
import Hotspots
import Nuclei
import Quantification
import Reporting
import Testing

@Suite struct HTMLReportTests {
  private static let evil = "<script>alert(\"1\")</script> & 'co'"

  private func page(
    _ cases: [CaseResult], _ slides: [SyntheticSlide], rejected: [RejectedInput] = [],
    overlays: ResultOptions.Overlays = .none
  ) throws -> String {
    let folder = try TemporaryFolder()
    _ = try SyntheticRun.write(
      SyntheticRun.run(cases, slides, rejected: rejected), slides, to: folder.path,
      options: ResultOptions(overlays: overlays, nuclei: .none))
    return String(decoding: bytes("\(folder.path)/report.html"), as: UTF8.self)
  }

  @Test func `texts from outside never become markup`() throws {
    let slide = SyntheticSlide(name: "s\"><b>", caseName: Self.evil)
    var graded = try SyntheticRun.graded(
      Self.evil, slide, carried: [CarriedField(name: "<i>\"x\"", value: Self.evil)])
    graded.gradeRefusal = Self.evil
    let cases = [graded, SyntheticRun.failed(Self.evil, error: Self.evil)]
    let text = try page(
      cases, [slide], rejected: [RejectedInput(input: Self.evil, reason: Self.evil)])
    #expect(text.contains("&lt;script&gt;"))
    for bad in ["<script", "<i>", "<b>", "{{", "}}"] { #expect(!text.contains(bad), "\(bad)") }
  }

  @Test func `the page is well-formed and refers to nothing outside`() throws {
    let slides = [
      SyntheticSlide(name: "s1", caseName: "A"), SyntheticSlide(name: "s2", caseName: "B"),
    ]
    let cases = try slides.map { try SyntheticRun.graded($0.result.caseName, $0) }
    let text = try page(cases, slides, overlays: .all)
    let withoutPictures = text.replacing(/base64,[A-Za-z0-9+\/=]*/, with: "")
    #expect(!text.contains("http:") && !text.contains("https:") && !withoutPictures.contains("//"))
    #expect(!text.contains("<script") && !text.contains("@import") && !text.contains("url("))
    let images = text.components(separatedBy: "<img ").dropFirst()
    #expect(images.count == 4)
    for image in images {
      #expect(image.hasPrefix("src=\"data:image/jpeg;base64,/9j/"))
      let alternative = image.components(separatedBy: "alt=\"")[1].prefix { $0 != "\"" }
      #expect(alternative.count > 20)
    }
    #expect(try openTags(text).isEmpty)
    let anchors = Set(attributes("id", in: text))
    for link in attributes("href", in: text) where link.hasPrefix("#") {
      #expect(anchors.contains(String(link.dropFirst())), "\(link)")
    }
  }

  @Test func `every grade stands with scheme, edition, what decided, and flags`() throws {
    let slide = SyntheticSlide(name: "s1", caseName: "A")
    let fields = [
      SyntheticRun.wellPancreas, ["site": "ileum", "differentiation": "well"],
      ["site": "lung", "differentiation": "well", "mitoses": "4", "mitosis_area_mm2": "2"],
      ["site": "lung", "differentiation": "well", "mitoses": "1", "mitosis_area_mm2": "2"],
      ["site": "pancreas", "differentiation": "poor"], [:],
    ]
    for (number, fields) in fields.enumerated() {
      let result = try SyntheticRun.graded(
        "case", slide, fields: fields, flags: [.pixelSizeDoubtful])
      let record = try #require(result.grade)
      let text = try page([result], [slide]).replacingOccurrences(of: "\u{A0}", with: " ")
      if let scheme = record.scheme {
        #expect(text.contains(scheme.id) && text.contains(scheme.edition), "\(number)")
      }
      if !record.decidedBy.isEmpty { #expect(text.contains(record.decidedByText), "\(number)") }
      for flag in record.flags { #expect(text.contains("<code>\(flag.rawValue)</code>")) }
      #expect(text.contains("<code>PIXEL_SIZE_DOUBTFUL</code>"))
      if let reason = record.reason {
        #expect(text.contains(reason.prefix { $0 != "'" && $0 != "\"" && $0 != ">" }), "\(number)")
      }
      #expect(text.contains("a pathologist must confirm"))
    }
  }

  @Test func `numbers are those of the tables`() throws {
    let slide = SyntheticSlide(name: "s1", caseName: "A")
    let result = try SyntheticRun.graded("A", slide)
    let text = try page([result], [slide]).replacingOccurrences(of: "\u{A0}", with: " ")
    let counts = try #require(slide.result.hotspots.first?.counts)
    let index = try LabelingIndex(positive: counts.positive, total: counts.total)
    #expect(text.contains("\(index.percentText) %"))
    #expect(text.contains("\(index.wilsonInterval.text) %"))
    #expect(text.contains("\(counts.positive) of \(counts.total)"))
    #expect(text.contains("\(slide.result.counts.positive) of \(slide.result.counts.total)"))
  }

  @Test func `a hotspot that does not decide is said so`() throws {
    let slide = SyntheticSlide(name: "s1", caseName: "A")
    let onAll = try page(
      [SyntheticRun.graded("A", slide, onHotspot: false, flags: [.hotspotSmall])], [slide])
    let onHotspot = try page([SyntheticRun.graded("A", slide)], [slide])
    #expect(onAll.contains("rests on all nuclei and not on the hotspot"))
    #expect(onAll.contains("all nuclei measured"))
    #expect(!onHotspot.contains("rests on all nuclei"))
    #expect(onHotspot.contains("hotspot of"))
  }

  @Test func `what stands beside the grade is shown with its figures`() throws {
    let slide = SyntheticSlide(name: "s1", caseName: "A")
    let points = LabelledPoints(
      nuclei: slide.nuclei.map(\.nucleus), micronsPerPixel: SIMD2(0.5, 0.5))
    let found = try #require(
      HotspotSearch(points: points, micronsPerPixel: SIMD2(0.5, 0.5))
        .find(HotspotRequest(mode: .cells(50)), areaIsKnown: true).hotspots.first)
    let selection = try #require(found.selection)
    var result = try SyntheticRun.graded("A", slide)
    result.evidence.selection = selection
    result.evidence.nucleiToSettle = 4321
    let text = try page([result], [slide]).replacingOccurrences(of: "\u{A0}", with: " ")
    #expect(text.contains(DecimalText.text(100 * selection.adjustedIndex, places: 2) + " %"))
    #expect(text.contains(selection.isAboveChance ? "above chance" : "not above chance"))
    #expect(text.contains("4321, were the index to stay"))
    let rows = try CSVParser.rows(CasesTable.bytes(of: SyntheticRun.run([result], [slide])))
    let column = try #require(rows[0].firstIndex(of: "hotspot_adjusted_index_percent"))
    #expect(rows[1][column] == DecimalText.text(100 * selection.adjustedIndex, places: 4))
  }

  @Test func `failed cases and inputs have their reasons`() throws {
    let text = try page(
      [SyntheticRun.failed("A", error: "no readable image")], [],
      rejected: [RejectedInput(input: "m.csv:3", reason: "file is missing", slide: "s9")])
    #expect(text.contains("no readable image"))
    #expect(text.contains("m.csv:3") && text.contains("file is missing") && text.contains("s9"))
  }

  @Test(arguments: [(50, false), (51, true)])
  func `pictures of many cases stay outside the page, and it says so`(count: Int, linked: Bool)
    throws
  {
    let slides = (1...count).map {
      SyntheticSlide(name: "a b#\($0)", caseName: "c\($0)", width: 60, height: 40, count: 12)
    }
    let cases = try slides.map { try SyntheticRun.graded($0.result.caseName, $0, onHotspot: false) }
    let text = try page(cases, slides, overlays: .hotspots)
    #expect(text.contains("data:image") != linked)
    #expect(text.contains("src=\"overlays/report/a%20b%231-hotspot-1.jpg\"") == linked)
    #expect(text.contains("Pictures are too many") == linked)
  }

  @Test func `a slide that its hotspot covers is shown once`() throws {
    var slide = SyntheticSlide(name: "s1", caseName: "A", width: 200, height: 150, count: 30)
    slide.result.hotspots[0].radiusPixels = 300
    slide.result.hotspots[0].counts = slide.result.counts
    let cases = [try SyntheticRun.graded("A", slide, onHotspot: false)]
    #expect(try page(cases, [slide], overlays: .all).components(separatedBy: "<img ").count == 2)
    #expect(
      try page(cases, [slide], overlays: .hotspots).components(separatedBy: "<img ").count == 2)
  }

  /// Values of an attribute.
  private func attributes(_ name: String, in text: String) -> [String] {
    text.components(separatedBy: " \(name)=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
  }

  /// Tags that were not closed in order; throws at one that closes another.
  private func openTags(_ text: String) throws -> [String] {
    struct Mismatch: Error { var tag: String }
    let void: Set<String> = ["meta", "img", "!doctype"]
    var open: [String] = []
    for piece in text.split(separator: "<").dropFirst() {
      let tag = piece.prefix { $0 != ">" && $0 != " " && $0 != "\n" }.lowercased()
      if void.contains(tag) || piece.prefix(while: { $0 != ">" }).hasSuffix("/") { continue }
      if tag.hasPrefix("/") {
        guard open.popLast() == String(tag.dropFirst()) else { throw Mismatch(tag: tag) }
      } else {
        open.append(tag)
      }
    }
    return open
  }
}
