import Reporting
import TestSupport
import Testing

@Suite struct CSVTableTests {
  private let alphabet: [Character] = [
    ",", "\"", "\r", "\n", "\r\n", " ", "a", "é", "μ", "😀", ";", "'", "0", "\\", "e\u{301}",
  ]

  @Test func `random texts read back as they were`() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let columns = Int.random(in: 1...5, using: &random)
      var table = CSVTable(columns: (0..<columns).map { "column \($0)" })
      var expected: [[String]] = [(0..<columns).map { "column \($0)" }]
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let row = (0..<columns).map { _ in
          let length = Int.random(in: 0...8, using: &random)
          // The first letter keeps clear of what spreadsheets run; that has a test of its own.
          return "x"
            + String((0..<length).map { _ in alphabet.randomElement(using: &random) ?? " " })
        }
        for cell in row { table.text(cell) }
        table.endRow()
        expected.append(row)
      }
      #expect(try CSVParser.rows(table.bytes) == expected)
    }
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+SUM(A1)", "'+SUM(A1)"), ("-2+3", "'-2+3"), ("@x", "'@x"),
    ("\tx", "'\tx"), ("\rx", "'\rx"), ("\nx", "'\nx"), ("-", "'-"), ("-.", "'-."),
    ("-1.2.3", "'-1.2.3"),
    ("-12.5", "-12.5"), ("+3", "+3"), ("-0.5", "-0.5"), ("a=1", "a=1"), ("x@y", "x@y"), ("", ""),
  ]) func `formulas are disarmed and numbers stay`(text: String, cell: String) throws {
    var table = CSVTable(columns: ["a", "b"])
    table.text(text)
    table.prepared(CSVTable.prepared(text))
    table.endRow()
    #expect(try CSVParser.rows(table.bytes) == [["a", "b"], [cell, cell]])
  }

  @Test func `numbers, empty cells and line ends are as documented`() {
    var table = CSVTable(columns: ["a", "b", "c", "d"])
    table.integer(-5)
    table.decimal(-1.25, places: 3)
    table.decimal(.nan, places: 2)
    table.text(nil)
    table.endRow()
    #expect(String(decoding: table.bytes, as: UTF8.self) == "a,b,c,d\r\n-5,-1.250,,\r\n")
  }

  @Test func `streaming in pieces gives the same bytes`() {
    var whole = CSVTable(columns: ["n"])
    var piecewise = CSVTable(columns: ["n"])
    var gathered: [UInt8] = []
    for number in 0..<1000 {
      whole.integer(number)
      whole.endRow()
      piecewise.integer(number)
      piecewise.endRow()
      if number % 7 == 0 { gathered += piecewise.takeBytes() }
    }
    gathered += piecewise.takeBytes()
    #expect(gathered == whole.bytes)
  }
}
