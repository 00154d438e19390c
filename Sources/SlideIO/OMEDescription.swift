/// Reads the OME-XML in the description of an OME-TIFF: its images, in order.
///
/// Entities are never loaded: a document that declares any counts as damaged.
struct OMEDescription {
  /// One image (series) of the file.
  struct Image: Equatable {
    /// Name, empty when there is none.
    var name = ""
    /// Directory of its first plane, counted from 0.
    var directory = 0
    /// Attributes of its `Pixels` element; nil when it has none.
    var pixels: [String: String]?

    /// Whether it is a picture beside the slide by its name, as converters of slides name them.
    var associatedName: String? {
      let lowercase = name.lowercased()
      return ["label", "macro", "thumbnail", "overview"].first { lowercase.contains($0) }
    }
  }

  /// More images than any slide has; a hostile document could list millions.
  private static let capacity = 1000

  /// The images in order.
  var images: [Image]
  /// Whether the document ends early or is not well-formed.
  var isDamaged: Bool

  /// Parses a text; nil when it is not OME-XML.
  ///
  /// It ends at the first zero byte, which no document holds: padding, or an encoding of two bytes.
  init?(_ text: String) {
    var scanner = XMLScanner(text: String(text.prefix { $0 != "\0" }))
    var finder = OMEImageFinder()
    var isDamaged = false
    do {
      while let tag = try scanner.next() {
        guard case .start(let name, let attributes) = tag else { continue }
        finder.begin(name, attributes)
        guard finder.root == "OME", finder.images.count < Self.capacity else { break }
      }
    } catch {
      isDamaged = true
    }
    guard finder.root == nil || finder.root == "OME" else { return nil }
    images = finder.images
    self.isDamaged = isDamaged
  }

  /// What a text says about the pixel size; a text that is not OME-XML says nothing.
  ///
  /// - Parameters:
  ///   - text: the description.
  ///   - index: which image, among those with pixels.
  /// - Returns: the size, that there is none, or why it is useless.
  static func statement(in text: String, image index: Int = 0) -> PixelSizeRules.Statement {
    guard let description = OMEDescription(text) else { return .none }
    guard !description.isDamaged else {
      return .useless("its OME-XML is damaged, or declares a document type")
    }
    let pixels = description.images.compactMap(\.pixels)
    return pixels.indices.contains(index) ? size(pixels[index]) : .none
  }

  private static func size(_ attributes: [String: String]) -> PixelSizeRules.Statement {
    let stated = ["X", "Y"].map { axis in
      (
        value: attributes["PhysicalSize\(axis)"],
        unit: attributes["PhysicalSize\(axis)Unit"] ?? "µm"
      )
    }
    if stated.allSatisfy({ $0.value == nil }) { return .none }
    let sizes = stated.compactMap { axis -> Double? in
      guard let text = axis.value, let value = Double(text),
        let unit = LengthUnit.microns(axis.unit)
      else { return nil }
      return value.isFinite && value > 0 ? value * unit : nil
    }
    guard sizes.count == 2 else {
      let words = stated.map { "\(($0.value ?? "nothing").prefix(40)) \($0.unit.prefix(40))" }
      return .useless("ome states \(words.joined(separator: " x "))")
    }
    return .size(PixelSize(xMicrons: sizes[0], yMicrons: sizes[1], source: .ome))
  }
}

/// Collects the images inside an `OME` document.
private struct OMEImageFinder {
  /// Name of the outermost element.
  private(set) var root: String?
  private(set) var images: [OMEDescription.Image] = []
  private var hasPlane = false

  /// Takes the start of an element, whose name may have a prefix.
  mutating func begin(_ name: String, _ attributes: [String: String]) {
    let localName = String(name.split(separator: ":").last ?? "")
    if root == nil { root = localName }
    switch localName {
    case "Image":
      images.append(OMEDescription.Image(name: attributes["Name"] ?? ""))
      hasPlane = false
    case "Pixels":
      if images.last == nil { images.append(OMEDescription.Image()) }
      if images[images.count - 1].pixels == nil { images[images.count - 1].pixels = attributes }
    case "TiffData":
      guard !hasPlane, !images.isEmpty else { return }
      hasPlane = true
      images[images.count - 1].directory = attributes["IFD"].flatMap { Int($0) } ?? 0
    default: break
    }
  }
}
