import Reporting
import Testing

@Suite struct PiecewiseTemplateTests {
  private struct Values {
    var name = "a<b"
    var list = ["one", "two"]
    var isShown = false
  }

  @Test(arguments: [1, 40, 300])
  func `pieces follow each other as in the whole, and no section is cut`(pieceBytes: Int) throws {
    let filler = String(repeating: "text of a long line; ", count: 20)
    let text =
      "\n\(filler)\n{{#list}}\n\(filler)\n{{.}} of {{name}}\n{{/list}}\n\n"
      + "{{^isShown}}\n{{{name}}} \(filler)\n{{#isShown}}\n\(filler){{/isShown}}\n{{/isShown}}\n"
      + "{{#list}}{{.}},{{/list}}\n\(filler)\nend"
    let page = try PiecewiseTemplate(text, pieceBytes: pieceBytes).render(Values())
    #expect(page == (try PiecewiseTemplate(text, pieceBytes: .max).render(Values())))
    #expect(
      page.hasPrefix("\n\(filler)\n\(filler)\none of a&lt;b\n\(filler)\ntwo of a&lt;b\n\na<b "))
    #expect(page.hasSuffix("one,two,\n\(filler)\nend"))
  }

  @Test(arguments: ["", "\n", "no tag", "{{name}}", "\n\n{{name}}\n"])
  func `short texts are one piece`(text: String) throws {
    #expect(
      try PiecewiseTemplate(text).render(Values()) == text.replacing("{{name}}", with: "a&lt;b"))
  }

  @Test func `a broken template is refused`() {
    #expect(throws: (any Error).self) { try PiecewiseTemplate("{{#list}}\nnever closed") }
  }
}
