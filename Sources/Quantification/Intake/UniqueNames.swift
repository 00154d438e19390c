/// Gives slides and cases names that are unique in a run and safe as file names.
///
/// A name that several want, or that is reserved, gets its qualifier (folder or case) in front,
/// `folder-name`; names that are still shared are numbered, `name-2`, `name-3`, by path. The outcome
/// depends on the set of wishes alone, not on their order.
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
  package static func assign(_ wishes: [Wish], reserved: Set<String> = []) -> [String] {
    var names = wishes.map { SafeFileName.make($0.name) }
    let counts = names.reduce(into: [String: Int]()) { $0[SafeFileName.key($1), default: 0] += 1 }
    for (index, wish) in wishes.enumerated() {
      let key = SafeFileName.key(names[index])
      let isTaken = wish.avoidsReserved && reserved.contains(key)
      if counts[key, default: 0] > 1 || isTaken {
        names[index] = SafeFileName.make("\(wish.qualifier)-\(wish.name)")
      }
    }
    numberEqualNames(&names, wishes, reserved: reserved)
    return names
  }

  private static func numberEqualNames(
    _ names: inout [String], _ wishes: [Wish], reserved: Set<String>
  ) {
    let order = wishes.indices.sorted { first, second in
      let (a, b) = (wishes[first], wishes[second])
      return a.path == b.path
        ? NaturalOrder.precedes(a.name, b.name) : NaturalOrder.precedes(a.path, b.path)
    }
    var free = names.reduce(into: [String: Int]()) { $0[SafeFileName.key($1), default: 0] += 1 }
    var taken: Set<String> = []
    for index in order {
      let wished = names[index]
      var candidate = wished
      var number = 1
      while taken.contains(SafeFileName.key(candidate))
        || (wishes[index].avoidsReserved && reserved.contains(SafeFileName.key(candidate)))
        || (number > 1 && free[SafeFileName.key(candidate)] != nil)
      {
        number += 1
        candidate = "\(wished)-\(number)"
      }
      taken.insert(SafeFileName.key(candidate))
      free[SafeFileName.key(candidate), default: 0] += 1
      names[index] = candidate
    }
  }
}
