extension PixelSizeRules {
  /// The pixel size of a TIFF directory: from its description when that states one, otherwise from
  /// the resolution tags. A size that the description states and nobody can believe is not
  /// replaced by another source, because then neither can be trusted.
  static func tiff(
    _ tags: TIFFPixelSizeTags, description: String?, swapsAxes: Bool, omeImage: Int = 0
  ) -> Outcome {
    let fromTags = sizeFromTags(tags)
    let statement = description.map { describedSize($0, tags, omeImage) } ?? .none
    var outcome =
      switch statement {
      case .size(let size): judged(swapsAxes ? size.swapped : size)
      case .useless(let note): Outcome(note: note)
      case .none: judgedTags(fromTags, swapsAxes)
      }
    if case .size(let described) = statement, outcome.pixelSize != nil,
      case .size(let tagged) = fromTags, tagged.plausibility == .plausible,
      abs(tagged.xMicrons / described.xMicrons - 1) > 0.02
    {
      let remark = "the resolution tags state \(tagged.words) instead"
      outcome.note = [outcome.note, remark].compactMap { $0 }.joined(separator: "; ")
    }
    return outcome
  }

  /// What a source says about the pixel size.
  enum Statement: Equatable {
    case none
    case size(PixelSize)
    /// Something that gives no size, with the reason.
    case useless(String)
  }

  private static func judgedTags(_ statement: Statement, _ swapsAxes: Bool) -> Outcome {
    switch statement {
    case .none: Outcome()
    case .size(let size): judged(swapsAxes ? size.swapped : size)
    case .useless(let note): Outcome(note: note)
    }
  }

  /// XResolution, YResolution and ResolutionUnit as TIFF 6.0 defines them.
  static func sizeFromTags(_ tags: TIFFPixelSizeTags) -> Statement {
    guard let x = tags.xResolution, let y = tags.yResolution else { return .none }
    guard x.isFinite, y.isFinite, x > 0, y > 0 else {
      return .useless("the resolution tags state \(x) x \(y) pixels per unit")
    }
    switch tags.unit {
    case 2: return .size(PixelSize(xMicrons: 25_400 / x, yMicrons: 25_400 / y, source: .tiffTags))
    case 3: return .size(PixelSize(xMicrons: 10_000 / x, yMicrons: 10_000 / y, source: .tiffTags))
    default: return .useless("the resolution tags name no unit of length")
    }
  }

  /// The size that the description of an image states, in one of the three known forms.
  private static func describedSize(
    _ text: String, _ tags: TIFFPixelSizeTags, _ omeImage: Int
  ) -> Statement {
    if text.hasPrefix("Aperio") { return aperio(text) }
    if text.hasPrefix("ImageJ=") { return imageJ(text, tags) }
    return text.contains("<") && text.contains("OME")
      ? OMEDescription.statement(in: text, image: omeImage) : .none
  }

  /// Aperio: fields between "|", one of them "MPP = 0.4990", for both directions.
  private static func aperio(_ text: String) -> Statement {
    for field in text.split(separator: "|") {
      let parts = field.split(separator: "=", maxSplits: 1).map(trimmed)
      guard parts.count == 2, parts[0] == "MPP" else { continue }
      guard let value = Double(parts[1]), value.isFinite, value > 0 else {
        return .useless("aperio states MPP = \(parts[1].prefix(40))")
      }
      return .size(PixelSize(xMicrons: value, yMicrons: value, source: .aperio))
    }
    return .none
  }

  /// ImageJ: the resolution tags hold pixels per the unit that a line "unit=micron" names.
  private static func imageJ(_ text: String, _ tags: TIFFPixelSizeTags) -> Statement {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let line = lines.first(where: { $0.hasPrefix("unit=") }) else { return .none }
    let unit = trimmed(line.dropFirst(5))
    guard let microns = LengthUnit.microns(unit) else {
      return ["inch", "pixel", ""].contains(unit) && tags.unit != 1
        ? .none : .useless("imagej states the unit \"\(unit.prefix(40))\", which is no length")
    }
    guard let x = tags.xResolution, let y = tags.yResolution, x.isFinite, y.isFinite, x > 0, y > 0
    else { return .useless("imagej states a unit without a resolution") }
    return .size(PixelSize(xMicrons: microns / x, yMicrons: microns / y, source: .imageJ))
  }

  /// Text without white space around it.
  static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0.isWhitespace }
    let kept = start.reversed().drop { $0.isWhitespace || $0 == "\0" }
    return String(kept.reversed())
  }
}

/// Units of length by the names that image files use.
enum LengthUnit {
  /// Length of a unit in µm, nil when the name is not a length.
  static func microns(_ name: String) -> Double? {
    switch name {
    case "µm", "\u{3BC}m", "um", "micron", "microns", "micrometer", "micrometre", "\\u00B5m",
      "\\u00b5m":
      1
    case "nm", "nanometer", "nanometre": 1e-3
    case "Å", "\u{212B}", "angstrom": 1e-4
    case "pm": 1e-6
    case "mm", "millimeter", "millimetre": 1e3
    case "cm", "centimeter", "centimetre": 1e4
    case "m", "meter", "metre": 1e6
    case "in", "inch": 25_400
    default: nil
    }
  }
}

extension PixelSize {
  /// The size of a picture that is turned by a quarter.
  var swapped: PixelSize { PixelSize(xMicrons: yMicrons, yMicrons: xMicrons, source: source) }
}
