import SlideIO
import Testing

/// What files state about the size of a pixel, and what is believed of it.
@Suite struct PixelSizeTests {
  private func info(
    _ description: String? = nil, x: (Int, Int)? = nil, y: (Int, Int)? = nil, unit: Int? = nil,
    orientation: Int = 1
  ) throws -> ImageInfo {
    var builder = TIFFBuilder(
      width: 2, height: 3, bits: [8], photometric: 1, data: [UInt8](repeating: 0, count: 6))
    if let description { builder.tags[270] = .ascii(description) }
    if let x { builder.tags[282] = .rational([x]) }
    if let y { builder.tags[283] = .rational([y]) }
    if let unit { builder.tags[296] = .short([unit]) }
    builder.tags[274] = .short([orientation])
    let folder = try ScratchFolder()
    return try ImageReader().info(at: try folder.write(builder.bytes, as: "a.tif"))
  }

  private func expect(
    _ info: ImageInfo, _ x: Double, y: Double? = nil, _ source: PixelSize.Source,
    location: SourceLocation = #_sourceLocation
  ) {
    guard let size = info.pixelSize else {
      Issue.record("unknown: \(info.pixelSizeNote ?? "")", sourceLocation: location)
      return
    }
    #expect(abs(size.xMicrons / x - 1) < 1e-6, sourceLocation: location)
    #expect(abs(size.yMicrons / (y ?? x) - 1) < 1e-6, sourceLocation: location)
    #expect(size.source == source, sourceLocation: location)
  }

  @Test func `resolution tags in centimeters and inches, inches when no unit is named`() throws {
    expect(try info(x: (40_000, 1), y: (40_000, 1), unit: 3), 0.25, .tiffTags)
    expect(try info(x: (80_000, 2), y: (40_000, 1), unit: 3), 0.25, .tiffTags)
    expect(try info(x: (50_800, 1), y: (50_800, 1), unit: 2), 0.5, .tiffTags)
    expect(try info(x: (50_800, 1), y: (50_800, 1)), 0.5, .tiffTags)
  }

  @Test func `pixels that are not square are kept and remarked on`() throws {
    let info = try info(x: (40_000, 1), y: (20_000, 1), unit: 3)
    expect(info, 0.25, y: 0.5, .tiffTags)
    #expect(info.pixelSizeNote?.contains("not square") == true)
    expect(
      try self.info(x: (40_000, 1), y: (20_000, 1), unit: 3, orientation: 6), 0.5, y: 0.25,
      .tiffTags)
  }

  @Test(arguments: [72, 96, 300])
  func `print resolutions are not believed`(dpi: Int) throws {
    let info = try info(x: (dpi, 1), y: (dpi, 1), unit: 2)
    #expect(info.pixelSize == nil)
    #expect(info.pixelSizeNote?.contains("\(dpi) dpi") == true)
  }

  @Test func `the window: 0.05 to 2.0 believed, 0.1 to 1.0 without doubt`() throws {
    func stated(_ microns: Double) throws -> ImageInfo { try info("Aperio x\n|MPP = \(microns)") }
    for microns in [0.1, 0.25, 1.0] {
      expect(try stated(microns), microns, .aperio)
      #expect(try stated(microns).pixelSizeNote == nil)
    }
    for microns in [0.05, 0.0999, 1.001, 2.0] {
      expect(try stated(microns), microns, .aperio)
      #expect(try stated(microns).pixelSizeNote?.contains("unusual") == true)
    }
    for microns in [0.0499, 2.001, 1000] {
      #expect(try stated(microns).pixelSize == nil)
      #expect(try stated(microns).pixelSizeNote?.contains("not believed") == true)
    }
  }

  @Test func `tags that state nothing`() throws {
    #expect(try info().pixelSize == nil && info().pixelSizeNote == nil)
    for (x, y, unit) in [((0, 1), (0, 1), 3), ((40_000, 1), (40_000, 1), 1), ((1, 0), (1, 0), 3)] {
      let info = try info(x: x, y: y, unit: unit)
      #expect(info.pixelSize == nil && info.pixelSizeNote != nil)
    }
    let half = try info(x: (40_000, 1), unit: 3)
    #expect(half.pixelSize == nil && half.pixelSizeNote?.contains("0.0 pixels") == true)
  }

  @Test func `Aperio's description`() throws {
    let text = """
      Aperio Image Library v11.2.1\r
      46000x32914 [0,100 46000x32814] (240x240) JPEG/RGB Q=30|AppMag = 20|MPP = 0.4990|Left = 25.6
      """
    expect(try info(text), 0.499, .aperio)
    let both = try info(text, x: (40_000, 1), y: (40_000, 1), unit: 3)
    expect(both, 0.499, .aperio)
    #expect(both.pixelSizeNote?.contains("0.25") == true)
    #expect(try info("Aperio|MPP = 0,499").pixelSize == nil)
    expect(try info("Aperio|AppMag = 20", x: (20_000, 1), y: (20_000, 1), unit: 3), 0.5, .tiffTags)
  }

  @Test(arguments: ["micron", "um", "µm", "\\u00B5m", "microns"])
  func `ImageJ's unit`(unit: String) throws {
    let text = "ImageJ=1.53t\nunit=\(unit)\nloop=false\n"
    expect(try info(text, x: (4, 1), y: (2, 1), unit: 1), 0.25, y: 0.5, .imageJ)
  }

  @Test func `ImageJ in other units, or without`() throws {
    expect(try info("ImageJ=1\nunit=nm\n", x: (1, 500), y: (1, 500), unit: 1), 0.5, .imageJ)
    expect(try info("ImageJ=1\nunit=mm\n", x: (4000, 1), y: (4000, 1), unit: 1), 0.25, .imageJ)
    #expect(try info("ImageJ=1\nunit=pixel\n", x: (4, 1), y: (4, 1), unit: 1).pixelSize == nil)
    #expect(try info("ImageJ=1\n", x: (4, 1), y: (4, 1), unit: 1).pixelSize == nil)
  }

  private func ome(_ attributes: String, prefix: String = "", root: String = "OME") -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?><\(prefix)\(root)
    xmlns\(prefix.isEmpty ? "" : ":ome")="http://www.openmicroscopy.org/Schemas/OME/2016-06">
    <\(prefix)Image ID="Image:0"><\(prefix)Pixels ID="Pixels:0" \(attributes)/></\(prefix)Image>
    <\(prefix)Image><\(prefix)Pixels PhysicalSizeX="9" PhysicalSizeY="9"/></\(prefix)Image>
    </\(prefix)\(root)>
    """
  }

  @Test(arguments: ["", "ome:"])
  func `OME-XML`(prefix: String) throws {
    let size = #"PhysicalSizeX="0.25" PhysicalSizeY="0.5""#
    expect(try info(ome(size, prefix: prefix)), 0.25, y: 0.5, .ome)
    let nanometers =
      #"PhysicalSizeX="250" PhysicalSizeXUnit="nm" PhysicalSizeY="250" PhysicalSizeYUnit="nm""#
    expect(try info(ome(nanometers, prefix: prefix)), 0.25, .ome)
    let micro =
      #"PhysicalSizeX="0.3" PhysicalSizeXUnit="µm" PhysicalSizeY="0.3" PhysicalSizeYUnit="&#181;m""#
    expect(try info(ome(micro, prefix: prefix)), 0.3, .ome)
  }

  @Test func `OME-XML that states nothing usable`() throws {
    expect(try info(ome(""), x: (40_000, 1), y: (40_000, 1), unit: 3), 0.25, .tiffTags)
    for attributes in [
      #"PhysicalSizeX="0.25""#, #"PhysicalSizeX="0" PhysicalSizeY="0""#,
      #"PhysicalSizeX="x" PhysicalSizeY="1""#, #"PhysicalSizeX="nan" PhysicalSizeY="nan""#,
      #"PhysicalSizeX="1" PhysicalSizeXUnit="pixel" PhysicalSizeY="1" PhysicalSizeYUnit="pixel""#,
    ] {
      let info = try info(ome(attributes))
      #expect(info.pixelSize == nil && info.pixelSizeNote?.contains("ome states") == true)
    }
    #expect(try info(ome("PhysicalSizeX=")).pixelSizeNote?.contains("damaged") == true)
    #expect(try info(ome(#"PhysicalSizeX="1" PhysicalSizeY="1""#, root: "OMEGA")).pixelSize == nil)
  }

  @Test func `instructions in OME-XML do no harm`() throws {
    let pixels = #"<Image><Pixels PhysicalSizeX="0.5" PhysicalSizeY="0.5"/></Image>"#
    for text in ["<?x?><OME>\(pixels)</OME>", "<OME><?x?><?y z?>\(pixels)</OME><?x?>"] {
      #expect(try info(text).pixelSize?.xMicrons == 0.5)
    }
    #expect(try info("<OME>\(pixels)</OME><?x").pixelSize == nil)
  }

  @Test func `entities of OME-XML are not loaded`() throws {
    let folder = try ScratchFolder()
    let secret = try folder.write(Array("0.25".utf8), as: "secret")
    let text = """
      <?xml version="1.0"?><!DOCTYPE OME [<!ENTITY s SYSTEM "file://\(secret)">]>
      <OME><Description>&s;</Description><Image><Pixels PhysicalSizeX="0.5" PhysicalSizeY="0.5"/>\
      </Image></OME>
      """
    let info = try info(text)
    #expect(info.pixelSize == nil && info.pixelSizeNote?.contains("document type") == true)
  }

  /// Each of these declarations ends a program that uses the parser of Foundation.
  @Test(arguments: [
    "<!ATTLIST OME b CDATA #IMPLIED>", #"<!NOTATION n PUBLIC "p">"#,
    #"<!ENTITY x SYSTEM "y" NDATA n>"#,
  ])
  func `declarations in OME-XML do no harm`(declaration: String) throws {
    let pixels = #"<Image><Pixels PhysicalSizeX="0.5" PhysicalSizeY="0.5"/></Image>"#
    let info = try info("<!DOCTYPE OME [\(declaration)]><OME>\(pixels)</OME>")
    #expect(info.pixelSize == nil && info.pixelSizeNote?.contains("document type") == true)
  }

  @Test(arguments: [
    (4_000_000, 1, 0.25 as Double?), (2835, 1, nil), (4_000_000, 0, nil), (0, 1, nil),
  ])
  func `PNG's pHYs`(perUnit: Int, unit: Int, microns: Double?) throws {
    let folder = try ScratchFolder()
    let phys = PNGBuilder.integer(perUnit) + PNGBuilder.integer(perUnit) + [UInt8(unit)]
    let builder = PNGBuilder(
      width: 1, height: 1, depth: 8, colorType: 0, rows: [[0]], chunks: [("pHYs", phys)])
    let info = try ImageReader().info(at: try folder.write(builder.bytes, as: "a.png"))
    #expect(info.pixelSize?.xMicrons == microns)
    #expect((info.pixelSizeNote == nil) == (microns != nil))
  }
}
