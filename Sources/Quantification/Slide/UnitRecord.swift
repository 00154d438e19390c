import Nuclei
import Raster
import SlideIO

/// What a batch of units yields, as it is kept in a `UnitJournal`.
struct UnitRecord: Equatable {
  /// Candidates of the units.
  var candidates: [[CandidateNucleus]] = []
  /// What the units look like.
  var surveys: [UnitSurvey] = []
  /// All that is known to be unreadable.
  var damage: [SlideDamage] = []
  /// All that was met among pixels.
  var traits: PixelTraits = []

  /// Bytes from which the record can be made again by the same version of the program.
  var bytes: [UInt8] {
    var writer = ArrayWriter(
      capacity: candidates.reduce(0) { $0 + $1.count * MemoryLayout<CandidateNucleus>.stride }
        + surveys.reduce(0) { $0 + 8 * $1.looks.count } + (1 << 16))
    writer.add([candidates.count, surveys.count, damage.count, Int(traits.rawValue)])
    for list in candidates { writer.add(list) }
    for survey in surveys {
      let (cells, blocks) = (survey.cells, survey.blocks)
      writer.add([cells.x, cells.y, cells.width, cells.height])
      writer.add([blocks.x, blocks.y, blocks.width, blocks.height])
      writer.add(survey.looks)
      writer.add(survey.qualities)
    }
    for part in damage {
      let area = part.area
      writer.add([part.level, area.x, area.y, area.width, area.height])
      writer.add(Array(part.reason.utf8))
    }
    return writer.bytes
  }
}

extension UnitRecord {
  /// Reads what `bytes` wrote; nil when it is something else.
  init?(bytes: [UInt8]) {
    var reader = ArrayReader(bytes)
    guard let counts = reader.array(of: Int.self), counts.count == 4,
      let traits = UInt8(exactly: counts[3])
    else { return nil }
    self.traits = PixelTraits(rawValue: traits)
    for _ in 0..<max(0, counts[0]) {
      guard let list = reader.array(of: CandidateNucleus.self) else { return nil }
      candidates.append(list)
    }
    for _ in 0..<max(0, counts[1]) {
      guard let cells = reader.rect(), let blocks = reader.rect(),
        let looks = reader.array(of: CellLook.self),
        let qualities = reader.array(of: BlockQuality.self),
        looks.count == cells.area, qualities.count == blocks.area
      else { return nil }
      surveys.append(UnitSurvey(cells: cells, looks: looks, blocks: blocks, qualities: qualities))
    }
    for _ in 0..<max(0, counts[2]) {
      guard let place = reader.array(of: Int.self), place.count == 5,
        let reason = reader.array(of: UInt8.self)
      else { return nil }
      damage.append(
        SlideDamage(
          level: place[0],
          area: PixelRect(x: place[1], y: place[2], width: place[3], height: place[4]),
          reason: String(decoding: reason, as: UTF8.self)))
    }
    guard reader.isAtEnd else { return nil }
  }
}

/// Strings arrays together whose values are nothing but their bytes, each behind its length.
private struct ArrayWriter {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func add<Value>(_ values: [Value]) {
    unsafe withUnsafeBytes(of: values.count) { unsafe bytes.append(contentsOf: $0) }
    unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }
}

/// Reads what `ArrayWriter` wrote.
private struct ArrayReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  mutating func array<Value>(of type: Value.Type) -> [Value]? {
    let lengthBytes = MemoryLayout<Int>.size
    guard bytes.count - place >= lengthBytes else { return nil }
    let count = unsafe bytes.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: place, as: Int.self)
    }
    let stride = MemoryLayout<Value>.stride
    let start = place + lengthBytes
    guard count >= 0, count <= (bytes.count - start) / stride else { return nil }
    place = start + count * stride
    return unsafe [Value](unsafeUninitializedCapacity: count) { buffer, filled in
      let part = bytes[start..<place]
      unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: part)
      filled = count
    }
  }

  mutating func rect() -> PixelRect? {
    guard let numbers = array(of: Int.self), numbers.count == 4, numbers[2] >= 0, numbers[3] >= 0
    else { return nil }
    return PixelRect(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
  }
}
