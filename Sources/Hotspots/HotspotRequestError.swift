/// A text that is no request for hotspots.
public enum HotspotRequestError: Error, Sendable, Equatable, CustomStringConvertible {
  case empty
  case unknownMode(found: String)
  case unknownSetting(found: String)
  case repeated(setting: String)
  case wrongNumber(setting: String, found: String, expected: ClosedRange<Int>)
  case wrongLength(mode: String, found: String)
  case wrongArea(found: String)
  case fewestWithoutSize

  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .empty: "it is empty; expected \(Self.modes)."
    case .unknownMode(let found): "found \"\(found)\"; expected \(Self.modes)."
    case .unknownSetting(let found):
      "found \"\(found)\" after the mode; expected top:N or fewest:N, separated by commas."
    case .repeated(let setting): "\(setting) is stated twice; state it once."
    case .wrongNumber(let setting, let found, let range):
      "\(setting) is \"\(found)\"; expected a whole number from \(range.lowerBound) to "
        + "\(range.upperBound), for example \(setting):\(Self.example(setting))."
    case .wrongLength(let mode, let found):
      "\(mode) is \"\(found)\"; expected a length with its unit from 0.05mm to 20mm, for example "
        + "\(mode):0.4mm or \(mode):400um."
    case .wrongArea(let found):
      "area is \"\(found)\"; expected an area with its unit from 0.002mm2 to 300mm2, for example "
        + "area:0.2mm2."
    case .fewestWithoutSize:
      "fewest goes with regions of a stated size (circle, square, area) only; leave it out."
    }
  }

  private static let modes =
    "cells:N, circle:DIAMETER, square:SIDE, area:AREA or regions, for example cells:500, "
    + "circle:0.4mm, square:0.5mm or area:0.2mm2"

  private static func example(_ setting: String) -> Int { setting == "top" ? 3 : 500 }
}
