import ArgumentParser

/// An amount of memory as it is written on the command line: "1GiB", "512MiB", or a number of MiB.
struct MemorySize: ExpressibleByArgument, CustomStringConvertible {
  /// Largest amount, in MiB: 1 TiB.
  static let largestMebibytes = 1 << 20

  let bytes: Int

  /// An amount in MiB.
  init(mebibytes: Int) { bytes = mebibytes << 20 }

  init?(argument: String) {
    let digits = argument.prefix { ("0"..."9").contains($0) }
    let unit = argument.dropFirst(digits.count).lowercased()
    let scale: Int? =
      switch unit {
      case "", "mib", "m": 1
      case "gib", "g": 1024
      default: nil
      }
    guard let count = Int(digits), let scale, count <= Self.largestMebibytes / scale else {
      return nil
    }
    bytes = count * scale << 20
  }

  var mebibytes: Int { bytes >> 20 }

  var description: String {
    mebibytes % 1024 == 0 && mebibytes > 0 ? "\(mebibytes / 1024)GiB" : "\(mebibytes)MiB"
  }
}
