import Raster
import SlideIO
import Testing

/// Which files are handed to OpenSlide. None of these is a real slide, so it is refused or missing.
@Suite struct VendorKindTests {
  private func kind(_ bytes: [UInt8], as name: String = "a.tif") throws -> String? {
    let folder = try ScratchFolder()
    let path = try folder.write(bytes, as: name)
    do throws(ImageFileError) {
      _ = try SlideReader().describe(path)
      return nil
    } catch {
      guard case .needsOpenSlide(path, let kind, _) = error else { return "\(error)" }
      return kind
    }
  }

  /// In strips, which no vendor's slides are.
  private var plain: TIFFBuilder { TIFFBuilder(RGBImage(width: 40, height: 30)) }

  @Test func `TIFF files are told by their tags`() throws {
    var ndpi = plain
    ndpi.tags[65420] = .long([1])
    #expect(try kind(ndpi.bytes) == "a Hamamatsu NDPI slide")
    let scn = plain.described("<scn xmlns=\"http://www.leica-microsystems.com/scn/2010/10/01\">")
    #expect(try kind(scn.bytes) == "a Leica SCN slide")
    var trestle = plain.described("Objective Power=20")
    trestle.tags[305] = .ascii("MedScan1.0")
    #expect(try kind(trestle.bytes) == "a Trestle slide")
    var philips = plain.described("<DataObject ObjectType=\"DPUfsImport\"></DataObject>")
    philips.tags[305] = .ascii("Philips DP v1.0")
    #expect(try kind(philips.bytes) == "a Philips TIFF slide")
    philips.tags[270] = nil
    #expect(try kind(philips.bytes) == nil)
    var aperio = plain.described("Aperio Image Library\r\n40x30 (16x16) J2K/KDU Q=70")
    aperio.tags[259] = .short([33005])
    #expect(try kind(aperio.bytes) == "an Aperio slide with JPEG 2000 tiles")
    #expect(try kind(plain.bytes) == nil)
  }

  @Test func `other files are told by their beginning`() throws {
    let dicom = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
    #expect(try kind(dicom, as: "a") == "a DICOM file")
    #expect(try kind([0xFF, 0xD8, 0xFF, 0xE0], as: "a.MRXS") == "a 3DHISTECH MIRAX slide")
    #expect(try kind(Array("SQLite format 3\0".utf8), as: "a.svslide") == "a Sakura slide")
    #expect(
      try kind(Array("[Virtual Microscope Specimen]\n".utf8), as: "a") == "a Hamamatsu VMS slide")
    #expect(try kind(Array("ZISRAWFILE".utf8), as: "a") == "a Zeiss CZI slide")
  }

  @Test func `what cannot be a slide is never handed over`() throws {
    #expect(try kind([0xFF, 0xD8, 0xFF, 0xE0], as: "a.jpg")?.contains("a JPEG image") == true)
    #expect(try kind(Array("x,y\n".utf8), as: "a.mrxs")?.contains("a text") == true)
  }

  @Test func `problems say what to do`() {
    let missing = OpenSlideProblem.notInstalled(needsVersion4: false).description
    #expect(missing.contains("libopenslide0") && missing.contains("libopenslide1"))
    #expect(OpenSlideProblem.notInstalled(needsVersion4: true).description.contains("version 4"))
    #expect(OpenSlideProblem.tooOld(version: "3.4.1").description.contains("3.4.1"))
    #expect(
      OpenSlideProblem.refused(version: "4.0", reason: "bad tile").description.contains("bad tile"))
  }
}
