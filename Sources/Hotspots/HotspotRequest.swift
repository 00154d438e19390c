/// How a hotspot is defined.
public struct HotspotRequest: Sendable, Equatable, Codable {
  /// Kind and size of the region.
  public enum Mode: Sendable, Equatable, Codable {
    /// Smallest disc that holds this many tumor nuclei.
    case cells(Int)
  }

  /// Kind and size of the region.
  public var mode: Mode

  /// Makes a request.
  public init(mode: Mode = .cells(500)) {
    self.mode = mode
  }

  /// Reads the form used on the command line, for example "cells:500"; nil when it is not one.
  ///
  /// A count of cells must be at least 50.
  public init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "cells", let count = Int(parts[1]), count >= 50,
      count <= 1_000_000
    else { return nil }
    mode = .cells(count)
  }

  /// The form used on the command line.
  public var text: String {
    switch mode {
    case .cells(let count): "cells:\(count)"
    }
  }
}
