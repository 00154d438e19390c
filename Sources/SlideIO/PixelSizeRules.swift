/// Turns what files state into a pixel size that is believed, or a note that says why not.
enum PixelSizeRules {
  /// A pixel size and what is to be said about it; both nil when a file states nothing.
  struct Outcome: Equatable {
    var pixelSize: PixelSize?
    var note: String?
  }

  /// PNG's pHYs chunk: pixels per meter; without a unit it gives only the shape of a pixel.
  static func png(x: UInt32, y: UInt32, isMeter: Bool, isPresent: Bool) -> Outcome {
    guard isPresent else { return Outcome() }
    guard isMeter else {
      return Outcome(note: "pHYs names no unit: only the shape of a pixel is known")
    }
    guard x > 0 && y > 0 else { return Outcome(note: "pHYs states 0 pixels per meter") }
    return judged(PixelSize(xMicrons: 1e6 / Double(x), yMicrons: 1e6 / Double(y), source: .pngPhys))
  }

  /// Accepts, doubts or rejects a stated size by the plausibility window.
  static func judged(_ size: PixelSize) -> Outcome {
    let stated = "\(size.source.rawValue) states \(size.words)"
    switch size.plausibility {
    case .plausible:
      return Outcome(pixelSize: size, note: size.shapeNote)
    case .doubtful:
      let doubt = "\(stated), unusual for a slide (0.1 to 1.0 µm expected)"
      return Outcome(
        pixelSize: size, note: [doubt, size.shapeNote].compactMap { $0 }.joined(separator: "; "))
    case .rejected:
      let hint = size.printResolution.map { ", which is \($0) dpi, a default of printing" } ?? ""
      return Outcome(
        note:
          "\(stated)\(hint); it is not believed outside 0.05 to 2.0 µm")
    }
  }
}

extension PixelSize {
  /// The size in words, with as many digits as matter, for example "0.25 µm per pixel".
  public var words: String {
    let x = Self.rounded(xMicrons)
    let y = Self.rounded(yMicrons)
    return x == y ? "\(x) µm per pixel" : "\(x) x \(y) µm per pixel"
  }

  /// Remark on pixels that are not square, by more than 1 %.
  var shapeNote: String? {
    abs(xMicrons / yMicrons - 1) > 0.01 ? "pixels are not square: \(words)" : nil
  }

  /// The usual print resolution that this size stands for, if any, in dots per inch.
  var printResolution: Int? {
    [72, 96, 100, 150, 200, 300, 600].first { abs(25_400 / Double($0) / xMicrons - 1) < 0.002 }
  }

  /// Rounds to five significant digits.
  private static func rounded(_ value: Double) -> Double {
    guard value.isFinite, value > 0 else { return value }
    var scale = 1.0
    while value * scale < 10_000 && scale < 1e12 { scale *= 10 }
    return (value * scale).rounded() / scale
  }
}
