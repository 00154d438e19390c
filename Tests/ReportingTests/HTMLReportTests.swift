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
    #expect(text.components(separatedBy: "<script").count == 2)
    for bad in ["alert(\"", "<i>", "<b>", "{{", "}}"] { #expect(!text.contains(bad), "\(bad)") }
  }

  @Test func `the page is well-formed and refers to nothing outside`() throws {
    let slides = [
      SyntheticSlide(name: "s1", caseName: "A"), SyntheticSlide(name: "s2", caseName: "B"),
    ]
    let cases = try slides.map { try SyntheticRun.graded($0.result.caseName, $0) }
    let text = try page(cases, slides, overlays: .all)
    let withoutPictures = text.replacing(/base64,[A-Za-z0-9+\/=]*/, with: "")
    #expect(!text.contains("http:") && !text.contains("https:") && !withoutPictures.contains("//"))
    #expect(!text.contains("@import") && !text.contains("url(") && !text.contains(" src=\"/"))
    #expect(text.contains("default-src 'none'"))
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

  @Test func `clinical data stand in the synopsis, and what is not given is said so`() throws {
    let slide = SyntheticSlide(name: "s1", caseName: "A")
    let fields = [
      "synaptophysin": "positive", "stage": "pT2 pN1 M0", "stage_system": "AJCC",
      "sstr_imaging": "avid in the liver", "ward": "7 B",
    ].sorted { $0.key < $1.key }.map { CarriedField(name: $0.key, value: $0.value) }
    let text = try page([SyntheticRun.graded("A", slide, carried: fields)], [slide])
    for (name, value) in [
      ("Synaptophysin", "positive"), ("Stage", "pT2 pN1 M0 (AJCC, edition not given)"),
      ("Somatostatin-receptor imaging", "avid in the liver"), ("ward", "7 B"),
    ] { #expect(text.contains("<dt>\(name)</dt><dd>\(value)</dd>"), "\(name)") }
    for field in ClinicalField.allCases where ![.stageSystem, .stageEdition].contains(field) {
      #expect(text.contains("<dt>\(field.name)</dt>"), "\(field)")
    }
    #expect(text.contains("<dt>Hereditary syndrome</dt><dd class=\"soft\">not given</dd>"))
  }

  @Test func `every sentence of the explanations names a source that is listed`() throws {
    let slide = SyntheticSlide(name: "s1", caseName: "A")
    let fields: [[String: String]] = [
      SyntheticRun.wellPancreas, ["site": "pancreas", "differentiation": "small cell"],
      ["site": "lung", "differentiation": "well", "mitoses": "1", "mitosis_area_mm2": "2"],
      ["site": "larynx", "differentiation": "well", "mitoses": "1", "mitosis_area_mm2": "2"],
      ["site": "pancreas"], ["site": "pancreas", "differentiation": "poor", "scheme": "who-2010"],
    ]
    let cases = try fields.enumerated().map {
      try SyntheticRun.graded("case \($0)", slide, fields: $1)
    }
    let text = try page(cases, [slide])
    let lists = text.components(separatedBy: "<ul class=\"sentences\">").dropFirst().map {
      $0.components(separatedBy: "</ul>")[0]
    }
    #expect(lists.count == cases.count + 5)
    for list in lists {
      let items = list.components(separatedBy: "<li>").dropFirst()
      #expect(items.count >= 2)
      for item in items { #expect(item.contains("class=\"source\" href=\"#source-"), "\(item)") }
    }
    #expect(Set(lists.prefix(cases.count)).count >= 4)
  }

  @Test func `charts tell in words what they show`() throws {
    var slide = SyntheticSlide(name: "s1", caseName: "A")
    slide.result.densities = DensityHistogram(of: slide.nuclei.lazy.map(\.nucleus))
    var positivity = PositivityCalibration(
      nuclei: slide.nuclei.map(\.nucleus), parameters: PositivityParameters())
    positivity.cutOD = 0.25
    slide.result.positivity = positivity
    slide.result.fields = FieldGrid(
      points: LabelledPoints(nuclei: slide.nuclei.map(\.nucleus), micronsPerPixel: SIMD2(5, 5)))
    let text = try page([SyntheticRun.graded("A", slide)], [slide])
    let counts = slide.result.counts
    #expect(
      text.contains("of \(counts.total) tumor nuclei: \(counts.positive) above the cut at 0.250"))
    #expect(text.contains("Dashed: cut-offs."))
    for chart in text.components(separatedBy: "<svg ").dropFirst() {
      #expect(chart.prefix { $0 != ">" }.contains("role=\"img\" aria-label=\""))
    }
  }

  @Test func `the text to copy is plain and says what the page says`() throws {
    let slide = SyntheticSlide(name: "s1", caseName: "A")
    let result = try SyntheticRun.graded("A & B", slide, flags: [.pixelSizeDoubtful])
    let text = try page([result], [slide])
    let copied = text.components(separatedBy: "<pre")[1].components(separatedBy: "</pre>")[0]
    #expect(copied.contains("Case A &amp; B\n"))
    let record = try #require(result.grade)
    for word in [
      record.label, record.decidedByText, record.scheme?.id ?? "", record.scheme?.edition ?? "",
      "[PIXEL_SIZE_DOUBTFUL]", "a pathologist must confirm", "Primary site: pancreas",
    ] { #expect(copied.contains(word), "\(word)") }
    let ending = copied.drop { $0 != ">" }.dropFirst()
    #expect(!ending.contains("<") && !ending.contains("\u{A0}"))
  }

  /// Values of an attribute.
  private func attributes(_ name: String, in text: String) -> [String] {
    text.components(separatedBy: " \(name)=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
  }

  /// Tags that were not closed in order; throws at one that closes another.
  private func openTags(_ text: String) throws -> [String] {
    struct Mismatch: Error { var tag: String }
    let void: Set<String> = ["meta", "img", "!doctype", "input", "wbr"]
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
