import CKernels
import Raster
import TestSupport
import Testing

/// Every instruction set of the processor against the same work written plainly.
@Suite struct KernelTests {
  static let sets = InstructionSet.allCases.filter(\.isAvailable)

  private func numbers<Number: FixedWidthInteger>(
    _ count: Int, _ range: ClosedRange<Number>, seed: UInt64
  ) -> [Number] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Number.random(in: range, using: &random) }
  }

  @Test(arguments: sets) func `blurred columns and rows`(set: InstructionSet) {
    let weights: [UInt16] = [14000, 9000, 5000, 2000, 900, 300, 90, 20]
    let width = 77
    let padding = KI67_PADDING
    for count in 1...8 {
      let reach = 64
      let rows = (0..<15).map { row in
        numbers(width + 2 * reach, 0...32767, seed: UInt64(row)) as [UInt16]
      }
      let flat = rows.flatMap { $0 }
      func product(_ sample: UInt16, _ weight: UInt16) -> UInt16 {
        UInt16((UInt32(sample) * UInt32(weight)) >> 16)
      }
      var columns = [UInt16](repeating: 0, count: width + padding)
      var across = columns
      flat.withUnsafeBufferPointer { flat in
        guard let base = flat.baseAddress else { return }
        let pointers = (0..<15).map { Optional(base + $0 * (width + 2 * reach) + reach) }
        ki67_blur_columns(set.kernels, pointers, weights, count, width, &columns)
        ki67_blur_row(set.kernels, base + reach, weights, count, width, &across)
      }
      for x in 0..<width {
        let at = x + reach
        var down = product(rows[0][at], weights[0])
        var along = product(rows[0][at], weights[0])
        for tap in 1..<max(1, count) where count > 1 {
          down &+= product(rows[2 * tap - 1][at] + rows[2 * tap][at], weights[tap])
          along &+= product(rows[0][at - tap] + rows[0][at + tap], weights[tap])
        }
        #expect(columns[x] == down)
        #expect(across[x] == along)
      }
    }
  }

  @Test(arguments: sets) func `looks of squares`(set: InstructionSet) {
    let (stride, black, white) = (40, UInt32(400), UInt32(3700))
    let drawn: [UInt32] = numbers(stride * 34, 0...0x3fff_ffff, seed: 4)
    // Every fifth square is dark, every fifth one light.
    let levels = drawn.indices.map { (place: Int) -> UInt32 in
      switch (place / stride / 2 + place % stride / 2) % 5 {
      case 0: drawn[place] & 0x03f0_fc3f
      case 1: drawn[place] | 0x3f8f_e3f8
      default: drawn[place]
      }
    }
    for (width, height) in [(16, 16), (16, 7), (15, 16), (1, 1), (9, 12), (32, 4)] {
      var look = ki67_look()
      ki67_look_at(set.kernels, levels, stride, width, height, black, white, &look)
      var plain = ki67_look()
      for y in Swift.stride(from: 0, to: height, by: 2) {
        for x in Swift.stride(from: 0, to: width, by: 2) {
          let first = y * stride + x
          let pixels = [first, first + 1, first + stride, first + stride + 1].map { levels[$0] }
          let sums = [0, 10, 20].map { (shift: UInt32) -> UInt32 in
            pixels.map { $0 >> shift & 1023 }.reduce(0, +)
          }
          plain.sums.0 += sums[0]
          plain.sums.1 += sums[1]
          plain.sums.2 += sums[2]
          plain.brightest.0 = max(plain.brightest.0, sums[0])
          plain.brightest.1 = max(plain.brightest.1, sums[1])
          plain.brightest.2 = max(plain.brightest.2, sums[2])
          if sums.contains(where: { $0 <= black }) { plain.black += 1 }
          if sums.allSatisfy({ $0 >= white }) { plain.white += 1 }
        }
      }
      #expect(look.sums == plain.sums)
      #expect(look.brightest == plain.brightest)
      #expect((look.black, look.white) == (plain.black, plain.white))
      #expect(width * height < 16 || (plain.black > 0 && plain.white > 0))
    }
  }

  @Test(arguments: sets) func `halved rows and energies`(set: InstructionSet) {
    let (count, reach) = (43, 4)
    let upper: [UInt16] = numbers(2 * count, 0...32767, seed: 5)
    let lower: [UInt16] = numbers(2 * count, 0...32767, seed: 6)
    var halved = [Int32](repeating: 0, count: count)
    ki67_halve_rows(set.kernels, upper, lower, count, &halved)
    let down: [Int32] = zip(upper, lower).map { Int32($0) + Int32($1) }
    let squares: [Int32] = (0..<count).map { (x: Int) -> Int32 in down[2 * x] + down[2 * x + 1] }
    #expect(halved == squares)

    let stride = count + 2 * reach
    let plane: [Int32] = numbers(stride * (2 * reach + 1), 0...131_068, seed: 7)
    let first = reach * stride + reach
    let found = plane.withUnsafeBufferPointer { plane in
      plane.baseAddress.map {
        ki67_laplacian_energy(set.kernels, $0 + first, stride, count, reach)
      }
    }
    let plain = (first..<(first + count)).map { (place: Int) -> Int64 in
      let sides = [-reach, reach, -reach * stride, reach * stride]
      let around = sides.map { (side: Int) -> Int in Int(plane[place + side]) }
      let value = around.reduce(0, +) - 4 * Int(plane[place])
      return Int64(value * value)
    }
    #expect(found == plain.reduce(0, +))
  }

  @Test(arguments: sets) func `means of rows, and marks of maxima`(set: InstructionSet) {
    let width = 83
    let padding = KI67_PADDING
    let a: [UInt16] = numbers(width, 0...32767, seed: 1)
    let b: [UInt16] = numbers(width, 0...32767, seed: 2)
    var means = [UInt16](repeating: 0, count: width)
    ki67_average_rows(set.kernels, a, b, width, &means)
    #expect(means == zip(a, b).map { ($0 + $1) >> 1 })

    // Few values, so that equal neighbors are met.
    let stride = width + 2 * padding
    let plane: [Int16] = numbers(4 * stride, -2...4, seed: 3)
    var marks = [Int16](repeating: 9, count: width + padding)
    plane.withUnsafeBufferPointer {
      guard let base = $0.baseAddress else { return }
      ki67_mark_maxima(set.kernels, base + stride + padding, stride, width, 1, &marks)
    }
    for x in 0..<width {
      let at = stride + padding + x
      let value = plane[at]
      let isMaximum =
        value > 1 && value > plane[at - 1] && value >= plane[at + 1] && value > plane[at - stride]
        && value >= plane[at + stride]
      #expect(marks[x] == (isMaximum ? -1 : 0))
    }
    #expect(marks[width...].allSatisfy { $0 == 0 })
    #expect(marks.contains(-1))
  }

  @Test(arguments: sets, [1, 8, 9, 15, 16, 17, 100])
  func `packed and split pixels`(set: InstructionSet, count: Int) {
    let rgb: [UInt8] = numbers(3 * count, 0...255, seed: UInt64(count))
    var packed = [UInt32](repeating: 0, count: count)
    ki67_pack_rgb(set.kernels, rgb, count, &packed)
    let stride = count + 3
    var planes = [UInt8](repeating: 0, count: 3 * stride)
    ki67_split_rgb(set.kernels, rgb, count, &planes, stride)
    for i in 0..<count {
      let pixel = rgb[(3 * i)..<(3 * i + 3)].map { UInt32($0) }
      #expect(packed[i] == (pixel[0] | pixel[1] << 10 | pixel[2] << 20) << 2)
      #expect((0..<3).map { UInt32(planes[$0 * stride + i]) } == pixel)
    }
  }

  @Test(arguments: sets) func `trees`(set: InstructionSet) {
    var random = SeededGenerator(seed: 8)
    let lanes = KI67_BATCH
    let values = (0..<(3 * lanes)).map { _ in Float(Int.random(in: 0...9, using: &random)) }
    // Trees that compare from left to right: leaf i is reached when the first i comparisons fail.
    let counts = [0, 1, 5, 31]
    var splits: [ki67_split] = []
    var ends: [Int32] = []
    for count in counts {
      for leaf in 0..<count {
        splits.append(
          ki67_split(
            feature: Int32.random(in: 0..<3, using: &random),
            threshold: Float(Int.random(in: 0...9, using: &random)),
            right_leaves: ~(1 << UInt32(leaf))))
      }
      ends.append(Int32(splits.count))
    }
    let leaves = (0..<(32 * counts.count)).map { _ in Float(random.unit()) }
    var sums = [Float](repeating: 0.25, count: lanes)
    var trees = ki67_trees()
    splits.withUnsafeBufferPointer { splits in
      leaves.withUnsafeBufferPointer { leaves in
        ends.withUnsafeBufferPointer { ends in
          trees = ki67_trees(
            splits: splits.baseAddress, ends: ends.baseAddress, leaves: leaves.baseAddress,
            count: counts.count)
          ki67_add_trees(set.kernels, &trees, values, &sums)
        }
      }
    }
    for lane in 0..<lanes {
      var sum: Float = 0.25
      var first = 0
      for (tree, count) in counts.enumerated() {
        let passed = (0..<count).first {
          let split = splits[first + $0]
          return values[Int(split.feature) * lanes + lane] <= split.threshold
        }
        sum += leaves[32 * tree + (passed ?? count)]
        first += count
      }
      #expect(sums[lane] == sum)
    }
  }

  @Test(arguments: sets) func `interpolated rows`(set: InstructionSet) {
    let (count, width) = (90, 99)
    let padding = KI67_PADDING
    let stride = count + padding
    let rows: [[UInt8]] = (0..<4).map { numbers(3 * stride, 0...255, seed: UInt64($0)) }
    let rowWeights: [Float] = [-0.07, 0.63, 0.51, -0.07]
    let group = ki67_cubic_group(set.kernels)
    let groups = (width + group - 1) / group
    var firsts = [Int32](repeating: 0, count: groups)
    var steps = [Int32](repeating: 0, count: groups * group)
    var weights = [Float](repeating: 0, count: 4 * groups * group)
    let starts = (0..<width).map { Int(Double($0) * 0.87) }
    func weight(_ x: Int, _ tap: Int) -> Float { [-0.1, 0.7, 0.5, -0.1][tap] + Float(x % 5) / 50 }
    for x in 0..<width {
      firsts[x / group] = Int32(starts[x / group * group])
      steps[x] = Int32(starts[x] - starts[x / group * group])
      for tap in 0..<4 { weights[(4 * (x / group) + tap) * group + x % group] = weight(x, tap) }
    }
    var packed = [UInt32](repeating: 0, count: width + padding)
    var room = [Float](repeating: 0, count: count + padding)
    firsts.withUnsafeBufferPointer { firsts in
      steps.withUnsafeBufferPointer { steps in
        weights.withUnsafeBufferPointer { weights in
          var columns = ki67_cubic_columns(
            firsts: firsts.baseAddress, steps: steps.baseAddress, weights: weights.baseAddress,
            group_count: groups)
          let flat = rows.flatMap { $0 }
          flat.withUnsafeBufferPointer { flat in
            let pointers = (0..<4).map { flat.baseAddress?.advanced(by: $0 * 3 * stride) }
            ki67_cubic_row(
              set.kernels, pointers, stride, count, rowWeights, &columns, &room, &packed)
          }
        }
      }
    }
    for x in 0..<width {
      for channel in 0..<3 {
        func column(_ at: Int) -> Float {
          let samples = rows.map { Float($0[channel * stride + at]) }
          let sum = rowWeights[0] * samples[0] + rowWeights[1] * samples[1]
          return sum + rowWeights[2] * samples[2] + rowWeights[3] * samples[3]
        }
        var sum = column(starts[x]) * weight(x, 0)
        for tap in 1..<4 { sum += column(starts[x] + tap) * weight(x, tap) }
        let level = min(max(sum * 4 + 0.5, 0), 1020)
        #expect(packed[x] >> UInt32(10 * channel) & 0x3ff == UInt32(level))
      }
    }
  }
}
