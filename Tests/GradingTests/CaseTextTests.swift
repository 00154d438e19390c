import Grading
import TestSupport
import Testing

@Suite("Case data as text")
struct CaseTextTests {
  @Test(arguments: FixtureRow.table("sites"))
  func `sites are found however they are written`(row: FixtureRow) throws {
    let site = try PrimarySite.parse(row["text"])
    #expect((site?.code ?? "") == row["code"])
    let scheme = site.flatMap { GradingScheme.current(for: $0.family) }
    #expect((scheme?.id ?? "") == row["scheme"])
  }

  @Test func `every site is found by its code, name and synonyms, and by nothing else's`() throws {
    var texts = Set<String>()
    for site in PrimarySite.all {
      for text in Set(
        [site.code.replacing("_", with: " "), site.name.lowercased()] + site.synonyms)
      {
        #expect(try PrimarySite.parse(text) == site)
        #expect(texts.insert(text).inserted, "\(text) names two sites")
      }
      #expect((site.refusal != nil) == (site.family == .withoutScheme))
      #expect(PrimarySite.with(code: site.code) == site)
    }
  }

  @Test(arguments: FixtureRow.table("refused-texts"))
  func `text that cannot be understood names its column, itself and what was expected`(
    row: FixtureRow
  ) throws {
    let error = #expect(throws: CaseDataError.self) { try CaseData(fields: row.values) }
    #expect(error?.field.rawValue == row["field"])
    let message = error?.description ?? ""
    #expect(message.contains("column \(row["field"])") && message.contains(row["message_has"]))
  }

  @Test(arguments: [
    ("well", Differentiation.Level.well, Differentiation.CarcinomaType?.none),
    ("Well-differentiated", .well, nil), ("NET", .well, nil), ("atypical carcinoid", .well, nil),
    ("poorly differentiated", .poor, nil), ("NEC", .poor, nil), ("SCNEC", .poor, .smallCell),
    ("poor, small-cell", .poor, .smallCell),
    ("large cell neuroendocrine carcinoma", .poor, .largeCell),
    ("MiNEN", .mixed, nil), ("", .unknown, nil), ("not stated", .unknown, nil),
    ("N/A", .unknown, nil),
    ("adenocarcinoma", .notNeuroendocrine, nil), ("non-neuroendocrine", .notNeuroendocrine, nil),
  ])
  func `differentiation is read as pathologists write it`(
    text: String, level: Differentiation.Level, type: Differentiation.CarcinomaType?
  ) throws {
    let differentiation = try Differentiation.parse(text)
    #expect(differentiation.level == level && differentiation.carcinomaType == type)
  }

  @Test(arguments: [
    ("resection", Specimen.Kind.resection, false, false),
    ("distal pancreatectomy with lymph node dissection", .resection, false, false),
    ("Liver metastasis, core biopsy", .biopsy, true, false), ("EUS-FNA", .cytology, false, false),
    ("lymph node biopsy", .biopsy, true, false),
    ("resection, no metastasis", .resection, false, false),
    ("resection post-therapy", .resection, false, true),
    ("ypT2 resection", .resection, false, true),
    ("biopsy after chemotherapy", .biopsy, false, true), ("block A3", .unknown, false, false),
    ("after resection of the primary: hepatic met", .resection, true, false),
  ])
  func `specimens give kind, metastasis and treatment`(
    text: String, kind: Specimen.Kind, isMetastasis: Bool, isPostTherapy: Bool
  ) {
    let specimen = Specimen(parsing: text)
    #expect(specimen.kind == kind && specimen.text == text)
    #expect(specimen.isMetastasis == isMetastasis && specimen.isPostTherapy == isPostTherapy)
  }

  @Test func `unknown columns and blank cells change nothing`() throws {
    let plain = try CaseData(fields: ["site": "ileum"])
    let padded = try CaseData(fields: ["site": " Ileum ", "mitoses": "  ", "block": "A3"])
    #expect(plain == padded)
    #expect(try CaseData(fields: [:]) == CaseData())
  }

  @Test func `hostile text ends as an error or a record, never as a crash`() throws {
    let pieces = [
      "", "9", "999999999", "0.000001", "99999", "/", "mm2", "hpf", " per ", "10", "²", "é",
      "\u{0}",
      "-", "1e9", "small cell", "well", "pancreas", "liver", "%", "5/0.000001 mm2", "١٢", "½",
    ]
    var generator = SeededGenerator(seed: 5)
    var understood = 0
    for _ in 0..<5_000 {
      var fields: [String: String] = [:]
      for field in CaseField.allCases where Bool.random(using: &generator) {
        let count = Int.random(in: 0...3, using: &generator)
        fields[field.rawValue] = (0..<count)
          .compactMap { _ in pieces.randomElement(using: &generator) }.joined()
      }
      guard let data = try? CaseData(fields: fields) else { continue }
      understood += 1
      let record = data.grade(ki67: Ki67Measurement(try LabelingIndex(positive: 1, total: 7)))
      #expect(!record.summary.isEmpty && !record.synopsis.isEmpty)
    }
    #expect(understood > 20)
  }

  @Test func `extreme counts and areas stay exact and printable`() throws {
    let extremes = [
      MitoticCount.Texts(mitoses: "99999.999999", areaMm2: "0.000001"),
      MitoticCount.Texts(mitoses: "0.000001", areaMm2: "9999.999999"),
      MitoticCount.Texts(
        mitoses: "99999.999999", fields: "99999", fieldNumber: "49.999999", objective: "25.000001"),
      MitoticCount.Texts(mitoses: "99999.999999", fields: "1", fieldDiameterMm: "0.100001"),
      MitoticCount.Texts(mitoses: "99999.999999/99999 HPF"),
    ]
    for texts in extremes {
      let mitoses = try #require(try MitoticCount.parse(texts))
      #expect(mitoses.perTwoSquareMillimeters > .zero)
      let record = CaseData(mitoses: mitoses, scheme: .whoGEP2022).grade(ki67: nil)
      #expect(record.mitoses?.perTwoMm2.isFinite == true && !record.summary.isEmpty)
    }
  }
}
