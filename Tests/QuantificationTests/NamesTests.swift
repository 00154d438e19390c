import Quantification
import Testing

@Suite struct NamesTests {
  @Test func `Numbers in names compare as numbers`() {
    let sorted = ["a", "a 2", "a 02", "a 10", "a 10b", "B1", "b1.5", "c"]
    for (i, first) in sorted.enumerated() {
      for (j, second) in sorted.enumerated() where i != j {
        let isBefore = NaturalOrder.precedes(first, second)
        let isTie = (first, second) == ("a 2", "a 02") || (first, second) == ("a 02", "a 2")
        if !isTie { #expect(isBefore == (i < j), "\(first) and \(second)") }
      }
    }
    #expect(NaturalOrder.precedes("a 02", "a 2") != NaturalOrder.precedes("a 2", "a 02"))
    #expect(!NaturalOrder.precedes("x", "x"))
  }

  @Test(arguments: [
    ("S21/7", "S21_7"), ("../../etc", "_._.._etc"), ("..", "_"), (".hidden", "_hidden"),
    ("", "unnamed"), ("  ", "unnamed"), ("a\u{0}b\nc", "a_b_c"), ("Fall Müller", "Fall Müller"),
    ("a. ", "a"), ("C:\\x", "C__x"), ("e\u{301}", "é"), ("a\u{202E}b", "a_b"),
  ])
  func `Names become file names that stay in their folder`(_ name: String, _ expected: String) {
    #expect(SafeFileName.make(name) == expected)
  }

  @Test func `Long names end at a character`() {
    let name = SafeFileName.make(String(repeating: "é", count: 100))
    #expect(name.utf8.count == SafeFileName.longestByteCount && name.allSatisfy { $0 == "é" })
  }

  @Test func `Equal wishes get folder, then number, whatever their order`() {
    let wishes = [
      UniqueNames.Wish(name: "t", qualifier: "x", path: "/1/x/t.png"),
      UniqueNames.Wish(name: "t", qualifier: "x", path: "/2/x/t.png"),
      UniqueNames.Wish(name: "T", qualifier: "y", path: "/y/T.png"),
      UniqueNames.Wish(name: "x-t-2", qualifier: "z", path: "/z/x-t-2.png"),
      UniqueNames.Wish(name: "A", qualifier: "f", path: "/f/A.png", avoidsReserved: true),
    ]
    let expected = ["x-t", "x-t-3", "y-T", "x-t-2", "f-A"]
    #expect(UniqueNames.assign(wishes, reserved: ["a"]) == expected)
    #expect(UniqueNames.assign(wishes.reversed(), reserved: ["a"]) == expected.reversed())
  }
}

@Suite struct CSVTableTests {
  private func cells(_ text: String, separator: UInt8 = UInt8(ascii: ",")) throws -> [[String]] {
    try CSVTable(text, separator: separator).rows.map(\.cells)
  }

  @Test func `Quotes hold separators, quotes and line ends`() throws {
    #expect(
      try cells("a,\"b,\"\"c\"\"\r\nd\",\r\ne,f,g") == [
        ["a", "b,\"c\"\r\nd", ""], ["e", "f", "g"],
      ])
    #expect(try cells("\"\",x\n") == [["", "x"]])
    #expect(try cells("a;b\rc;d", separator: UInt8(ascii: ";")) == [["a", "b"], ["c", "d"]])
  }

  @Test func `Rows know their line`() throws {
    let table = try CSVTable("h\n\n\"a\nb\"\n,\nc", separator: UInt8(ascii: ","))
    #expect(table.rows.map(\.line) == [1, 3, 6])
  }

  @Test(arguments: [
    ("a,\"b", CSVTable.Problem.quoteNotClosed(line: 1)), ("a\n\"b\"\"", .quoteNotClosed(line: 2)),
    ("a\"b", .strayQuote(line: 1)), ("x\n\"a\"b", .strayQuote(line: 2)),
    ("\"", .quoteNotClosed(line: 1)),
  ])
  func `Misplaced quotes are refused`(_ text: String, _ problem: CSVTable.Problem) {
    #expect(throws: problem) { try cells(text) }
  }

  @Test func `What is quoted on writing is read back`() throws {
    var state: UInt64 = 42
    func next(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    let alphabet = ["a", "\"", ",", "\n", "\r\n", " ", "é", ";"]
    for _ in 0..<200 {
      let rows = (0...next(4)).map { _ in
        ["key"] + (0..<3).map { _ in (0..<next(5)).map { _ in alphabet[next(8)] }.joined() }
      }
      let text = rows.map { row in
        row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
      }.joined(separator: "\n")
      #expect(try cells(text) == rows)
    }
  }
}
