import Quantification
import TestSupport
import Testing

/// Names of a run's slides on random wishes, against the rules written plainly.
@Suite struct UniqueNamesTests {
  private static let parts = [
    "a", "A", "a-2", "b", "a-map", "A-MAP", "a-map-map", "a-hotspot", "a-hotspot-1",
    "a-hotspot-2", "f-a", "f-a-map", "caf\u{E9}", "cafe\u{301}", "x-a-hotspot-1", "a-2-map",
  ]

  private static func wishes(
    _ random: inout SeededGenerator, from parts: [String], most: Int
  ) -> [UniqueNames.Wish] {
    (0..<Int.random(in: 1...most, using: &random)).map { number in
      UniqueNames.Wish(
        name: parts[Int.random(in: 0..<parts.count, using: &random)],
        qualifier: ["f", "a", "x"][Int.random(in: 0..<3, using: &random)], path: "/\(number)",
        avoidsReserved: Bool.random(using: &random))
    }
  }

  /// The rule without pictures: the qualifier where a name is shared or reserved, then the lowest
  /// free number, each from 2 on.
  private static func plain(_ wishes: [UniqueNames.Wish], reserved: Set<String>) -> [String] {
    var names = wishes.map { SafeFileName.make($0.name) }
    let keys = names.map(SafeFileName.key)
    for (index, wish) in wishes.enumerated()
    where keys.filter({ $0 == keys[index] }).count > 1
      || wish.avoidsReserved && reserved.contains(keys[index])
    {
      names[index] = SafeFileName.make("\(wish.qualifier)-\(wish.name)")
    }
    let wanted = names.map(SafeFileName.key)
    var given: [String] = []
    for index in wishes.indices {
      func isFree(_ name: String, _ number: Int) -> Bool {
        let key = SafeFileName.key(name)
        return !given.contains(key) && !(wishes[index].avoidsReserved && reserved.contains(key))
          && (number == 1 || !wanted.contains(key))
      }
      let name = names[index]
      var number = 1
      while !isFree(number == 1 ? name : "\(name)-\(number)", number) { number += 1 }
      names[index] = number == 1 ? name : "\(name)-\(number)"
      given.append(SafeFileName.key(names[index]))
    }
    return names
  }

  @Test func `Names are those of the plain rule`() {
    var random = SeededGenerator(seed: 11)
    for turn in 0..<3000 {
      let wishes = Self.wishes(&random, from: Self.parts, most: turn % 40 + 1)
      let reserved: Set<String> = turn % 3 == 0 ? [] : ["a", "f-a-2", "a-2", "x-caf\u{E9}-2"]
      let expected = Self.plain(wishes, reserved: reserved)
      let found = UniqueNames.assign(wishes, reserved: reserved)
      #expect(found.map(PathKey.init) == expected.map(PathKey.init), "\(wishes)")
    }
  }

  /// All files a slide can have, by names that ignore case.
  private static func pictures(_ slide: String) -> Set<String> {
    let names =
      [slide, PictureName.map(of: slide)]
      + (1...60).map {
        PictureName.hotspot($0, of: slide)
      }
    return Set(names.map(SafeFileName.key))
  }

  @Test func `No two slides share a name or a picture, whatever the order`() {
    var random = SeededGenerator(seed: 12)
    for turn in 0..<1500 {
      let wishes = Self.wishes(&random, from: Self.parts, most: turn % 24 + 1)
      func assign(_ wishes: [UniqueNames.Wish]) -> [String] {
        UniqueNames.assign(wishes, reserved: ["b"], owner: PictureName.slide(ofPicture:))
      }
      let names = assign(wishes)
      var seen: Set<String> = []
      for name in names {
        let files = Self.pictures(name)
        #expect(seen.isDisjoint(with: files), "\(names)")
        seen.formUnion(files)
      }
      #expect(assign(wishes.reversed()) == names.reversed())
      // Names that no picture can have, and from which a number makes none, are the plain rule's.
      let isOrdinary = (names + wishes.map(\.name)).allSatisfy {
        let key = SafeFileName.key($0)
        return PictureName.slide(ofPicture: key) == nil && !key.hasSuffix("-hotspot")
      }
      if isOrdinary { #expect(names == Self.plain(wishes, reserved: ["b"])) }
    }
  }

  @Test func `A slide named like a picture of no other slide keeps its name`() {
    let wishes = ["a-map", "b-hotspot-3", "b-hotspot-x", "c", "d-hotspot", "c-maps"].map {
      UniqueNames.Wish(name: $0, qualifier: "f", path: "/\($0)")
    }
    let names = UniqueNames.assign(wishes, owner: PictureName.slide(ofPicture:))
    #expect(names == wishes.map(\.name))
  }

  @Test(
    arguments: [
      ("a-map", "a"), ("a-hotspot-1", "a"), ("a-hotspot-0123456789", "a"), ("a-map-map", "a-map"),
      ("a-hotspot-1-hotspot-2", "a-hotspot-1"), ("a", nil), ("-map", nil), ("-hotspot-1", nil),
      ("a-hotspot-", nil), ("a-hotspot-1x", nil), ("a-map-1", nil), ("1", nil), ("", nil),
      ("a-hotspot-٣", nil), ("\u{D4E}-map", "\u{D4E}"),
    ] as [(String, String?)])
  func `Names of pictures are told by their form`(_ name: String, _ slide: String?) {
    #expect(PictureName.slide(ofPicture: name) == slide)
  }

  @Test func `Paths are told apart by their bytes`() {
    let (composed, split) = (PathKey("caf\u{E9}"), PathKey("cafe\u{301}"))
    #expect(composed.text == split.text && composed != split)
    #expect(Set([composed, split, PathKey("cafe\u{301}")]).count == 2)
    #expect(split < composed && !(composed < split))
  }
}
