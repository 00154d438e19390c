import ArgumentParser
import Stains
import Synthesis

/// Three numbers separated by commas.
struct NumberTriple: ExpressibleByArgument, CustomStringConvertible {
  let values: SIMD3<Double>

  init(_ first: Double, _ second: Double, _ third: Double) {
    values = SIMD3(first, second, third)
  }

  init?(argument: String) {
    guard let numbers = Self.numbers(argument, count: 3) else { return nil }
    values = SIMD3(numbers[0], numbers[1], numbers[2])
  }

  var description: String { "\(values.x),\(values.y),\(values.z)" }
  var defaultValueDescription: String { description }

  /// Exactly `count` finite numbers separated by commas.
  static func numbers(_ text: some StringProtocol, count: Int) -> [Double]? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0.trimmingSpaces) }.filter(\.isFinite)
    return parts.count == count && numbers.count == count ? numbers : nil
  }
}

/// A size in pixels such as 20000x15000.
struct SlideSize: ExpressibleByArgument {
  let width: Int
  let height: Int

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]) else {
      return nil
    }
    self.width = width
    self.height = height
  }
}

extension StringProtocol {
  /// The text without spaces at its ends.
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension LabellingHotspot: ExpressibleByArgument {
  /// Reads `x,y,radius,factor`.
  public init?(argument: String) {
    guard let numbers = NumberTriple.numbers(argument, count: 4) else { return nil }
    self.init(
      xMicrons: numbers[0], yMicrons: numbers[1], radiusMicrons: numbers[2], factor: numbers[3])
  }
}

extension SlideArtifact: ExpressibleByArgument {
  /// Reads `kind,x,y,size`.
  public init?(argument: String) {
    guard let comma = argument.firstIndex(of: ","),
      let kind = Kind(rawValue: String(argument[..<comma])),
      let numbers = NumberTriple.numbers(argument[argument.index(after: comma)...], count: 3)
    else { return nil }
    self.init(kind: kind, xMicrons: numbers[0], yMicrons: numbers[1], sizeMicrons: numbers[2])
  }
}

extension StainVectors: ExpressibleByArgument {
  /// Reads `r,g,b/r,g,b`, hematoxylin first.
  public init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = NumberTriple.numbers(parts[0], count: 3),
      let second = NumberTriple.numbers(parts[1], count: 3)
    else { return nil }
    self.init(
      hematoxylin: SIMD3(first[0], first[1], first[2]),
      dab: SIMD3(second[0], second[1], second[2]))
  }

  /// The reference vectors as help shows them.
  public var defaultValueDescription: String { "0.65,0.70,0.29/0.27,0.57,0.78" }
}

extension Tiling.Naming: ExpressibleByArgument {}
