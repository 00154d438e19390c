import Agreement
import Crosscheck
import Grading

/// `crosscheck.html`: one page that needs nothing else. The same comparison gives the same bytes.
struct CrosscheckHTML {
  /// Most subjects shown with their pictures; the table has all of them.
  static let mostPictures = 24
  /// Most subjects on the page; `crosscheck.csv` has all of them.
  static let mostSubjects = 200

  var study: CrosscheckStudy
  var version: String
  var pictures: FieldPictures

  /// The page as UTF-8.
  func bytes() throws -> [UInt8] {
    let text = String(decoding: PackageResources.crosscheck_mustache, as: UTF8.self)
    return Array(try PiecewiseTemplate(text).render(page()).utf8)
  }

  /// The style of the report, which both pages share.
  static var style: String {
    String(decoding: PackageResources.report_css, as: UTF8.self)
  }

  private func page() -> CrosscheckPage {
    let anchors = study.subjects.indices.map { "subject-\($0 + 1)" }
    let plot = study.agreement.map {
      AgreementPlot(study: study, agreement: $0, anchors: anchors)
    }
    let subjects = subjects(anchors)
    let readers = readers()
    return CrosscheckPage(
      version: version, style: Self.style, level: CrosscheckText.level(study.level),
      caution: CrosscheckText.caution(study.level), facts: facts(), hasAgreement: plot != nil,
      scatter: plot?.scatter() ?? "", blandAltman: plot?.blandAltman() ?? "",
      confusion: study.agreement.map { ConfusionChart(table: $0.grades).svg() } ?? "",
      indexFigures: study.agreement.map(indexFigures) ?? [],
      gradeFigures: study.agreement.map(gradeFigures) ?? [], hasNuclei: study.nuclei != nil,
      nucleusFigures: study.nuclei.map(nucleusFigures) ?? [], hasReaders: !readers.isEmpty,
      readers: readers,
      betweenReaders: study.readers.between.map {
        CrosscheckText.figure($0.agreement, places: 3) + ", \($0.subjectCount) subjects"
      },
      calibration: study.calibration.map(calibration), hasUnpaired: !study.unpaired.isEmpty,
      unpaired: study.unpaired.map { item in
        CrosscheckPage.Unpaired(
          name: item.name, side: item.side == .manual ? "manual results" : "run",
          reason: item.reason)
      },
      hasSubjects: !subjects.isEmpty, subjects: subjects,
      hasPictures: subjects.contains(where: \.hasPicture) && study.nuclei != nil,
      symbols: study.nuclei.map { Self.symbols($0, keepsEmpty: true) } ?? [],
      leftOut: leftOut(),
      hasNucleusTable: study.nuclei != nil)
  }

  private func facts() -> [CrosscheckPage.Fact] {
    var facts = [
      CrosscheckPage.Fact(name: "Compared", value: "\(study.subjects.count)", detail: nil)
    ]
    if let agreement = study.agreement {
      facts.append(
        CrosscheckPage.Fact(
          name: "Bias",
          value: CrosscheckText.number(agreement.biasPoints, places: 1, signed: true),
          detail: "points"))
      if let concordance = agreement.concordance {
        facts.append(
          CrosscheckPage.Fact(
            name: "Concordance",
            value: CrosscheckText.number(concordance.coefficient.value, places: 3)))
      }
      facts.append(
        CrosscheckPage.Fact(
          name: "Same grade", value: "\(agreement.grades.equal)",
          detail: "of \(agreement.grades.total)"))
    }
    if let f1 = study.nuclei?.detection.f1 {
      facts.append(
        CrosscheckPage.Fact(name: "Nuclei, F1", value: CrosscheckText.number(f1, places: 3)))
    }
    let missing = study.unpaired.count { $0.side == .manual }
    facts.append(CrosscheckPage.Fact(name: "Not paired", value: "\(missing)"))
    return facts
  }

  private func readers() -> [CrosscheckPage.Reader] {
    let readers = study.readers.readers
    guard readers.count > 1 || readers.contains(where: { $0.repeatability != nil }) else {
      return []
    }
    return readers.map { reader in
      CrosscheckPage.Reader(
        name: reader.name.isEmpty ? "not named" : reader.name, count: "\(reader.count)",
        bias: CrosscheckText.number(reader.biasPoints, places: 1, signed: true),
        error: CrosscheckText.number(reader.meanAbsoluteError, places: 1),
        concordance: reader.concordance.map { CrosscheckText.figure($0, places: 3) } ?? "–",
        kappa: reader.kappa.map(CrosscheckText.kappa) ?? "–",
        repeatability: reader.repeatability.map {
          CrosscheckText.figure($0.coefficient, places: 3) + ", \($0.count) subjects"
        } ?? "–")
    }
  }

  private func calibration(_ calibration: CutCalibration) -> CrosscheckPage.Calibration {
    let rows = [
      ("The cut as it is", calibration.now),
      ("With the factor", calibration.fitted),
      ("On subjects left out one by one", calibration.leftOut),
    ].map { name, effect in
      CrosscheckPage.Calibration.Row(
        name: name, bias: CrosscheckText.number(effect.biasPoints, places: 1, signed: true),
        error: CrosscheckText.number(effect.meanAbsoluteError, places: 1),
        grades: "\(effect.sameGrade) of \(calibration.count)")
    }
    return CrosscheckPage.Calibration(
      factor: CrosscheckText.number(calibration.factor, places: 3),
      verdict: CrosscheckText.verdict(calibration),
      isJudged: calibration.verdict != .tooFew, rows: rows)
  }

  // MARK: Subjects

  private func leftOut() -> String? {
    let count = study.subjects.count
    if count > Self.mostSubjects {
      return
        "Shown are the \(Self.mostSubjects) subjects that differ most, \(Self.mostPictures) of them "
        + "with pictures; crosscheck.csv has all \(count)."
    }
    return count > Self.mostPictures
      ? "Pictures are shown for the \(Self.mostPictures) subjects that differ most." : nil
  }

  private func subjects(_ anchors: [String]) -> [CrosscheckPage.Subject] {
    study.worstFirst.prefix(Self.mostSubjects).enumerated().map { rank, position in
      let subject = study.subjects[position]
      let picture = rank < Self.mostPictures ? pictures.svg(of: subject) : nil
      let counts = subject.fields.reduce(NucleusComparisonCounts()) { $0 + $1.comparison.counts }
      let influence = study.agreement?.influenceOnBias[position].map {
        CrosscheckText.number($0, places: 2, signed: true)
      }
      return CrosscheckPage.Subject(
        anchor: anchors[position], name: subject.name, region: subject.region,
        manual: CrosscheckText.index(subject.manual), manualGrade: subject.manual.grade.rawValue,
        measured: CrosscheckText.index(subject.measured),
        measuredGrade: subject.measured.grade.rawValue,
        difference: CrosscheckText.number(subject.differencePoints, places: 1, signed: true),
        differs: subject.manual.grade != subject.measured.grade, influence: influence ?? "–",
        readings: subject.readings.count > 1 ? Self.readings(subject) : nil,
        notes: Self.notes(subject), hasPicture: picture != nil, picture: picture ?? "",
        hasCounts: !subject.fields.isEmpty, counts: Self.symbols(counts, keepsEmpty: false))
    }
  }

  private static func readings(_ subject: ComparedSubject) -> String {
    subject.readings.map { reading in
      let name = [reading.reader, reading.repetition].filter { !$0.isEmpty }
      return "\(name.isEmpty ? "reading" : name.joined(separator: " ")): "
        + CrosscheckText.index(reading.value)
    }.joined(separator: "; ")
  }

  private static func notes(_ subject: ComparedSubject) -> [String] {
    var notes: [String] = []
    if subject.fields.contains(where: \.isScaleEstimated) {
      notes.append(
        "The pixel size is unknown; nuclei were paired with the one that detection estimated.")
    }
    let outside = subject.fields.reduce(0) { $0 + $1.marksOutside }
    let leftOut = FieldPictures.leftOutSigns(subject)
    if leftOut > 0 {
      notes.append(
        "The picture shows \(FieldPictures.mostSigns) signs; \(leftOut) more are in crosscheck-nuclei.csv."
      )
    }
    if outside > 0 { notes.append("\(outside) marks lie outside the field and do not count.") }
    return notes
  }

  private static func symbols(
    _ counts: NucleusComparisonCounts, keepsEmpty: Bool
  ) -> [CrosscheckPage.Symbol] {
    DifferenceSymbol.allCases.compactMap { symbol in
      let count = symbol.count(in: counts)
      guard keepsEmpty || count > 0 else { return nil }
      return CrosscheckPage.Symbol(
        svg: "<svg class=\"key-sign\" viewBox=\"-11 -11 22 22\" aria-hidden=\"true\">"
          + "<g class=\"sign \(symbol.rawValue)\">\(symbol.shape)</g></svg>",
        meaning: symbol.meaning, count: "\(count)")
    }
  }
}
