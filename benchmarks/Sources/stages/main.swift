import Foundation

/// Time of the stages of a measurement, each alone, and the same pictures in other formats.
///
/// Usage: stages time MICRONS_PER_PIXEL ROUNDS FILE... prints JSON: a list of milliseconds of
/// processor time for each stage, one entry a round, all files in turn.
/// Usage: stages cut SIDE OUT FILE... writes the whole tiles of that side of each file as PNG.
/// Usage: stages convert OUT FILE... writes OUT/FORMAT/NAME.tif for every format of `TIFFKind`.
func run(_ arguments: [String]) throws -> Bool {
  switch arguments.first {
  case "time" where arguments.count > 3:
    guard let size = Double(arguments[1]), size > 0, let rounds = Int(arguments[2]), rounds > 0
    else { return false }
    let times = try StageTimes(
      files: Array(arguments.dropFirst(3)), micronsPerPixel: size, rounds: rounds)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(times), as: UTF8.self))
  case "convert" where arguments.count > 2:
    for kind in TIFFKind.allCases {
      try kind.write(Array(arguments.dropFirst(2)), into: arguments[1])
    }
  case "cut" where arguments.count > 3:
    guard let side = Int(arguments[1]), side > 0 else { return false }
    for file in arguments.dropFirst(3) {
      try TileCut(side: side).write(file, into: arguments[2])
    }
  default: return false
  }
  return true
}

do {
  guard try run(Array(CommandLine.arguments.dropFirst())) else {
    let usage =
      "usage: stages time MICRONS_PER_PIXEL ROUNDS FILE... "
      + "| cut SIDE OUT FILE... | convert OUT FILE...\n"
    FileHandle.standardError.write(Data(usage.utf8))
    exit(64)
  }
} catch {
  FileHandle.standardError.write(Data("stages: \(error)\n".utf8))
  exit(1)
}
