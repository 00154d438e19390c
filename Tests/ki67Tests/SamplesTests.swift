import Foundation
import Testing

/// The samples measured as `make run` does, against what was rendered.
@Suite("Samples")
struct SamplesTests {
  private func truth() throws -> [String: [String: String]] {
    let path = repositoryRoot.appendingPathComponent("samples/truth/cases.csv")
    // Written with LF; the reader takes both.
    return Dictionary(
      uniqueKeysWithValues: try ResultRows.read(Data(contentsOf: path)).map {
        ($0["case"] ?? "", $0)
      })
  }

  private func cases() throws -> [String: [String: String]] {
    Dictionary(
      uniqueKeysWithValues: try SamplesRun.shared.get().rows("cases.csv").map {
        ($0["case"] ?? "", $0)
      })
  }

  private func number(_ row: [String: String], _ column: String) throws -> Double {
    try #require(Double(row[column] ?? ""), "\(column) is '\(row[column] ?? "missing")'")
  }

  @Test func `the run succeeds, shows every case and names the report`() throws {
    let run = try SamplesRun.shared.get().run
    #expect(run.exitedNormally && run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.output.contains("Research use"))
    #expect(run.output.hasSuffix("\nReport: results/report.html\n"))
    #expect(try Set(cases().keys) == Set(truth().keys))
  }

  @Test func `the index lies within 1 percentage point of the truth`() throws {
    let cases = try cases()
    var compared = 0
    for (name, truth) in try truth() where try number(truth, "tumor") >= 500 {
      let measured = try number(try #require(cases[name]), "index_percent")
      #expect(try abs(measured - number(truth, "index_percent")) <= 1, "\(name): \(measured) %")
      compared += 1
    }
    #expect(compared == 5)
  }

  @Test func `grades are right where the truth is not within half a point of a cut-off`() throws {
    let cases = try cases()
    var compared = 0
    for (name, truth) in try truth() {
      let row = try #require(cases[name])
      #expect(row["scheme"] == (name == "lung-carcinoid" ? "who-thoracic-2021" : "who-gep-2022"))
      #expect(try !#require(row["edition"]).isEmpty && !#require(row["deciding_index"]).isEmpty)
      let index = try number(truth, "index_percent")
      guard abs(index - 3) > 0.5, abs(index - 20) > 0.5 else { continue }
      let category = try #require(truth["grade"])
      #expect(row["category"] == (category.hasPrefix("G") ? "NET \(category)" : category))
      if name != "lung-carcinoid" { #expect(row["ki67_grade"] == truth["ki67_grade"]) }
      compared += 1
    }
    #expect(compared >= 5)
  }

  @Test func `the lung carcinoid is graded by mitoses and necrosis`() throws {
    let row = try #require(try cases()["lung-carcinoid"])
    #expect(row["category"] == "atypical carcinoid" && row["deciding_index"] == "mitoses")
    #expect(row["ki67_grade"]?.isEmpty == true && row["grade"]?.isEmpty == true)
  }

  @Test func `doubts are flagged where they belong, and nowhere else`() throws {
    let cases = try cases()
    func flags(_ name: String) throws -> Set<String> {
      Set(try #require(cases[name]?["flags"]).split(separator: ";").map(String.init))
    }
    let few = "FEWER_THAN_500_NUCLEI"
    let unknown = "PIXEL_SIZE_UNKNOWN"
    #expect(try flags("stomach-biopsy").isSuperset(of: [few, "BIOPSY_OR_CYTOLOGY"]))
    #expect(try flags("rectum-no-pixel-size").contains(unknown))
    // A small field of one index everywhere: its hotspot is what chance makes of it.
    #expect(try flags("pancreas-g1") == ["HOTSPOT_NOT_ABOVE_CHANCE"])
    for name in cases.keys where name != "stomach-biopsy" {
      #expect(try !flags(name).contains(few), "\(name)")
    }
    for name in cases.keys where name != "rectum-no-pixel-size" {
      #expect(try !flags(name).contains(unknown), "\(name)")
    }
  }

  @Test func `without pixel size there are counts but no areas`() throws {
    let run = try SamplesRun.shared.get()
    let name = "rectum-no-pixel-size"
    let slide = try #require(run.rows("slides.csv").first { $0["slide"] == name })
    #expect(slide["mpp_x"]?.isEmpty == true && slide["measured_area_mm2"]?.isEmpty == true)
    #expect(try number(slide, "total") >= 500)
    let hotspot = try #require(run.rows("hotspots.csv").first { $0["slide"] == name })
    for column in ["area_mm2", "diameter_um"] { #expect(hotspot[column]?.isEmpty == true) }
    let nuclei = run.rows("nuclei/\(name).csv")
    #expect(nuclei.count >= 500 && nuclei.allSatisfy { $0["area_um2"]?.isEmpty == true })
    for other in run.rows("slides.csv") where other["slide"] != name {
      #expect(try number(other, "measured_area_mm2") > 0)
    }
  }
}
