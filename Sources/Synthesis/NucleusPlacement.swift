/// Places nuclei without overlap by random sequential packing, as a pure function of position.
///
/// The plane is divided into square blocks that are filled in four phases, like the fields of a
/// board with four colors. A block looks at its neighbors of earlier phases only, so its content
/// depends on at most three rings of blocks around it, however large the scene is, and comes out
/// the same whichever region is asked for.
struct NucleusPlacement: Sendable {
  /// Smallest distance of two centers as a share of the sum of their mean radii.
  static let contactShare = 0.9
  /// Side of a block in µm; far more than the largest distance at which nuclei exclude each other.
  private static let blockMicrons = 96.0
  /// Trials per block; more would hardly find room for another nucleus.
  private static let tumorTrials = 700

  private struct Block: Hashable {
    var column: Int
    var row: Int
    /// Phase in which the block is filled, 0 to 3.
    var phase: Int { (column & 1) + 2 * (row & 1) }
  }

  let tissue: TissueArchitecture
  let factory: NucleusFactory
  private let random: CounterRandom

  init(seed: UInt64, tissue: TissueArchitecture, factory: NucleusFactory) {
    self.tissue = tissue
    self.factory = factory
    random = CounterRandom(seed: seed, purpose: .nuclei)
  }

  /// Nuclei whose centers lie in a rectangle given in µm, in an order that depends on place only.
  ///
  /// The left and top edges belong to the rectangle, the right and bottom edges do not.
  func nuclei(
    fromX left: Double, y top: Double, toX right: Double, y bottom: Double
  ) -> [SyntheticNucleus] {
    guard right > left, bottom > top else { return [] }
    let columns = Self.block(left)...Self.block(right)
    let rows = Self.block(top)...Self.block(bottom)
    var filled: [Block: [SyntheticNucleus]] = [:]
    for phase in 0..<4 {
      let margin = 3 - phase
      for row in (rows.lowerBound - margin)...(rows.upperBound + margin) {
        for column in (columns.lowerBound - margin)...(columns.upperBound + margin) {
          let block = Block(column: column, row: row)
          if block.phase == phase { filled[block] = fill(block, beside: filled) }
        }
      }
    }
    var result: [SyntheticNucleus] = []
    for row in rows {
      for column in columns {
        result += (filled[Block(column: column, row: row)] ?? []).filter {
          $0.xMicrons >= left && $0.xMicrons < right && $0.yMicrons >= top && $0.yMicrons < bottom
        }
      }
    }
    return result
  }

  private static func block(_ microns: Double) -> Int {
    Int((microns / blockMicrons).rounded(.down))
  }

  private func fill(_ block: Block, beside filled: [Block: [SyntheticNucleus]])
    -> [SyntheticNucleus]
  {
    var accepted: [SyntheticNucleus] = []
    for row in -1...1 {
      for column in -1...1 {
        let neighbor = Block(column: block.column + column, row: block.row + row)
        if neighbor.phase < block.phase { accepted += filled[neighbor] ?? [] }
      }
    }
    let own = accepted.count
    for (kind, trials) in trials(block) {
      for trial in 0..<trials {
        var stream = random.sequence(
          block.column, block.row, trial * SyntheticNucleus.Kind.allCases.count + kind.index + 1)
        if let nucleus = candidate(kind, block, beside: accepted, &stream) {
          accepted.append(nucleus)
        }
      }
    }
    return Array(accepted[own...])
  }

  /// How often each kind is tried in a block: the rare kinds first, tumor nuclei in what is left.
  private func trials(_ block: Block) -> [(kind: SyntheticNucleus.Kind, count: Int)] {
    let nuclei = factory.parameters.nuclei
    let tissue = factory.parameters.tissue
    let septumShare = max(0.02, min(0.5, 2 * tissue.septumWidthMicrons / tissue.nestSizeMicrons))
    let perBlock =
      nuclei.tumorPerSquareMillimeter * 1e-6 * Self.blockMicrons * Self.blockMicrons
      * (1 - septumShare) / (septumShare * 0.55)
    var stream = random.sequence(block.column, block.row, 0)
    let shares: [(SyntheticNucleus.Kind, Double)] = [
      (.endothelium, nuclei.endotheliumFraction), (.stroma, nuclei.stromaFraction),
      (.lymphocyte, nuclei.lymphocyteFraction),
    ]
    var result = shares.map { kind, share in
      (kind: kind, count: Int(min(share * perBlock, 600) + stream.unit()))
    }
    result.append((kind: .tumor, count: Self.tumorTrials))
    return result
  }

  private func candidate(
    _ kind: SyntheticNucleus.Kind, _ block: Block, beside accepted: [SyntheticNucleus],
    _ stream: inout RandomSequence
  ) -> SyntheticNucleus? {
    let x = (Double(block.column) + stream.unit()) * Self.blockMicrons
    let y = (Double(block.row) + stream.unit()) * Self.blockMicrons
    let radius = factory.radius(kind: kind, &stream)
    let clearance = kind == .tumor ? factory.clearance(&stream) : 0.5
    for other in accepted {
      let dx = other.xMicrons - x
      let dy = other.yMicrons - y
      let distance =
        (radius + Double(other.outline.radiusMicrons)) * Self.contactShare
        + (clearance + other.clearanceMicrons) / 2
      if dx * dx + dy * dy < distance * distance { return nil }
    }
    let place = tissue.sample(x, y)
    guard isHome(kind, radius: Float(radius), place) else { return nil }
    let direction: (cosine: Double, sine: Double) =
      kind == .stroma || kind == .endothelium ? tissue.septumDirection(x, y) : (1, 0)
    return factory.nucleus(
      kind: kind, x: x, y: y, radius: radius, clearance: clearance, direction: direction, &stream)
  }

  /// Whether a kind of cell lives at such a place.
  private func isHome(
    _ kind: SyntheticNucleus.Kind, radius: Float, _ place: TissueArchitecture.Sample
  ) -> Bool {
    guard place.tissueDepth > radius + 0.8 else { return false }
    switch kind {
    case .tumor: return place.nestDepth > radius * 0.8
    case .stroma: return place.nestDepth < -1.6
    case .lymphocyte: return place.nestDepth < -2.2
    case .endothelium: return place.nestDepth < -0.8 && place.nestDepth > -3
    }
  }
}

extension SyntheticNucleus.Kind {
  /// Place among all kinds.
  fileprivate var index: Int {
    switch self {
    case .tumor: return 0
    case .stroma: return 1
    case .lymphocyte: return 2
    case .endothelium: return 3
    }
  }
}
