import Reporting
import Testing

@Suite struct PiecewiseTemplateTests {
  private struct Values {
    var name = "a<b"
    var list = ["one", "two"]
    var isShown = false
  }

  @Test func `pieces follow each other as in the whole, and no section is cut`() throws {
    let filler = String(repeating: "text of a line that is long enough to end a piece; ", count: 8)
    let text =
      "\n\(filler)\n{{#list}}\n\(filler)\n{{.}} of {{name}}\n{{/list}}\n\n"
      + "{{^isShown}}\n{{{name}}} \(filler)\n{{#isShown}}\n\(filler){{/isShown}}\n{{/isShown}}\n"
      + "{{#list}}{{.}},{{/list}}\n\(filler)\nend"
    let expected =
      "\n\(filler)\n\(filler)\none of a&lt;b\n\(filler)\ntwo of a&lt;b\n\n"
      + "a<b \(filler)\none,two,\n\(filler)\nend"
    #expect(try PiecewiseTemplate(text).render(Values()) == expected)
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
