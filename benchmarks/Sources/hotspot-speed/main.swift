import Foundation
import Hotspots

/// How long hotspots take on evenly spread nuclei; prints processor seconds as a Markdown table.
///
/// Usage: hotspot-speed [NUCLEI [INDEX]], 1000000 nuclei at an index of 0.02 when not stated.
let arguments = CommandLine.arguments.dropFirst().compactMap(Double.init)
let count = Int(arguments.first ?? 1_000_000)
let index = arguments.count > 1 ? arguments[1] : 0.02

/// Processor seconds of a piece of work on the one thread there is, and its result.
func timed<Value>(_ work: () -> Value) -> (seconds: Double, value: Value) {
  let start = clock()
  let value = work()
  return (Double(clock() - start) / Double(CLOCKS_PER_SEC), value)
}

func text(_ seconds: Double) -> String { String(format: "%.2f", seconds) }

/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
struct Random {
  var state: UInt64 = 1

  /// A number from 0 up to but not including 1.
  mutating func unit() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / Double(1 << 53)
  }
}

// 4000 nuclei per mm².
let side = (Double(count) / 4000).squareRoot() * 1000
var random = Random()
var positions: [SIMD2<Double>] = []
var isPositive: [Bool] = []
for _ in 0..<count {
  positions.append(SIMD2(random.unit() * side, random.unit() * side))
  isPositive.append(random.unit() < index)
}
let sorting = timed { LabelledPoints(positions: positions, isPositive: isPositive) }
let search = HotspotSearch(points: sorting.value, micronsPerPixel: SIMD2(1, 1))
print("\(count) nuclei, index \(index); sorting them takes \(text(sorting.seconds)) s\n")
print("| mode | search, s | with 512 deals of the labels, s |")
print("|---|---|---|")
for mode in [
  "cells:500", "cells:1000", "cells:2000", "cells:500,top:5", "circle:0.4mm", "square:0.4mm",
  "area:0.2mm2", "area:2mm2",
] {
  let request = try HotspotRequest(text: mode)
  let alone = timed { search.find(request, areaIsKnown: true, deals: 0) }
  let whole = timed { search.find(request, areaIsKnown: true) }
  print("| `\(mode)` | \(text(alone.seconds)) | \(text(whole.seconds)) |")
}
