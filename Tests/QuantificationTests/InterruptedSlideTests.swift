import Foundation
import Nuclei
import Quantification
import Raster
import SlideIO
import Testing

/// Slides whose measurement ends before its time.
@Suite struct InterruptedSlideTests {
  private let folder: TemporaryFolder
  private let slide: SlideInput

  init() throws {
    folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 5, width: 4300, height: 4200, micronsPerPixel: 1)
    let path = "\(folder.path)/large.svs"
    var options = PyramidWriter.Options()
    options.compression = .lzw
    options.pixelSize = run.pixelSize
    let writer = try PyramidWriter(
      path: path, width: run.image.width, height: run.image.height, options: options)
    try writer.append(run.image)
    try writer.finish()
    slide = SlideInput(
      slide: "large", caseName: "case", tiles: [TileInput(path: path, image: "large.svs")])
  }

  private func measure(
    threads: Int, _ journal: MemoryJournal? = nil, stop: StopRequest = StopRequest()
  ) throws -> (result: SlideResult, nuclei: [TiledNucleus]) {
    let observer = CollectingObserver()
    let run = QuantificationRun(
      input: RunInput(cases: [CaseInput(name: "case")], slides: [slide], rejected: []),
      settings: RunSettings(threads: threads), profiles: [:], model: try NucleusModel.builtIn(),
      observer: observer, ledger: journal.map(OneLedger.init), stop: stop
    ).run()
    var result = try #require(run.slides.first)
    result.seconds = 0
    return (result, observer.nuclei["large"] ?? [])
  }

  @Test func `it goes on part by part, and ends as if nothing had happened`() throws {
    let undisturbed = try measure(threads: 2)
    #expect(undisturbed.result.status == .measured && undisturbed.nuclei.count > 1000)
    var records: [[UInt8]] = []
    var shares: [Double] = []
    var last = undisturbed
    for attempt in 1...20 {
      let stop = StopRequest()
      let journal = MemoryJournal(records, stop: stop)
      last = try measure(threads: 1 + attempt % 2, journal, stop: stop)
      records = journal.records
      #expect(records.count == attempt)
      if last.result.status == .measured { break }
      #expect(last.result.status == .skipped && last.nuclei.isEmpty)
      shares.append(try #require(last.result.shareNoted))
    }
    #expect(shares.count >= 2 && shares == shares.sorted() && shares.allSatisfy { $0 < 1 })
    #expect(last.result == undisturbed.result)
    #expect(last.nuclei == undisturbed.nuclei)
    // What was noted to the end is enough.
    let again = try measure(threads: 1, MemoryJournal(records))
    #expect(again.result == undisturbed.result && again.nuclei == undisturbed.nuclei)
  }

  @Test func `records that cannot be read are dropped`() throws {
    let undisturbed = try measure(threads: 2)
    let journal = MemoryJournal([[1, 2, 3]])
    let found = try measure(threads: 2, journal)
    #expect(journal.isRemoved)
    #expect(found.result == undisturbed.result && found.nuclei == undisturbed.nuclei)
  }
}
