/// Gives slides and cases names that are unique in a run and safe as file names.
///
/// A name that several want, or that is reserved, gets its qualifier (folder or case) in front,
/// `folder-name`; names that are still shared are numbered, `name-2`, `name-3`, by path. So are names
/// that a picture of another slide has. The outcome depends on the set of wishes alone, not on their
/// order.
package enum UniqueNames {
  /// What a slide wants to be called.
  package struct Wish: Sendable, Equatable {
    /// The name.
    package var name: String
    /// What distinguishes it at first.
    package var qualifier: String
    /// What distinguishes it at last: unique among the wishes of one name.
    package var path: String
    /// Names it may not have, as `SafeFileName.key`.
    package var avoidsReserved: Bool

    /// Makes a wish from its parts.
    package init(name: String, qualifier: String, path: String, avoidsReserved: Bool = false) {
      self.name = name
      self.qualifier = qualifier
      self.path = path
      self.avoidsReserved = avoidsReserved
    }
  }

  /// Names for wishes, in their order.
  ///
  /// - Parameters:
  ///   - wishes: what is wanted.
  ///   - reserved: names that are taken for wishes that avoid them, as `SafeFileName.key`.
  ///   - owner: the name whose bearer has files of a name too; nil for a name that is nobody's file.
  ///     A name is not given where its owner's is.
  /// - Returns: names of which no two are equal, as texts or as files.
  package static func assign(
    _ wishes: [Wish], reserved: Set<String> = [],
    owner: @escaping (String) -> String? = { _ in nil }
  ) -> [String] {
    var names = wishes.map { SafeFileName.make($0.name) }
    let keys = names.map(SafeFileName.key)
    let counts = keys.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    for (index, wish) in wishes.enumerated() {
      let key = keys[index]
      let isTaken =
        wish.avoidsReserved && reserved.contains(key) || owner(key).flatMap { counts[$0] } != nil
      if counts[key, default: 0] > 1 || isTaken {
        names[index] = SafeFileName.make("\(wish.qualifier)-\(wish.name)")
      }
    }
    var numbering = Numbering(names, reserved: reserved, owner: owner)
    for index in order(wishes) {
      names[index] = numbering.name(names[index], avoidsReserved: wishes[index].avoidsReserved)
    }
    return names
  }

  private static func order(_ wishes: [Wish]) -> [Int] {
    wishes.indices.sorted { first, second in
      let (a, b) = (wishes[first], wishes[second])
      return PathKey(a.path) == PathKey(b.path)
        ? NaturalOrder.precedes(a.name, b.name) : NaturalOrder.precedes(a.path, b.path)
    }
  }
}

/// Numbers names that several want.
private struct Numbering {
  /// A name that is wanted, and by whom.
  private struct Wanted: Hashable {
    var key: String
    var avoidsReserved: Bool
  }

  private let reserved: Set<String>
  private let owner: (String) -> String?
  /// Keys of names that are wanted.
  private let wanted: Set<String>
  /// Keys of names that may not be made up, for their files would have names that are wanted.
  private let owners: Set<String>
  /// Keys of names that are given.
  private var given: Set<String> = []
  /// The number that a name was given last: lower ones stay taken.
  private var last: [Wanted: Int] = [:]

  init(_ names: [String], reserved: Set<String>, owner: @escaping (String) -> String?) {
    self.reserved = reserved
    self.owner = owner
    wanted = Set(names.map(SafeFileName.key))
    owners = Set(wanted.compactMap(owner))
  }

  /// The name, else the first numbered one, that is free; it is then given.
  mutating func name(_ name: String, avoidsReserved: Bool) -> String {
    let wish = Wanted(key: SafeFileName.key(name), avoidsReserved: avoidsReserved)
    // A number must not make the name of a picture: "x-hotspot-2" is one, "x-hotspot_2" is none.
    let mark = owner("\(wish.key)-2") == nil ? "-" : "_"
    var number = last[wish] ?? 1
    func key() -> String { number == 1 ? wish.key : "\(wish.key)\(mark)\(number)" }
    while isTaken(key(), isWanted: number == 1, avoidsReserved: avoidsReserved) { number += 1 }
    last[wish] = number
    given.insert(key())
    return number == 1 ? name : "\(name)\(mark)\(number)"
  }

  private func isTaken(_ key: String, isWanted: Bool, avoidsReserved: Bool) -> Bool {
    given.contains(key) || avoidsReserved && reserved.contains(key)
      || (isWanted
        ? owner(key).map(wanted.contains) == true : wanted.contains(key) || owners.contains(key))
  }
}
