import Agreement
import Crosscheck

extension CrosscheckRecord {
  /// The record of a study.
  init(of study: CrosscheckStudy, program: ProgramVersion) {
    self.program = Program(version: program.version, build: program.build)
    level = study.level.rawValue
    radiusUm = study.radiusMicrons
    index = study.agreement.map(Index.init)
    grades = study.agreement.map(Grades.init)
    readers = study.readers.readers.map { reader in
      Reader(
        name: reader.name, count: reader.count, biasPoints: reader.biasPoints,
        meanAbsoluteErrorPoints: reader.meanAbsoluteError,
        concordance: reader.concordance.map(Figure.init),
        kappaLinear: reader.kappa.map(Figure.init),
        repeatabilityIcc11: reader.repeatability.map { Figure($0.coefficient) })
    }
    betweenReadersIcc21 = study.readers.between.map { Figure($0.agreement) }
    nuclei = study.nuclei.map(Nuclei.init)
    nucleiAtLowIndex = study.nucleiAtLowIndex.map(Nuclei.init)
    calibration = study.calibration.map { calibration in
      Calibration(
        factor: calibration.factor, count: calibration.count,
        verdict: calibration.verdict.rawValue, now: Effect(calibration.now),
        fitted: Effect(calibration.fitted), leftOut: Effect(calibration.leftOut))
    }
    subjects = study.subjects.map { subject in
      let counts = subject.fields.reduce(NucleusComparisonCounts()) { $0 + $1.comparison.counts }
      return Subject(
        name: subject.name, level: subject.level.rawValue, region: subject.region,
        slide: subject.slide, manual: Value(subject.manual), measured: Value(subject.measured),
        differencePoints: subject.differencePoints,
        nuclei: subject.fields.isEmpty ? nil : Nuclei(counts))
    }
    unpaired = study.unpaired.map {
      Missing(side: $0.side.rawValue, name: $0.name, reason: $0.reason)
    }
  }
}

extension CrosscheckRecord.Index {
  init(_ agreement: IndexAgreement) {
    self.init(
      count: agreement.pairs.count, manualStandardDeviation: agreement.manualStandardDeviation,
      biasPoints: agreement.biasPoints, meanAbsoluteErrorPoints: agreement.meanAbsoluteError,
      rootMeanSquareErrorPoints: agreement.rootMeanSquareError,
      blandAltman: agreement.blandAltman.map(CrosscheckRecord.Limits.init),
      concordance: agreement.concordance.map { .init($0.coefficient) },
      correlation: agreement.concordance?.correlation,
      icc11: agreement.intraclass.map { .init($0.oneWay) },
      icc21: agreement.intraclass.map { .init($0.agreement) },
      icc31: agreement.intraclass.map { .init($0.consistency) },
      passingBablok: agreement.passingBablok.map(CrosscheckRecord.Line.init),
      deming: agreement.deming.map(CrosscheckRecord.Line.init),
      within20Percent: .init(agreement.close), within20PercentCount: agreement.close.count,
      lowBandCount: agreement.lowBand.count, lowBandBiasPoints: agreement.lowBand.biasPoints)
  }
}

extension CrosscheckRecord.Grades {
  init(_ agreement: IndexAgreement) {
    func kappa(_ weights: WeightedKappa.Weights) -> CrosscheckRecord.Figure? {
      agreement.kappas[weights].map { .init($0.kappa) }
    }
    self.init(
      categories: agreement.grades.categories, table: agreement.grades.counts,
      equal: agreement.grades.equal, higher: agreement.grades.higher,
      lower: agreement.grades.lower, kappa: kappa(.unweighted), kappaLinear: kappa(.linear),
      kappaQuadratic: kappa(.quadratic))
  }
}
