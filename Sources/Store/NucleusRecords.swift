import Nuclei
import Quantification

/// Nuclei of one tile as a block of bytes, from which they come back exactly.
///
/// A block begins with its version, the width of radii, the number of nuclei (32 bits) and the pixel
/// size of their outlines (two 64-bit numbers). Every nucleus takes 81 bytes: center of area and
/// center of rays in pixels (four 64-bit numbers); area, DAB and hematoxylin density, score,
/// probability, elongation, contrast and sharpness (eight 32-bit numbers); 16 radii in half µm, a
/// byte each; and a byte of class (bits 0–1 intensity, 2–4 kind, 5 counted, 6 positive). Radii that
/// are no multiples of half a µm up to 127.5 µm make their block one of 32-bit radii, 129 bytes a
/// nucleus. All numbers are little-endian.
public enum NucleusRecords {
  /// Bytes of a nucleus as detection makes it.
  public static let bytesPerNucleus = 81
  /// Largest number of nuclei in a block.
  package static let blockLimit = 8192

  private static let version: UInt8 = 1
  private static let headerBytes = 22

  /// What is stored of one block.
  package struct Block: Sendable {
    package var tile: Int
    package var count: Int
    package var bytes: [UInt8]
  }

  private enum Radii: UInt8 {
    case halfMicrons = 1
    case floats = 4
  }

  /// Cuts nuclei into blocks, one after the other, so that they need not all be in memory; those of
  /// a block follow each other and lie in one tile.
  ///
  /// - Parameters:
  ///   - nuclei: the nuclei.
  ///   - body: takes each block.
  /// - Throws: what `body` throws.
  package static func forEachBlock(
    of nuclei: some Sequence<TiledNucleus>, _ body: (Block) throws -> Void
  ) rethrows {
    var members: [TiledNucleus] = []
    func end() throws {
      guard let first = members.first else { return }
      try body(Block(tile: first.tile, count: members.count, bytes: encode(members)))
      members.removeAll(keepingCapacity: true)
    }
    for item in nuclei {
      if let first = members.first,
        members.count == blockLimit || item.tile != first.tile
          || item.nucleus.outline.micronsPerPixel != first.nucleus.outline.micronsPerPixel
      {
        try end()
      }
      members.append(item)
    }
    try end()
  }

  private static func encode(_ nuclei: [TiledNucleus]) -> [UInt8] {
    let radii: Radii =
      nuclei.allSatisfy { isHalfMicrons($0.nucleus.outline.radiiMicrons) } ? .halfMicrons : .floats
    var writer = ByteWriter(capacity: headerBytes + nuclei.count * bytesPerNucleus)
    writer.add(version)
    writer.add(radii.rawValue)
    writer.add(UInt32(nuclei.count))
    writer.add(nuclei.first?.nucleus.outline.micronsPerPixel ?? .zero)
    for item in nuclei { encode(item.nucleus, radii, &writer) }
    return writer.bytes
  }

  private static func isHalfMicrons(_ radii: SIMD16<Float>) -> Bool {
    let steps = radii * 2
    return (0..<16).allSatisfy { ray in
      (0...255).contains(steps[ray]) && steps[ray] == steps[ray].rounded()
    }
  }

  private static func encode(_ nucleus: Nucleus, _ radii: Radii, _ writer: inout ByteWriter) {
    writer.add(SIMD2(nucleus.x, nucleus.y))
    writer.add(nucleus.outline.center)
    for value in [
      nucleus.areaSquareMicrons, nucleus.dabOD, nucleus.hematoxylinOD, nucleus.score,
      nucleus.positiveProbability, nucleus.appearance.elongation, nucleus.appearance.contrast,
      nucleus.appearance.edgeSharpness,
    ] { writer.add(value) }
    for ray in 0..<16 {
      let radius = nucleus.outline.radiiMicrons[ray]
      switch radii {
      case .halfMicrons: writer.add(UInt8(radius * 2))
      case .floats: writer.add(radius)
      }
    }
    writer.add(
      nucleus.intensity.rawValue | kindNumber(nucleus.kind) << 2
        | (nucleus.isCounted ? 1 << 5 : 0) | (nucleus.isPositive ? 1 << 6 : 0))
  }

  /// Reads a block; nil when it is no block of a known version or is damaged.
  package static func nuclei(in bytes: [UInt8], tile: Int) -> [TiledNucleus]? {
    var reader = ByteReader(bytes)
    guard reader.byte() == version, let radii = Radii(rawValue: reader.byte()) else { return nil }
    let count = Int(reader.word())
    let size = reader.pair()
    let nucleusBytes = bytesPerNucleus + (radii == .floats ? 48 : 0)
    guard bytes.count == headerBytes + count * nucleusBytes else { return nil }
    var nuclei: [TiledNucleus] = []
    nuclei.reserveCapacity(count)
    for _ in 0..<count {
      guard let nucleus = decode(&reader, radii, micronsPerPixel: size) else { return nil }
      nuclei.append(TiledNucleus(nucleus: nucleus, tile: tile))
    }
    return reader.isAtEnd ? nuclei : nil
  }

  private static func decode(
    _ reader: inout ByteReader, _ radii: Radii, micronsPerPixel: SIMD2<Double>
  ) -> Nucleus? {
    let position = reader.pair()
    let center = reader.pair()
    let values = (0..<8).map { _ in reader.float() }
    var lengths = SIMD16<Float>()
    for ray in 0..<16 {
      switch radii {
      case .halfMicrons: lengths[ray] = Float(reader.byte()) / 2
      case .floats: lengths[ray] = reader.float()
      }
    }
    let bits = reader.byte()
    guard let intensity = StainIntensity(rawValue: bits & 3), let kind = kind(bits >> 2 & 7)
    else { return nil }
    return Nucleus(
      x: position.x, y: position.y,
      outline: StarOutline(
        center: center, radiiMicrons: lengths, micronsPerPixel: micronsPerPixel),
      areaSquareMicrons: values[0], dabOD: values[1], hematoxylinOD: values[2], score: values[3],
      isPositive: bits & 1 << 6 != 0, positiveProbability: values[4], intensity: intensity,
      appearance: NucleusAppearance(
        elongation: values[5], contrast: values[6], edgeSharpness: values[7]),
      kind: kind, isCounted: bits & 1 << 5 != 0)
  }

  private static func kindNumber(_ kind: NucleusKind) -> UInt8 {
    switch kind {
    case .tumor: 0
    case .lymphocyte: 1
    case .stroma: 2
    case .debris: 3
    case .outOfFocus: 4
    }
  }

  private static func kind(_ number: UInt8) -> NucleusKind? {
    NucleusKind.allCases.first { kindNumber($0) == number }
  }
}
