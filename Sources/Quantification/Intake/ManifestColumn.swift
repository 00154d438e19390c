/// Columns of a manifest that `ki67` knows; the raw value is the name in the header.
public enum ManifestColumn: String, Sendable, CaseIterable {
  case image
  case caseName = "case"
  case slide
  case x
  case y
  case downsample
  case micronsPerPixel = "mpp"
  case roi
  case site
  case differentiation
  case mitoses
  case mitosisArea = "mitosis_area_mm2"
  case mitosisFields = "mitosis_fields"
  case fieldDiameter = "field_diameter_mm"
  case necrosis
  case specimen
  case scheme
  case profile

  /// What a column speaks about; a cell that cannot be read leaves that out of the run.
  enum Scope: Sendable {
    case image
    case slide
    case caseData
  }

  /// What the column speaks about.
  var scope: Scope {
    switch self {
    case .image, .caseName, .slide, .x, .y, .downsample: .image
    case .micronsPerPixel, .roi, .profile: .slide
    default: .caseData
    }
  }

  /// Whether two values of the column differ: paths by their bytes, else as people read them.
  func differ(_ first: String, _ second: String) -> Bool {
    switch self {
    case .image, .roi, .profile: PathKey(first) != PathKey(second)
    default: first != second
    }
  }
}
