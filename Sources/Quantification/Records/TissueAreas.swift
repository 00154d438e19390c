/// How much of a slide is tissue, glass, and what was left out or flagged.
///
/// Glass, tissue and what is left out add up to the slide.
public struct TissueAreas: Sendable, Equatable, Codable {
  /// Full-resolution pixels by class; classes that do not occur may be missing.
  public var pixels: [TissueClass: Double]
  /// Classes in which no nuclei are counted.
  public var excluded: Set<TissueClass>
  /// Area of a full-resolution pixel in mm², nil when unknown.
  public var squareMillimetersPerPixel: Double?

  /// Makes areas from their parts.
  public init(
    pixels: [TissueClass: Double], excluded: Set<TissueClass>, squareMillimetersPerPixel: Double?
  ) {
    self.pixels = pixels
    self.excluded = excluded
    self.squareMillimetersPerPixel = squareMillimetersPerPixel
  }

  /// Area of a class in mm², nil when the pixel size is unknown.
  public func squareMillimeters(_ value: TissueClass) -> Double? {
    squareMillimetersPerPixel.map { $0 * (pixels[value] ?? 0) }
  }

  /// Area in mm² that is measured: tissue, and what is flagged but not left out.
  public var tissueSquareMillimeters: Double? {
    sum { $0 != .glass && !excluded.contains($0) }
  }

  /// Area in mm² that is left out.
  public var excludedSquareMillimeters: Double? { sum { excluded.contains($0) } }

  /// Share of a class in the area that is not glass, 0 to 1.
  public func share(_ value: TissueClass) -> Double {
    let all = TissueClass.allCases.reduce(0) { $0 + ($1 == .glass ? 0 : pixels[$1] ?? 0) }
    return all > 0 ? (pixels[value] ?? 0) / all : 0
  }

  private func sum(_ belongs: (TissueClass) -> Bool) -> Double? {
    squareMillimetersPerPixel.map { area in
      TissueClass.allCases.reduce(0) { $0 + (belongs($1) ? area * (pixels[$1] ?? 0) : 0) }
    }
  }
}
