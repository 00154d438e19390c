import Foundation
import Testing

@Suite("ki67 grade")
struct GradeCommandTests {
  private func grade(_ arguments: String...) throws -> Ki67Run {
    try runKi67(["grade"] + arguments)
  }

  private func json(_ run: Ki67Run) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(object as? [String: Any])
  }

  @Test func `a grade is printed with scheme, edition, deciding index and flags`() throws {
    let run = try grade(
      "--site", "pancreas", "--differentiation", "well", "--positive", "15", "--total", "500",
      "--mitoses", "9", "--mitosis-area-mm2", "10", "--region", "hotspot", "--clone", "MIB-1")
    #expect(run.exitCode == 0 && run.errors.isEmpty)
    for text in [
      "NET G2", "who-gep-2022", "5th edition, 2022", "Decided by", "Ki-67", "3.00 % (15/500)",
      "1.83–4.89 (Wilson)", "1.80 per 2 mm²", "CI_STRADDLES_CUTOFF", "pathologist must confirm",
      "MIB-1", "hotspot",
    ] {
      #expect(run.output.contains(text), "\(text)")
    }
  }

  @Test func `JSON holds the whole record and the same bytes every time`() throws {
    let arguments = [
      "grade", "--site", "Ileum", "--differentiation", "well", "--positive", "101", "--total",
      "500",
      "--mitoses", "2.0", "--mitosis-fields", "10", "--field-diameter-mm", "0.62", "--json",
    ]
    let run = try runKi67(arguments)
    let record = try json(run)
    #expect(record["grade"] as? String == "G3")
    #expect(record["deciding_index"] as? [String] == ["ki67"])
    #expect((record["scheme"] as? [String: Any])?["id"] as? String == "who-gep-2022")
    let mitoses = try #require(record["mitoses"] as? [String: Any])
    #expect(mitoses["per_2_mm2_text"] as? String == "1.32" && mitoses["grade"] as? String == "G1")
    #expect(try runKi67(arguments).output == run.output)
  }

  @Test func `an index below a cut-off never prints as the cut-off`() throws {
    let run = try grade(
      "--site", "ileum", "--differentiation", "well", "--positive", "2996", "--total", "100000")
    #expect(run.output.contains("2.996 %") && run.output.contains("NET G1"))
    #expect(!run.output.contains("3.00 %"))
  }

  @Test(arguments: ["breast", "pituitary", "Merkel cell", "medullary thyroid", "paraganglioma"])
  func `a site without a scheme is refused with the reason and exit code 1`(site: String) throws {
    let run = try grade("--site", site, "--differentiation", "well", "--ki67-percent", "4.5")
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("no scheme for this site"))
    #expect(!run.output.contains("NET G"))
  }

  @Test func `nothing to grade from is exit code 1, a stated reason with an index is not`() throws {
    let empty = try grade("--site", "pancreas", "--differentiation", "well")
    #expect(empty.exitCode == 1 && empty.errors.contains("neither Ki-67 nor mitoses"))
    let withoutSite = try grade("--positive", "15", "--total", "500")
    #expect(withoutSite.exitCode == 0)
    #expect(
      withoutSite.output.contains("not assigned") && withoutSite.output.contains("SITE_MISSING"))
    let carcinoma = try grade("--site", "colon", "--differentiation", "poor, small cell")
    #expect(carcinoma.exitCode == 0 && carcinoma.output.contains("NEC, small cell (not graded)"))
  }

  @Test(arguments: [
    (["--positive", "5"], "--total"), (["--total", "5"], "--positive"),
    (["--positive", "6", "--total", "5"], "at most"),
    (["--positive", "0", "--total", "0"], "at least 1"),
    (["--positive", "x", "--total", "5"], "--positive"),
    (["--positive", "1", "--total", "5", "--ki67-percent", "20"], "not both"),
    (["--ki67-percent", "120"], "--ki67-percent"),
    (["--site", "kneecap"], "--site: found \"kneecap\""),
    (["--mitoses", "9"], "--mitosis-area-mm2"),
    (["--mitoses", "9", "--mitosis-area-mm2", "0"], "above 0"),
    (
      [
        "--mitoses", "3", "--mitosis-fields", "10", "--field-diameter-mm", "0.55",
        "--field-number", "22", "--objective", "20",
      ], "the size of a field once: either --field-diameter-mm, or --field-number and objective"
    ),
    (
      ["--component", "name=A; percent=80", "--component", "name=B; percent=80"],
      "the shares add up to 160 %, expected 100 % at most"
    ),
    (["--differentiation", "moderate"], "--differentiation"),
    (["--necrosis", "perhaps"], "absent"),
    (["--scheme", "who-1999"], "who-gep-2010"), (["--region", "moon"], "hotspot"),
    (["--component", "speed=9"], "key=value"), (["--component", "total=x"], "whole number"),
    (["--differentiation", "well", "--component", "name=A"], "minen"),
    (["--no-such-option"], "no-such"),
  ])
  func `wrong usage names the option, what was found and what was expected`(
    arguments: [String], message: String
  ) throws {
    let run = try runKi67(["grade"] + arguments)
    #expect(run.exitCode == 64)
    #expect(run.output.isEmpty && run.errors.contains(message), "\(run.errors)")
    #expect(!run.errors.contains("mitosis_area_mm2") || arguments.contains("--component"))
  }

  @Test func `components of a mixed neoplasm are graded each on its own`() throws {
    let run = try grade(
      "--site", "colon", "--json",
      "--component", "name=NET; percent=40; differentiation=well; positive=50; total=500",
      "--component", "name=NEC; percent=60; differentiation=poor, large cell; ki67_percent=82")
    #expect(run.exitCode == 0)
    let record = try json(run)
    #expect(record["outcome"] as? String == "not_graded" && record["grade"] == nil)
    let components = try #require(record["components"] as? [[String: Any]])
    let parts = components.compactMap { $0["record"] as? [String: Any] }
    #expect(parts.map { $0["category"] as? String } == ["net_g2", "nec_large_cell"])
    #expect(parts.map { $0["outcome"] as? String } == ["assigned", "not_graded"])
  }

  @Test func `schemes and sites are listed`() throws {
    let schemes = try grade("--list-schemes")
    for id in [
      "who-gep-2022", "who-thoracic-2021", "who-head-neck-2022", "who-gep-2010", "who-gep-2017",
    ] {
      #expect(schemes.output.contains(id))
    }
    #expect(schemes.output.contains("source:") && schemes.exitCode == 0)
    let sites = try grade("--list-sites")
    #expect(sites.output.contains("pancreas") && sites.output.contains("Nottingham"))
  }

  @Test func `every option has help`() throws {
    let help = try grade("--help").output
    for option in [
      "--positive", "--total", "--ki67-percent", "--region", "--clone", "--mitoses",
      "--mitosis-area-mm2", "--mitosis-fields", "--field-diameter-mm", "--field-number",
      "--objective", "--site", "--differentiation", "--necrosis", "--specimen", "--scheme",
      "--component", "--json", "--list-schemes", "--list-sites",
    ] {
      #expect(help.contains(option))
    }
  }
}
