import Agreement
import Crosscheck
import Grading
import Nuclei
import TestSupport
import Testing

/// Pairing of manual results with a run, and what is made of it.
@Suite("Cross-check")
struct CrosscheckStudyTests {
  private func count(
    _ subject: ManualSubject, _ positive: Int, _ total: Int, reader: String = "",
    repetition: String = ""
  ) throws -> ManualCount {
    ManualCount(
      subject: subject, reader: reader, repetition: repetition,
      value: .counts(try LabelingIndex(positive: positive, total: total)))
  }

  @Test func `what has no counterpart is named on both sides`() throws {
    var run = SmallRun()
    run.add("A", nuclei: SmallRun.nuclei("A", positive: 30, total: 300))
    run.add("B", nuclei: [], failure: "the file is damaged")
    run.add("C", nuclei: SmallRun.nuclei("C", positive: 1, total: 100))
    let study = CrosscheckStudy(
      counts: [
        try count(.specimen(case: "A"), 20, 200), try count(.specimen(case: "B"), 1, 100),
        try count(.specimen(case: "D"), 1, 100),
      ], results: run)
    #expect(study.level == .sameCase && study.subjects.map(\.name) == ["A"])
    #expect(study.unpaired.map(\.name) == ["B", "D", "C"])
    #expect(study.unpaired.map(\.side) == [.manual, .manual, .measured])
    #expect(study.unpaired[0].reason.contains("the file is damaged"))
    #expect(study.unpaired[1].reason.contains("it has A, B, C"))
    #expect(study.subjects[0].differencePoints == 0)
    #expect(study.agreement?.difference == nil && study.agreement?.pairs.count == 1)
  }

  @Test func `grades come from the whole numbers`() throws {
    var run = SmallRun()
    run.add("A", nuclei: SmallRun.nuclei("A", positive: 15, total: 500))
    run.add("B", nuclei: SmallRun.nuclei("B", positive: 101, total: 500))
    let study = CrosscheckStudy(
      counts: [
        try count(.slide("A"), 14, 500),
        ManualCount(
          subject: .slide("B"), reader: "", repetition: "",
          value: try Ki67Measurement(percentText: "20.0").value),
      ], results: run)
    #expect(study.subjects.map(\.manual.grade) == [.g1, .g2])
    #expect(study.subjects.map(\.measured.grade) == [.g2, .g3])
    #expect(study.agreement?.grades.higher == 2 && study.agreement?.grades.equal == 0)
    #expect(study.agreement?.grades.counts == [[0, 1, 0], [0, 0, 1], [0, 0, 0]])
  }

  @Test func `readers are pooled, and told apart`() throws {
    var run = SmallRun()
    var counts: [ManualCount] = []
    for (index, name) in ["A", "B", "C", "D"].enumerated() {
      run.add(name, nuclei: SmallRun.nuclei(name, positive: 10 + 20 * index, total: 400))
      let subject = ManualSubject.image("images/\(name).png")
      counts.append(try count(subject, 5 + 10 * index, 200, reader: "R1", repetition: "1"))
      counts.append(try count(subject, 6 + 10 * index, 200, reader: "R1", repetition: "2"))
      counts.append(try count(subject, 20 + 20 * index, 400, reader: "R2"))
    }
    let study = CrosscheckStudy(counts: counts, results: run)
    #expect(study.level == .sameField && study.subjects.count == 4)
    #expect(study.subjects[0].manual.counts == (try LabelingIndex(positive: 31, total: 800)))
    let readers = study.readers.readers
    #expect(readers.map(\.name) == ["R1", "R2"])
    #expect(abs(readers[0].biasPoints + 0.25) < 1e-9 && abs(readers[1].biasPoints + 2.5) < 1e-9)
    #expect(readers[0].repeatability?.count == 4 && readers[1].repeatability == nil)
    #expect((readers[0].repeatability?.coefficient.value ?? 0) > 0.98)
    #expect(study.readers.between?.raterCount == 2)
  }

  @Test func `marks of an image in its own pixels find their nuclei on the slide`() throws {
    var run = SmallRun()
    run.add("S", nuclei: SmallRun.nuclei("S", positive: 40, total: 500))
    // The right half of the slide, at half resolution.
    run.images = [
      MeasuredImage(
        path: "tiles/S right.png", slide: "S", failure: nil, origin: SIMD2(500, 0),
        size: SIMD2(500, 1000), downsample: 2, index: nil)
    ]
    let inside = run.nucleiBySlide["S", default: []].filter { $0.place.x >= 500 }
    let points = inside.map { nucleus in
      ManualPoint(
        place: (nucleus.place - SIMD2(500, 0)) / 2,
        label: nucleus.isPositive ? .positive : .negative)
    }
    let marks = ManualPoints(
      place: "S right.tif", isImage: true, reader: "", unit: .pixels, field: .unstated,
      points: points + [ManualPoint(place: SIMD2(400, 1), label: .positive)])
    let study = CrosscheckStudy(points: [marks], results: run, radiusMicrons: 3)
    let subject = try #require(study.subjects.first)
    #expect(study.level == .sameNuclei && subject.name == "S right.png")
    #expect(study.nuclei?.found == inside.count && study.nuclei?.marked == inside.count)
    #expect(study.nuclei?.unmarkedNegative == 0 && subject.differencePoints == 0)
    #expect(subject.fields[0].marksOutside == 1)
  }

  @Test func `fields are the whole slide, outlines, the hull or the hotspot`() throws {
    var run = SmallRun()
    run.add("S", nuclei: SmallRun.nuclei("S", positive: 0, total: 625))
    let corners = [(110.0, 110.0), (490, 110), (490, 490), (110, 490)].map { SIMD2($0.0, $0.1) }
    let marked = run.nucleiBySlide["S", default: []].filter {
      $0.place.x > 110 && $0.place.x < 490 && $0.place.y > 110 && $0.place.y < 490
    }
    func unmarked(_ field: ManualPoints.Field, _ option: FieldOption) -> Int? {
      let marks = ManualPoints(
        place: "S", isImage: false, reader: "", unit: .microns, field: field,
        points: marked.map { ManualPoint(place: $0.place * 0.5, label: .negative) })
      let study = CrosscheckStudy(
        points: [marks], results: run, radiusMicrons: 3, field: option)
      return study.nuclei?.unmarkedNegative
    }
    #expect(marked.count == 81)
    #expect(unmarked(.unstated, .whole) == 544)
    #expect(unmarked(.outlines([corners.map { $0 * 0.5 }]), .whole) == 0)
    #expect(unmarked(.unstated, .hull) == 0)
    let disc = run.nucleiBySlide["S", default: []].filter { run.hotspots[0].contains($0.place) }
    let both = marked.filter { run.hotspots[0].contains($0.place) }
    #expect(unmarked(.unstated, .hotspot) == disc.count - both.count)
  }

  @Test func `overlapping images count nothing twice`() throws {
    var run = SmallRun()
    run.add("S", nuclei: SmallRun.nuclei("S", positive: 100, total: 625))
    run.images = [0.0, 400].map { left in
      MeasuredImage(
        path: "S-\(Int(left)).png", slide: "S", failure: nil, origin: SIMD2(left, 0),
        size: SIMD2(600, 1000), downsample: 1, index: nil)
    }
    // The reader marks everything on both, so what lies on both is marked twice.
    let marks = run.images.map { image in
      ManualPoints(
        place: image.path, isImage: true, reader: "", unit: .pixels, field: .unstated,
        points: run.nucleiBySlide["S", default: []].filter { image.contains($0.place) }.map {
          ManualPoint(
            place: $0.place - image.origin, label: $0.isPositive ? .positive : .negative)
        })
    }
    let study = CrosscheckStudy(points: marks, results: run, radiusMicrons: 3)
    #expect(study.nuclei?.marked == 625 && study.nuclei?.measured == 625)
    #expect(study.nuclei?.found == 625)
  }

  @Test func `a cut that is too low is found, and suggested`() throws {
    var run = SmallRun()
    var counts: [ManualCount] = []
    for index in 0..<8 {
      // A sixth of what the program calls positive lies at 1.25 times the cut, and no reader would.
      let weak = 3 + index
      let nuclei = SmallRun.nuclei("S\(index)", positive: 6 * weak, total: 500, weak: weak)
      run.add("S\(index)", nuclei: nuclei)
      counts.append(try count(.slide("S\(index)"), 5 * weak, 500))
    }
    let calibration = try #require(CrosscheckStudy(counts: counts, results: run).calibration)
    #expect(calibration.verdict == .suggested && calibration.count == 8)
    #expect((1.25..<1.26).contains(calibration.factor), "\(calibration.factor)")
    #expect(abs(calibration.fitted.biasPoints) < 1e-9 && calibration.now.biasPoints > 1)
    #expect(calibration.leftOut.meanAbsoluteError < 1e-9)
    let scaled = calibration.applied(to: PositivityParameters())
    #expect(abs(scaled.cutShare - 0.2 * calibration.factor) < 1e-6)
    #expect(abs(scaled.usualCutOD - 0.2 * calibration.factor) < 1e-6)
    #expect(scaled.cutAboveReferenceOD == nil)
    #expect(scaled.evidentAboveReferenceOD == PositivityParameters().evidentAboveReferenceOD)
  }

  @Test func `no cut is suggested without reason`() throws {
    var run = SmallRun()
    var counts: [ManualCount] = []
    for index in 0..<8 {
      let positive = 10 * index + 10
      run.add("S\(index)", nuclei: SmallRun.nuclei("S\(index)", positive: positive, total: 500))
      counts.append(
        try count(.slide("S\(index)"), positive + (index.isMultiple(of: 2) ? 5 : -5), 500))
    }
    let chance = CrosscheckStudy(counts: counts, results: run).calibration
    #expect(chance?.verdict == .withinChance)
    let few = CrosscheckStudy(counts: Array(counts.prefix(3)), results: run).calibration
    #expect(few?.verdict == .tooFew)
    // Readers see twice as many positive nuclei as any cut can give.
    let doubled = try (0..<8).map { try count(.slide("S\($0)"), 20 * $0 + 40, 500) }
    let out = CrosscheckStudy(counts: doubled, results: run).calibration
    #expect(out?.verdict == .notRemovable || out?.verdict == .noGain)
    run.nucleiBySlide = [:]
    #expect(CrosscheckStudy(counts: counts, results: run).calibration == nil)
  }

  @Test func `the worst come first, other grades before all`() throws {
    var run = SmallRun()
    run.add("near", nuclei: SmallRun.nuclei("near", positive: 16, total: 500))
    run.add("far", nuclei: SmallRun.nuclei("far", positive: 300, total: 500))
    run.add("same", nuclei: SmallRun.nuclei("same", positive: 50, total: 500))
    let study = CrosscheckStudy(
      counts: [
        try count(.slide("same"), 50, 500), try count(.slide("far"), 250, 500),
        try count(.slide("near"), 14, 500),
      ], results: run)
    #expect(study.worstFirst.map { study.subjects[$0].name } == ["near", "far", "same"])
  }

  @Test func `images of one file name in different folders are different subjects`() {
    var run = SmallRun()
    for (name, positive) in [("a/s", 10), ("b/s", 60), ("c", 30)] {
      run.add(name, nuclei: SmallRun.nuclei(name, positive: positive, total: 100))
    }
    let marks = run.images.map { image in
      ManualPoints(
        place: image.path, isImage: true, reader: "R", unit: .pixels, field: .unstated,
        points: run.nucleiBySlide[image.slide, default: []].map {
          ManualPoint(place: $0.place, label: $0.isPositive ? .positive : .negative)
        })
    }
    let study = CrosscheckStudy(points: marks, results: run, radiusMicrons: 3)
    #expect(study.subjects.map(\.name) == ["images/a/s.png", "images/b/s.png", "c.png"])
    #expect(study.subjects.allSatisfy { $0.readings.count == 1 && $0.differencePoints == 0 })
  }
}
