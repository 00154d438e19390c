/// One channel of an image: a value per pixel, row by row from the top-left corner.
public struct Plane<Sample: Sendable & Equatable>: Sendable, Equatable {
  /// Width in pixels.
  public private(set) var width: Int
  /// Height in pixels.
  public private(set) var height: Int
  /// Samples, `width * height` of them at least; a reused workspace plane may hold more.
  public var samples: [Sample]

  /// Makes a plane of one value.
  public init(width: Int, height: Int, repeating value: Sample) {
    precondition(width >= 0 && height >= 0)
    self.width = width
    self.height = height
    samples = [Sample](repeating: value, count: width * height)
  }

  /// Value of one pixel; for tests and sparse access, not for pixel loops.
  public subscript(x: Int, y: Int) -> Sample {
    get { samples[y * width + x] }
    set { samples[y * width + x] = newValue }
  }

  /// Changes the size and keeps the memory when it suffices; the samples are undefined afterwards.
  public mutating func resize(width: Int, height: Int, filler: Sample) {
    precondition(width >= 0 && height >= 0)
    self.width = width
    self.height = height
    let missing = width * height - samples.count
    if missing > 0 { samples.append(contentsOf: repeatElement(filler, count: missing)) }
  }
}
