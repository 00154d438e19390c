import Foundation
import Testing

/// A grade never stands alone: wherever one is printed, so are scheme, edition, what decided, flags.
@Suite struct GradeCompanyTests {
  /// What a text must say wherever it says a grade.
  private static let company = [
    "Scheme", "Edition", "Decided by", "Flag", "pathologist must confirm",
  ]

  /// Whether a text names a grade or a category.
  private func namesGrade(_ text: some StringProtocol) -> Bool {
    let text = String(text)
    return text.contains(/\bNET G[123]\b/) || text.contains(/\b(typical|atypical) carcinoid\b/)
      || text.contains(/\bNEC\b[^_]*not graded/) || text.contains(/Grade +G[123]\b/)
  }

  @Test(arguments: ["pancreas", "ileum", "lung", "larynx", "breast", "unknown", ""])
  func `ki67 grade never prints a grade without its company`(site: String) throws {
    var graded = 0
    for differentiation in ["well", "poor", "small cell", "mixed", ""] {
      for data in [
        ["--positive", "14", "--total", "500"], ["--positive", "15", "--total", "500"],
        ["--ki67-percent", "25"],
        ["--positive", "150", "--total", "500", "--mitoses", "12", "--mitosis-area-mm2", "2"],
        ["--mitoses", "4", "--mitosis-area-mm2", "2", "--necrosis", "present"],
      ] {
        var arguments = ["grade"] + data
        if !site.isEmpty { arguments += ["--site", site] }
        if !differentiation.isEmpty { arguments += ["--differentiation", differentiation] }
        let run = try runKi67(arguments)
        #expect(run.exitedNormally)
        if namesGrade(run.output) {
          graded += 1
          for word in Self.company {
            #expect(run.output.contains(word), "\(arguments): \(word)\n\(run.output)")
          }
        }
        let json = try runKi67(arguments + ["--json"])
        guard
          let record = try? JSONSerialization.jsonObject(with: Data(json.output.utf8))
            as? [String: Any], record["grade"] != nil || record["category"] != nil
        else { continue }
        let scheme = record["scheme"] as? [String: Any]
        #expect(scheme?["id"] != nil && scheme?["edition"] != nil, "\(arguments)")
        #expect(record["deciding_index"] != nil && record["flags"] != nil, "\(arguments)")
      }
    }
    if ["pancreas", "ileum", "lung", "larynx"].contains(site) { #expect(graded >= 5, "\(graded)") }
  }

  @Test func `the report never shows a grade without its company`() throws {
    let bytes = try #require(try SamplesRun.shared.get().files["report.html"])
    let page = String(decoding: bytes, as: UTF8.self)
      .replacingOccurrences(of: "\u{A0}", with: " ")
    let rows = page.components(separatedBy: "<tr>").map { $0.components(separatedBy: "</tr>")[0] }
      .filter { $0.contains("class=\"badge g") }
    #expect(rows.count >= 4)
    for row in rows {
      #expect(row.contains("who-") && row.contains("edition"), "\(row)")
      for cell in ["Decided by", "Flags"] {
        let value = row.components(separatedBy: "data-name=\"\(cell)\"").last ?? ""
        #expect(!value.prefix(while: { $0 != "/" }).hasSuffix(">–<"), "\(row)")
      }
    }
    let articles = page.components(separatedBy: "<article").dropFirst().map {
      $0.components(separatedBy: "</article>")[0]
    }
    #expect(articles.count >= 6)
    for article in articles where article.contains("class=\"badge g") {
      for name in ["Scheme", "Edition", "Decided by", "Confirmation"] {
        #expect(article.contains("<dt>\(name)</dt>"), "\(name)")
      }
      #expect(article.contains("-flags\"") && article.contains("a pathologist must confirm"))
      let copied = article.components(separatedBy: "<pre")[1].components(separatedBy: "</pre>")[0]
      for name in ["Grade: ", "Decided by: ", "Scheme: ", "Edition: ", "Flags:", "must confirm"] {
        #expect(copied.contains(name), "\(name)")
      }
    }
  }
}
