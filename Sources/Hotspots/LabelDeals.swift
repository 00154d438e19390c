import Raster
import Statistics

/// Labels of a slide dealt out anew over the same points, many times.
///
/// Every deal has exactly as many positives as the slide, each choice of points as likely as any
/// other. How many of them fall into each block of neighboring points is drawn once; which points
/// these are is drawn anew whenever a block is looked at, always the same. So a deal can be looked at
/// anywhere, and takes half a byte for 1000 points.
struct LabelDeals: Sendable {
  /// Deals that go together, one in each lane.
  static let lanes = 16
  /// Points of a block, a power of two below 2¹⁶.
  static let blockPoints = 1 << blockBits
  private static let blockBits = 12
  /// The first number of the random sequences: results must repeat.
  private static let seed: UInt64 = 0x6B69_3637

  /// Sets of `lanes` deals.
  let groups: Int
  private let count: Int
  /// Whether the positives are dealt, else the negatives: the rarer ones.
  private let dealsPositives: Bool
  /// For each group, block and lane, how many of the rarer points the block holds.
  private let dealt: [[SIMD16<UInt16>]]
  /// For each group the masks of all points, on slides of a single block, which are looked at often.
  private var whole: [[UInt16]] = []

  /// Deals labels.
  ///
  /// - Parameters:
  ///   - deals: number of deals, rounded up to whole groups.
  ///   - count: number of points.
  ///   - positive: positive ones among them.
  ///   - workers: number of workers.
  init(_ deals: Int, count: Int, positive: Int, workers: Int) {
    let positives = 2 * positive <= count
    let wanted = positives ? positive : count - positive
    let blocks = (count + Self.blockPoints - 1) / Self.blockPoints
    groups = (deals + Self.lanes - 1) / Self.lanes
    self.count = count
    dealsPositives = positives
    guard blocks > 1 else {
      let alike = SIMD16(repeating: UInt16(truncatingIfNeeded: wanted))
      dealt = [[SIMD16<UInt16>]](repeating: [alike], count: groups)
      let deals = self
      whole = concurrentMap(count: groups, workers: workers, makeWorkspace: { 0 }) { _, group in
        var masks: [UInt16] = []
        deals.draw(group, blocks: 0..<blocks, into: &masks)
        return masks
      }
      return
    }
    dealt = concurrentMap(count: groups, workers: workers, makeWorkspace: { 0 }) { _, group in
      var sums = [SIMD16<UInt16>](repeating: .zero, count: blocks)
      for lane in 0..<Self.lanes {
        var random = Self.random(UInt64(group * Self.lanes + lane))
        let own = Self.dealt(wanted, over: count, blocks: blocks, using: &random)
        for block in 0..<blocks { sums[block][lane] = own[block] }
      }
      return sums
    }
  }

  /// How many of `wanted` points, chosen from `count` without putting back, lie in each block.
  ///
  /// A place is drawn among all, and taken when it lies behind as many places of its block as are
  /// taken already: that leaves each block the chance of its free places.
  private static func dealt(
    _ wanted: Int, over count: Int, blocks: Int, using random: inout SplitMix64
  ) -> [UInt16] {
    var taken = [UInt16](repeating: 0, count: blocks)
    let bound = UInt32(count)
    var left = wanted
    while left > 0 {
      let place = random.next(below: bound)
      let block = place >> blockBits
      let isFree = place & (blockPoints - 1) >= Int(taken[block])
      taken[block] += isFree ? 1 : 0
      left -= isFree ? 1 : 0
    }
    return taken
  }

  private static func random(_ number: UInt64) -> SplitMix64 {
    var seeds = SplitMix64(seed: seed &+ number)
    return SplitMix64(seed: seeds.next())
  }

  /// For some points a bit for each deal of a group: whether it is positive there.
  ///
  /// - Parameters:
  ///   - group: the group of deals.
  ///   - blocks: blocks of points, all of which are looked at.
  ///   - masks: receives one mask for each point of the blocks.
  func deal(_ group: Int, blocks: Range<Int>, into masks: inout [UInt16]) {
    if whole.isEmpty { draw(group, blocks: blocks, into: &masks) } else { masks = whole[group] }
  }

  private func draw(_ group: Int, blocks: Range<Int>, into masks: inout [UInt16]) {
    masks.removeAll(keepingCapacity: true)
    masks.append(contentsOf: repeatElement(0, count: blocks.count << Self.blockBits))
    for block in blocks {
      let first = (block - blocks.lowerBound) << Self.blockBits
      let held = min(Self.blockPoints, count - block << Self.blockBits)
      // Behind the numbers of the lanes, of which there are fewer than 2³².
      var random = Self.random(UInt64(group + 1) << 32 + UInt64(block))
      var places = masks.mutableSpan
      for lane in 0..<Self.lanes {
        mark(
          Int(dealt[group][block][lane]), of: held, from: first, lane: lane, in: &places,
          using: &random)
      }
    }
    let end = min(blocks.upperBound << Self.blockBits, count)
    masks.removeLast(masks.count - (end - blocks.lowerBound << Self.blockBits))
    if !dealsPositives { for place in masks.indices { masks[place] = ~masks[place] } }
  }

  /// Marks so many of the `count` places of a block in one lane, each choice as likely as any other.
  ///
  /// The block has room for `blockPoints` places from `first` on.
  @inline(__always)
  private func mark(
    _ wanted: Int, of count: Int, from first: Int, lane: Int, in masks: inout MutableSpan<UInt16>,
    using random: inout SplitMix64
  ) {
    let lane = UInt16(lane)
    var left = wanted
    while left > 0 {
      // Five places to a number, each of the bits of a block. Whether a place exists, was marked before
      // and is still needed is hard to foretell, so that nothing branches on it.
      var bits = random.next()
      for _ in 0..<(64 / Self.blockBits) {
        let place = Int(truncatingIfNeeded: bits) & (Self.blockPoints - 1)
        bits >>= UInt64(Self.blockBits)
        let mask = masks[first + place]
        let isFree = Int(~(mask >> lane) & 1)
        let isTaken = isFree & ((place - count) >> 63) & ((0 - left) >> 63)
        masks[first + place] = mask | UInt16(truncatingIfNeeded: isTaken) << lane
        left -= isTaken
      }
    }
  }

  /// Blocks that hold some places.
  static func blocks(of places: Range<Int>) -> Range<Int> {
    (places.lowerBound >> blockBits)..<((places.upperBound + blockPoints - 1) >> blockBits)
  }
}
