/// What the name of a tile says about its slide and its place.
package enum TileName: Sendable, Equatable {
  /// `Slide [d=2,x=1024,y=2048,w=512,h=512].tif`, as QuPath's tile exporter writes it.
  case region(slide: String, TileRegion)
  /// `slide_1024_2048.png`: slide, x and y; only a set of such names shows that this is meant.
  case corner(slide: String, x: Int, y: Int)
  /// A region in the middle of the name, `… [x=0,y=0,w=512,h=512]-labelled.png`: QuPath writes
  /// label images beside tiles, which are no slides.
  case besideRegion
  /// Anything else.
  case plain

  /// Reads the name of a file.
  package init(path: String) {
    let stem = PathText.stem(path)
    if let open = stem.lastIndex(of: "["), let close = stem[open...].firstIndex(of: "]"),
      let region = TileRegion(stem[stem.index(after: open)..<close])
    {
      let slide = StrictNumber.trimmedBlanks(String(stem[..<open]))
      let isLast = stem.index(after: close) == stem.endIndex
      self = isLast ? .region(slide: slide, region) : .besideRegion
    } else if let corner = Self.corner(stem) {
      self = corner
    } else {
      self = .plain
    }
  }

  private static func corner(_ stem: String) -> TileName? {
    let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count >= 3, let x = pixels(parts[parts.count - 2]),
      let y = pixels(parts[parts.count - 1])
    else { return nil }
    let slide = parts.dropLast(2).joined(separator: "_")
    return slide.isEmpty ? nil : .corner(slide: slide, x: x, y: y)
  }

  /// Plain digits as a number of pixels, nil for signs, blanks and numbers no slide has.
  static func pixels(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 9,
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(text)
  }
}

/// The part of a slide that a tile shows, in full-resolution pixels.
package struct TileRegion: Sendable, Equatable {
  /// Left column.
  package var x: Int
  /// Top row.
  package var y: Int
  /// Width in full-resolution pixels.
  package var width: Int
  /// Height in full-resolution pixels.
  package var height: Int
  /// Full-resolution pixels per pixel of the file.
  package var downsample: Double
  /// Focal plane and time point where they are not 0, for example "z1", "t2" or "z1 t2".
  package var plane: String

  /// Reads `d=2,x=1024,y=2048,w=512,h=512`: x, y, w, h are needed; d, z, t may be left out.
  init?(_ text: Substring) {
    var values: [Substring: Substring] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", omittingEmptySubsequences: false)
      guard pair.count == 2, "dxywhzt".contains(pair[0]), pair[0].count == 1,
        values.updateValue(pair[1], forKey: pair[0]) == nil
      else { return nil }
    }
    guard let x = values["x"].flatMap(TileName.pixels),
      let y = values["y"].flatMap(TileName.pixels),
      let width = values["w"].flatMap(TileName.pixels), width > 0,
      let height = values["h"].flatMap(TileName.pixels), height > 0,
      let downsample = StrictNumber.decimal(String(values["d"] ?? "1")), downsample >= 1,
      let z = TileName.pixels(values["z"] ?? "0"), let t = TileName.pixels(values["t"] ?? "0")
    else { return nil }
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.downsample = downsample
    plane = [z > 0 ? "z\(z)" : "", t > 0 ? "t\(t)" : ""].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// Whether a file of this size shows the region: within one pixel of the file, for rounding.
  package func agrees(fileWidth: Int, fileHeight: Int) -> Bool {
    abs(Double(width) - Double(fileWidth) * downsample) < max(downsample, 1)
      && abs(Double(height) - Double(fileHeight) * downsample) < max(downsample, 1)
  }
}
