import Stains

extension StainParameters {
  /// Stain vectors of the profile, the reference for those it leaves open.
  func vectors() throws(StainParameterError) -> StainVectors {
    let hematoxylin = try Self.triple(self.hematoxylin, name: "hematoxylin")
    let dab = try Self.triple(self.dab, name: "dab")
    guard hematoxylin != nil || dab != nil else { return .reference }
    guard
      let vectors = StainVectors(
        hematoxylin: hematoxylin ?? StainVectors.reference.hematoxylin,
        dab: dab ?? StainVectors.reference.dab)
    else { throw .vectorsCoincide }
    return vectors
  }

  /// White point of the profile, nil when it is taken from the slide.
  func white() throws(StainParameterError) -> SIMD3<Double>? {
    guard let white = try Self.triple(fixedWhite, name: "fixedWhite") else { return nil }
    for channel in 0..<3 where !(1...255).contains(white[channel]) {
      throw .whiteOutOfRange(found: white[channel])
    }
    return white
  }

  private static func triple(
    _ values: [Double]?, name: String
  ) throws(StainParameterError) -> SIMD3<Double>? {
    guard let values else { return nil }
    guard values.count == 3, values.allSatisfy(\.isFinite) else {
      throw .notThreeNumbers(name: name, found: values)
    }
    return SIMD3(values[0], values[1], values[2])
  }
}

/// Why stain settings cannot be used.
public enum StainParameterError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A vector or color does not have three finite numbers.
  case notThreeNumbers(name: String, found: [Double])
  /// A white point lies outside 1 to 255.
  case whiteOutOfRange(found: Double)
  /// Both stains point the same way or one has no length.
  case vectorsCoincide

  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .notThreeNumbers(let name, let found):
      "profile: \(name) is \(found), expected three numbers for red, green and blue"
    case .whiteOutOfRange(let found):
      "profile: the white point holds \(found), expected 1 to 255 in every channel"
    case .vectorsCoincide:
      "profile: the hematoxylin and DAB vectors are equal or empty; give two different directions"
    }
  }
}
