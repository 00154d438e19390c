import Nuclei
import Quantification
import Raster
import SlideIO
import Testing

/// What is remarked about the pixels of slides whose measurement ends before its time.
@Suite struct InterruptedRemarkTests {
  private static let side = 32
  /// Tiles in a row and a column: so many pixels that light is judged from a part of them.
  private static let columns = 192

  /// A square of 512 pixels over and over, and one tile that is not opaque.
  private func slide(in folder: TemporaryFolder) throws -> SlideInput {
    let run = try SyntheticRun(seed: 12, width: 512, height: 512, micronsPerPixel: 0.5)
    let block = 512 / Self.side
    var tiles = (0..<(block * block)).map { index -> [UInt8] in
      let rect = PixelRect(
        x: index % block * Self.side, y: index / block * Self.side, width: Self.side,
        height: Self.side)
      let samples = run.image.cropped(to: rect).samples
      return (0..<(Self.side * Self.side)).flatMap { pixel -> [UInt8] in
        [samples[3 * pixel], samples[3 * pixel + 1], samples[3 * pixel + 2], 255]
      }
    }
    var places = (0..<(Self.columns * Self.columns)).map { index in
      index / Self.columns % block * block + index % Self.columns % block
    }
    var translucent = tiles[0]
    translucent[3] = 254
    // A tile of the first part that is none of those from which light is judged.
    places[2 * Self.columns + block] = tiles.count
    tiles.append(translucent)
    let path = folder.item("alpha.tif")
    try AlphaPicture.write(
      tiles: tiles, places: places, columns: Self.columns, side: Self.side, to: path)
    return SlideInput(
      slide: "alpha", caseName: "case", tiles: [TileInput(path: path, image: "alpha.tif")],
      statedPixelSize: run.pixelSize)
  }

  private func measure(
    _ slide: SlideInput, _ journal: MemoryJournal?, stop: StopRequest = StopRequest()
  ) throws -> SlideResult {
    let run = QuantificationRun(
      input: RunInput(cases: [CaseInput(name: "case")], slides: [slide], rejected: []),
      settings: RunSettings(threads: 2), profiles: [:], model: try NucleusModel.builtIn(),
      observer: CollectingObserver(), ledger: journal.map(OneLedger.init), stop: stop
    ).run()
    var result = try #require(run.slides.first)
    result.seconds = 0
    return result
  }

  @Test func `a run that went on says what an undisturbed run says`() throws {
    let folder = try TemporaryFolder()
    let slide = try slide(in: folder)
    let undisturbed = try measure(slide, nil)
    #expect(undisturbed.status == .measured && undisturbed.counts.total > 1000)
    let remark = "some pixels are not opaque; they were laid over white"
    #expect(undisturbed.tiles.map(\.warnings) == [[remark]])
    let stop = StopRequest()
    let journal = MemoryJournal([], stop: stop)
    #expect(try measure(slide, journal, stop: stop).status == .skipped)
    #expect(journal.records.count == 1)
    #expect(try measure(slide, MemoryJournal(journal.records)) == undisturbed)
  }
}
