/// What a part of a slide is; the raw value is what profiles and tables show.
public enum TissueClass: String, Sendable, Codable, CaseIterable {
  /// Nothing that absorbs light.
  case glass
  /// Tissue.
  case tissue
  /// Ink of a pen.
  case pen
  /// Solid black: carbon, debris, precipitate.
  case pigment
  /// Tissue too blurred to be measured.
  case outOfFocus = "out_of_focus"
  /// Tissue in more than one layer, or stained as densely.
  case fold
  /// A thin gray line on glass: the edge of a coverslip, a bubble, a hair.
  case edge

  /// Classes that may be left out of what is measured.
  public static var excludable: [TissueClass] {
    allCases.filter { $0 != .glass && $0 != .tissue }
  }

  /// Place in the list of all classes.
  var place: Int {
    switch self {
    case .glass: 0
    case .tissue: 1
    case .pen: 2
    case .pigment: 3
    case .outOfFocus: 4
    case .fold: 5
    case .edge: 6
    }
  }

  /// Words for people.
  public var words: String {
    switch self {
    case .glass: "glass"
    case .tissue: "tissue"
    case .pen: "pen marks"
    case .pigment: "black pigment or debris"
    case .outOfFocus: "out of focus"
    case .fold: "folded or very dense"
    case .edge: "coverslip edges and bubbles"
    }
  }
}
