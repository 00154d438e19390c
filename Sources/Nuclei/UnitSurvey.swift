import Raster

/// What a part of a slide looks like from afar, in squares on a lattice from the slide's origin.
///
/// Sums are whole numbers over whole squares, so that a square looks the same however the slide was
/// cut into units, as long as units begin and end where blocks do.
public struct UnitSurvey: Sendable, Equatable {
  /// Side of a cell in working pixels: 8 µm at the usual 0.5 µm.
  public static let cellPixels = 16
  /// Side of a block in working pixels: 32 µm at the usual 0.5 µm.
  public static let blockPixels = 64

  /// Cells of the unit, in cells of the slide's lattice.
  public var cells: PixelRect
  /// Looks of the cells, row by row.
  public var looks: [CellLook]
  /// Blocks of the unit, in blocks of the slide's lattice.
  public var blocks: PixelRect
  /// Quality of the blocks, row by row.
  public var qualities: [BlockQuality]

  /// Makes a survey from its parts.
  public init(
    cells: PixelRect, looks: [CellLook], blocks: PixelRect, qualities: [BlockQuality]
  ) {
    self.cells = cells
    self.looks = looks
    self.blocks = blocks
    self.qualities = qualities
  }
}

/// Colors of a cell.
public struct CellLook: Sendable, Equatable {
  /// Mean color.
  public var mean: RGBColor
  /// Brightest intensity of each channel among squares of two working pixels: the color between
  /// nuclei, or that of ink where ink covers everything.
  public var palest: RGBColor

  /// Makes a look from its parts.
  public init(mean: RGBColor, palest: RGBColor) {
    self.mean = mean
    self.palest = palest
  }
}

/// How sharp and how well exposed a block is.
public struct BlockQuality: Sendable, Equatable {
  /// Mean squared Laplacian of absorbed red light over 2 µm (at the usual working pixel).
  public var fineEnergy: Float
  /// The same over 4 µm.
  public var coarseEnergy: Float
  /// Squares of two working pixels whose mean is black in some channel: 2 or less of 255.
  public var blackSquares: UInt16
  /// Squares of two working pixels whose mean is white in every channel: 254 or more of 255.
  public var whiteSquares: UInt16

  /// Makes a quality from its parts.
  public init(
    fineEnergy: Float, coarseEnergy: Float, blackSquares: UInt16 = 0, whiteSquares: UInt16 = 0
  ) {
    self.fineEnergy = fineEnergy
    self.coarseEnergy = coarseEnergy
    self.blackSquares = blackSquares
    self.whiteSquares = whiteSquares
  }
}

extension NucleusDetector {
  /// Surveys the unit whose candidates were sought last with a workspace.
  ///
  /// - Parameters:
  ///   - unit: that unit; starts at multiples of `UnitSurvey.blockPixels`.
  ///   - workspace: the workspace, unchanged since.
  /// - Returns: looks and qualities of the cells and blocks that the unit holds.
  public func survey(of unit: PixelRect, workspace: DetectionWorkspace) -> UnitSurvey {
    precondition(unit.x % UnitSurvey.blockPixels == 0 && unit.y % UnitSurvey.blockPixels == 0)
    return workspace.sampler.survey(of: unit, planes: workspace.planes)
  }
}
