// fuzz-readers seeds REPOSITORY SHARED OUT     writes the seeds of every drill to OUT/<drill>/
// fuzz-readers <drill> [libFuzzer options]     runs libFuzzer on one drill

import CFuzzer
import Foundation
import ReaderDrills

let folder = FileManager.default.temporaryDirectory
  .appendingPathComponent("ki67-fuzz-\(getpid())").path
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
try ReaderDrill.prepare(folder)
atexit { try? FileManager.default.removeItem(atPath: folder) }

func writeSeeds(_ repository: String, _ shared: String, to out: String) throws {
  for drill in ReaderDrill.allCases {
    let target = "\(out)/\(drill.rawValue)"
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    let seeds = try drill.seeds(repository: repository, shared: shared, in: folder)
    for (number, seed) in seeds.enumerated() {
      FileManager.default.createFile(atPath: "\(target)/seed\(number)", contents: Data(seed))
    }
    print("\(drill.rawValue): \(seeds.count) seeds")
  }
}

var drill = ReaderDrill.png
let arguments = CommandLine.arguments
if arguments.count == 5, arguments[1] == "seeds" {
  try writeSeeds(arguments[2], arguments[3], to: arguments[4])
} else if arguments.count > 1, let named = ReaderDrill(rawValue: arguments[1]) {
  drill = named
  var kept = arguments
  kept.remove(at: 1)
  var pointers = kept.map { strdup($0) } + [nil]
  pointers.withUnsafeMutableBufferPointer { pointers in
    var count = CInt(kept.count)
    var base = pointers.baseAddress
    exit(
      LLVMFuzzerRunDriver(&count, &base) { data, size in
        let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
        if drill.run(bytes, in: folder) == nil { fatalError("a promise is broken") }
        return 0
      })
  }
} else {
  let names = ReaderDrill.allCases.map(\.rawValue).joined(separator: ", ")
  FileHandle.standardError.write(
    Data("usage: fuzz-readers seeds REPOSITORY SHARED OUT, or one of \(names)\n".utf8))
  exit(64)
}
