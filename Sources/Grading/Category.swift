/// What a neuroendocrine neoplasm is called with its grade; raw values are stable codes.
public enum Category: String, Codable, Sendable, Hashable, CaseIterable {
  case netG1 = "net_g1"
  case netG2 = "net_g2"
  case netG3 = "net_g3"
  /// Neuroendocrine carcinoma, cell type not stated.
  case nec
  case necSmallCell = "nec_small_cell"
  case necLargeCell = "nec_large_cell"
  /// G3 of WHO 2010, where every G3 is a carcinoma.
  case g3Of2010 = "g3_2010"
  case typicalCarcinoid = "typical_carcinoid"
  case atypicalCarcinoid = "atypical_carcinoid"

  /// The name in words.
  public var name: String {
    switch self {
    case .netG1: "NET G1"
    case .netG2: "NET G2"
    case .netG3: "NET G3"
    case .nec: "NEC"
    case .necSmallCell: "NEC, small cell"
    case .necLargeCell: "NEC, large cell"
    case .g3Of2010: "G3 (2010)"
    case .typicalCarcinoid: "typical carcinoid"
    case .atypicalCarcinoid: "atypical carcinoid"
    }
  }

  /// The carcinoma with this cell type.
  static func carcinoma(_ type: Differentiation.CarcinomaType?) -> Category {
    switch type {
    case .smallCell: .necSmallCell
    case .largeCell: .necLargeCell
    case nil: .nec
    }
  }
}

/// What can decide a grade.
public enum Criterion: String, Codable, Sendable, Hashable, CaseIterable {
  case ki67
  case mitoses
  case necrosis
  /// Morphology, as given: a poorly differentiated carcinoma is one whatever its indices.
  case differentiation

  /// The name in words.
  public var name: String {
    switch self {
    case .ki67: "Ki-67"
    case .mitoses: "mitoses"
    case .necrosis: "necrosis"
    case .differentiation: "differentiation"
    }
  }
}
