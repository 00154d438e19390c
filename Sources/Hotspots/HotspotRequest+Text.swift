extension HotspotRequest {
  /// Reads the form used on the command line, for example "cells:500" or "circle:0.4mm,top:3".
  ///
  /// - Parameter text: `cells:N`, `circle:DIAMETER`, `square:SIDE` (mm or um), `area:AREA` (mm2) or
  ///   `regions`; then, if wished, `top:N` and `fewest:N`, separated by commas.
  /// - Throws: what was found and what was expected.
  public init(text: String) throws(HotspotRequestError) {
    let items = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard let first = items.first, !first.isEmpty else { throw .empty }
    self.init(mode: try Mode(text: first))
    var seen: Set<Substring> = []
    for item in items.dropFirst() {
      let parts = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, ["top", "fewest"].contains(parts[0]) else {
        throw .unknownSetting(found: item)
      }
      guard seen.insert(parts[0]).inserted else { throw .repeated(setting: String(parts[0])) }
      if parts[0] == "top" {
        top = try Self.whole(parts[1], of: "top", in: Self.topRange)
      } else {
        guard mode.needsPixelSize else { throw .fewestWithoutSize }
        fewestCells = try Self.whole(parts[1], of: "fewest", in: Self.fewestRange)
      }
    }
  }

  /// The form used on the command line; settings at their default are left out.
  public var text: String {
    var text = mode.text
    if top != 1 { text += ",top:\(top)" }
    if fewestCells != 500 { text += ",fewest:\(fewestCells)" }
    return text
  }

  /// Numbers of hotspots that may be asked for.
  static let topRange = 1...100
  /// Floors on nuclei that may be asked for.
  static let fewestRange = 50...1_000_000

  static func whole(
    _ text: Substring, of name: String, in range: ClosedRange<Int>
  ) throws(HotspotRequestError) -> Int {
    let isPlain = text.utf8.allSatisfy { (48...57).contains($0) }
    guard isPlain, let value = Int(text), range.contains(value) else {
      throw .wrongNumber(setting: name, found: String(text), expected: range)
    }
    return value
  }
}

extension HotspotRequest.Mode {
  /// Numbers of nuclei that may be asked for.
  static let cellsRange = 50...1_000_000
  /// Diameters and sides that may be asked for, in mm.
  static let lengthRange = 0.05...20.0
  /// Areas that may be asked for, in mm².
  static let areaRange = 0.002...300.0

  init(text: String) throws(HotspotRequestError) {
    if text == "regions" {
      self = .regions
      return
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw .unknownMode(found: text) }
    switch parts[0] {
    case "cells":
      self = .cells(try HotspotRequest.whole(parts[1], of: "cells", in: Self.cellsRange))
    case "circle":
      self = .circle(diameterMillimeters: try Self.length(parts[1], of: "circle"))
    case "square":
      self = .square(sideMillimeters: try Self.length(parts[1], of: "square"))
    case "area":
      self = .area(squareMillimeters: try Self.area(parts[1]))
    default: throw .unknownMode(found: text)
    }
  }

  var text: String {
    switch self {
    case .cells(let count): "cells:\(count)"
    case .circle(let diameter): "circle:\(Self.plain(diameter))mm"
    case .square(let side): "square:\(Self.plain(side))mm"
    case .area(let area): "area:\(Self.plain(area))mm2"
    case .regions: "regions"
    }
  }

  private static func plain(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : "\(value)"
  }

  private static func length(
    _ text: Substring, of mode: String
  ) throws(HotspotRequestError) -> Double {
    let units: [(suffix: String, perMillimeter: Double)] = [
      ("mm", 1), ("um", 1000), ("µm", 1000), ("μm", 1000),
    ]
    for unit in units where text.hasSuffix(unit.suffix) {
      guard let value = decimal(text.dropLast(unit.suffix.count)) else { break }
      // Divided, not multiplied, so that 400um is the same Double as 0.4mm.
      let millimeters = value / unit.perMillimeter
      guard lengthRange.contains(millimeters) else { break }
      return millimeters
    }
    throw .wrongLength(mode: mode, found: String(text))
  }

  private static func area(_ text: Substring) throws(HotspotRequestError) -> Double {
    for suffix in ["mm2", "mm²"] where text.hasSuffix(suffix) {
      guard let value = decimal(text.dropLast(suffix.count)), areaRange.contains(value) else {
        break
      }
      return value
    }
    throw .wrongArea(found: String(text))
  }

  /// A number of digits and at most one point; nil for signs, exponents and all else.
  private static func decimal(_ text: Substring) -> Double? {
    let digits = text.split(separator: ".", omittingEmptySubsequences: false)
    let isPlain =
      digits.count <= 2
      && digits.allSatisfy { part in
        !part.isEmpty && part.count <= 9 && part.utf8.allSatisfy { (48...57).contains($0) }
      }
    return isPlain ? Double(text) : nil
  }
}
