import Nuclei
import Quantification
import Store
import Testing

@Suite("Nuclei as bytes")
struct NucleusRecordsTests {
  private func blocks(of nuclei: [TiledNucleus]) -> [NucleusRecords.Block] {
    var blocks: [NucleusRecords.Block] = []
    NucleusRecords.forEachBlock(of: nuclei) { blocks.append($0) }
    return blocks
  }

  private func restored(_ nuclei: [TiledNucleus]) throws -> [TiledNucleus] {
    try blocks(of: nuclei).flatMap { block in
      let part = try #require(NucleusRecords.nuclei(in: block.bytes, tile: block.tile))
      #expect(part.count == block.count)
      return part
    }
  }

  @Test(arguments: [0, 1, 7, 20_000], [true, false])
  func `they come back exactly`(count: Int, radiiAreSteps: Bool) throws {
    let nuclei = StoredScene.nuclei(count, seed: 5, radiiAreSteps: radiiAreSteps)
    #expect(try restored(nuclei) == nuclei)
  }

  @Test func `special numbers come back`() throws {
    var nuclei = StoredScene.nuclei(3, seed: 1)
    nuclei[0].nucleus.dabOD = -.infinity
    nuclei[1].nucleus.x = -0.0
    nuclei[2].nucleus.outline.radiiMicrons[3] = 127.5
    nuclei[2].nucleus.outline.radiiMicrons[4] = 0
    let back = try restored(nuclei)
    #expect(back == nuclei)
    #expect(back[1].nucleus.x.sign == .minus)
  }

  @Test func `a nucleus takes the bytes that are stated`() throws {
    let nuclei = StoredScene.nuclei(100, seed: 2, tiles: 1)
    let blocks = blocks(of: nuclei)
    #expect(blocks.map(\.bytes.count) == [22 + 100 * NucleusRecords.bytesPerNucleus])
  }

  @Test func `blocks hold one tile and no more than the limit`() {
    let nuclei = StoredScene.nuclei(2 * NucleusRecords.blockLimit + 10, seed: 4)
    let half = NucleusRecords.blockLimit + 5
    let blocks = blocks(of: nuclei)
    #expect(blocks.map(\.count) == [half - 5, 5, half - 5, 5])
    #expect(blocks.map(\.tile) == [0, 0, 1, 1])
  }

  @Test func `a cut or foreign block is refused`() throws {
    let nuclei = StoredScene.nuclei(3, seed: 6, tiles: 1)
    let bytes = try #require(blocks(of: nuclei).first).bytes
    for length in 0..<bytes.count {
      #expect(NucleusRecords.nuclei(in: Array(bytes.prefix(length)), tile: 0) == nil)
    }
    #expect(NucleusRecords.nuclei(in: bytes + [0], tile: 0) == nil)
    for (place, value) in [(0, UInt8(2)), (1, 3), (5, 255), (22 + 80, 7 << 2)] {
      var changed = bytes
      changed[place] = value
      #expect(NucleusRecords.nuclei(in: changed, tile: 0) == nil, "byte \(place)")
    }
  }
}
