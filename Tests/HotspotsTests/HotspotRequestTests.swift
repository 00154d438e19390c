import Hotspots
import Testing

@Suite struct HotspotRequestTests {
  @Test(arguments: [
    ("cells:500", HotspotRequest()),
    ("cells:2000,top:3", HotspotRequest(mode: .cells(2000), top: 3)),
    ("circle:0.4mm", HotspotRequest(mode: .circle(diameterMillimeters: 0.4))),
    ("square:1mm,fewest:200", HotspotRequest(mode: .square(sideMillimeters: 1), fewestCells: 200)),
    ("area:0.2mm2", HotspotRequest(mode: .area(squareMillimeters: 0.2))),
    ("regions", HotspotRequest(mode: .regions)),
    ("regions,top:4", HotspotRequest(mode: .regions, top: 4)),
    (
      "area:2mm2,top:5,fewest:1000",
      HotspotRequest(mode: .area(squareMillimeters: 2), top: 5, fewestCells: 1000)
    ),
  ])
  func `reads a request and writes it back`(text: String, request: HotspotRequest) throws {
    #expect(try HotspotRequest(text: text) == request)
    #expect(request.text == text)
  }

  @Test(
    arguments: [
      ("circle:400um", "circle:0.4mm"), ("circle:400µm", "circle:0.4mm"),
      ("square:0.50mm", "square:0.5mm"), ("area:2mm²", "area:2mm2"),
      ("cells:500,top:1,", nil), ("cells:0500", "cells:500"),
      ("area:0.2mm2,fewest:500,top:1", "area:0.2mm2"),
    ] as [(String, String?)])
  func `other ways to say the same`(text: String, plain: String?) {
    #expect((try? HotspotRequest(text: text))?.text == plain)
  }

  @Test(
    arguments: [
      ("", .empty),
      ("500", .unknownMode(found: "500")),
      ("cell:500", .unknownMode(found: "cell:500")),
      ("cells:", .wrongNumber(setting: "cells", found: "", expected: 50...1_000_000)),
      ("cells:-5", .wrongNumber(setting: "cells", found: "-5", expected: 50...1_000_000)),
      ("cells:5e2", .wrongNumber(setting: "cells", found: "5e2", expected: 50...1_000_000)),
      ("cells:500:1", .wrongNumber(setting: "cells", found: "500:1", expected: 50...1_000_000)),
      (
        "cells:99999999999999999999",
        .wrongNumber(
          setting: "cells", found: "99999999999999999999", expected: 50...1_000_000)
      ),
      ("cells:500,top:0", .wrongNumber(setting: "top", found: "0", expected: 1...100)),
      ("cells:500,top:2,top:3", .repeated(setting: "top")),
      ("cells:500,best:2", .unknownSetting(found: "best:2")),
      (
        "cells:500 top:2",
        .wrongNumber(
          setting: "cells", found: "500 top:2", expected: 50...1_000_000)
      ),
      ("cells:500,fewest:100", .fewestWithoutSize),
      ("regions,fewest:100", .fewestWithoutSize),
      ("regions:2", .unknownMode(found: "regions:2")),
      ("circle:0.4", .wrongLength(mode: "circle", found: "0.4")),
      ("circle:0,4mm", .wrongLength(mode: "circle", found: "0")),
      ("circle:1e-1mm", .wrongLength(mode: "circle", found: "1e-1mm")),
      ("circle:nanmm", .wrongLength(mode: "circle", found: "nanmm")),
      ("square:21mm", .wrongLength(mode: "square", found: "21mm")),
      ("square:0.4mm2", .wrongLength(mode: "square", found: "0.4mm2")),
      ("area:2mm", .wrongArea(found: "2mm")), ("area:0mm2", .wrongArea(found: "0mm2")),
    ] as [(String, HotspotRequestError)])
  func `says what is wrong and what was expected`(text: String, error: HotspotRequestError) {
    #expect(throws: error) { try HotspotRequest(text: text) }
    #expect(
      error.description.contains("expected") || error.description.contains("state it once")
        || error.description.contains("leave it out"))
  }
}
