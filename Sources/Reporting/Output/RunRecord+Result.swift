import Foundation
import Hotspots
import Nuclei
import Quantification
import SlideIO
import Stains

extension RunRecord {
  /// Gathers the record of a finished run, but for its cases and slides.
  ///
  /// - Parameters:
  ///   - run: its results.
  ///   - casesGraded: how many cases have a grade or a category.
  ///   - program: who ran it.
  ///   - started: when it began; it ends now.
  ///   - files: files written so far, relative to the output folder.
  init(
    of run: RunResult, casesGraded: Int, program: ProgramVersion, started: Date, files: [String]
  ) {
    let finished = Date()
    self.program = Program(version: program.version, build: program.build)
    startedAt = started.formatted(.iso8601)
    finishedAt = finished.formatted(.iso8601)
    seconds = finished.timeIntervalSince(started)
    machine = Machine.current
    settings = Settings(
      profile: ProfileRecord(
        name: run.settings.profile.name, stains: run.settings.profile.stains,
        detection: run.settings.profile.detection, positivity: run.settings.profile.positivity,
        tumor: run.settings.profile.tumor, regions: run.settings.profile.regions,
        tissue: run.settings.profile.tissue, grading: run.settings.profile.grading),
      hotspot: run.settings.hotspot.text, threads: run.settings.threads,
      memoryLimitBytes: run.settings.memoryLimitBytes)
    counts = Counts(of: run, casesGraded: casesGraded)
    rejected = run.rejected.map { Rejected(input: $0.input, reason: $0.reason) }
    self.files = files
  }
}

extension RunRecord.Counts {
  init(of run: RunResult, casesGraded: Int) {
    let slides = run.slides.digests
    func sum(_ value: (SlideDigest) -> Int) -> Int { slides.reduce(0) { $0 + value($1) } }
    self.init(
      cases: run.cases.count, casesGraded: casesGraded, slides: slides.count,
      slidesMeasured: slides.count { $0.status == .measured }, tiles: sum(\.tiles),
      tilesMeasured: sum(\.tilesMeasured), tilesFailed: sum(\.tilesFailed),
      tilesSkipped: sum(\.tilesSkipped), inputsRejected: run.rejected.count,
      nuclei: sum(\.nuclei))
  }
}

extension RunRecord.Case {
  init(_ result: CaseResult) {
    self.init(
      case: result.input.name, status: result.status, error: result.error, slides: result.slides,
      global: result.global, census: RunRecord.Census(result.census),
      hotspot: result.hotspot?.hotspot.counts,
      hotspotCensus: result.hotspot.map { RunRecord.Census($0.hotspot.census) },
      hotspotSlide: result.hotspot?.slide, grade: result.grade,
      gradedRegion: result.gradedRegion, evidence: RunRecord.Evidence(result.evidence),
      refusal: result.gradeRefusal,
      flags: CaseFlag.all(of: result).map(\.code), gradingFields: result.input.gradingFields,
      carriedFields: result.input.carriedFields)
  }
}

extension RunRecord.Slide {
  init(_ slide: SlideResult) {
    let calibration = slide.calibration
    self.init(
      slide: slide.slide, case: slide.caseName, status: slide.status, error: slide.error,
      width: slide.width, height: slide.height,
      pixelSize: slide.pixelSize.map {
        RunRecord.Size(
          xMicrons: $0.xMicrons, yMicrons: $0.yMicrons, source: $0.source.rawValue)
      },
      white: calibration.map { Self.list($0.white) },
      whiteSource: calibration?.whiteSource.rawValue,
      hematoxylin: calibration.map { Self.list($0.vectors.hematoxylin) },
      dab: calibration.map { Self.list($0.vectors.dab) },
      vectorsSource: calibration?.vectorsSource.rawValue, positivity: slide.positivity,
      calibrationDoubts: slide.calibrationDoubts.map {
        RunRecord.Doubt(code: $0.code, explanation: $0.text)
      },
      kindReference: slide.kindReference, counts: slide.counts,
      census: RunRecord.Census(slide.census),
      tissue: slide.areas.map { RunRecord.Tissue($0, quality: slide.quality) },
      flags: slide.flags.map(\.rawValue), regions: slide.regions.map(RunRecord.Region.init),
      regionNotes: slide.regionNotes, seconds: slide.seconds,
      tiles: slide.tiles.map(RunRecord.Tile.init))
  }

  private static func list(_ vector: SIMD3<Double>) -> [Double] { [vector.x, vector.y, vector.z] }
}

extension RunRecord.Region {
  init(_ region: RegionResult) {
    let isCounted = region.role == .include
    self.init(
      name: region.name, class: region.className, role: region.role,
      areaMm2: region.areaSquareMillimeters, tissueAreaMm2: region.tissueSquareMillimeters,
      counts: isCounted ? region.counts : nil,
      census: isCounted ? RunRecord.Census(region.census) : nil)
  }
}

extension RunRecord.Census {
  init(_ census: NucleusCensus) {
    self.init(
      weak: census.weak, moderate: census.moderate, strong: census.strong,
      expectedPositive: census.expectedPositive,
      expectedIndexPercent: census.expectedIndexPercent, excluded: census.excluded,
      kinds: Dictionary(
        uniqueKeysWithValues: NucleusKind.allCases.map { ($0.rawValue, census.count(of: $0)) }))
  }
}

extension RunRecord.Tissue {
  init(_ areas: TissueAreas, quality: TissueQuality?) {
    self.init(
      areasMM2: areas.squareMillimetersPerPixel.map { area in
        Dictionary(
          uniqueKeysWithValues: TissueClass.allCases.map {
            ($0.rawValue, area * (areas.pixels[$0] ?? 0))
          })
      },
      excluded: TissueClass.excludable.filter(areas.excluded.contains), focus: quality?.focus,
      blackShare: quality?.blackShare, whiteShare: quality?.whiteShare)
  }
}

extension RunRecord.Tile {
  init(_ tile: TileResult) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: tile.path)
    self.init(
      image: tile.image, path: tile.path, bytes: attributes?[.size] as? Int, status: tile.status,
      error: tile.error, warnings: tile.warnings)
  }
}

extension RunRecord.Machine {
  /// The machine this runs on.
  static var current: RunRecord.Machine {
    let process = ProcessInfo.processInfo
    #if arch(x86_64)
      let architecture = "x86_64"
    #elseif arch(arm64)
      let architecture = "arm64"
    #else
      let architecture = "other"
    #endif
    return RunRecord.Machine(
      system: process.operatingSystemVersionString, architecture: architecture,
      processors: process.processorCount, memoryBytes: process.physicalMemory)
  }
}
