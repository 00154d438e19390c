/// Joins sequences that share some of their items.
enum JointOrder {
  /// Puts the items of all sequences in one order, each once.
  ///
  /// An item comes when nothing stands before it in any sequence, and of several such the one that
  /// precedes. Every sequence thus keeps its order, and which of them is given first makes no
  /// difference; where two contradict each other, the item that precedes comes first.
  ///
  /// - Parameters:
  ///   - sequences: the sequences.
  ///   - name: what tells an item from others.
  ///   - precedes: an order of all items, in which only equal ones stand side by side.
  /// - Returns: the items.
  static func joined<Item, Name: Hashable>(
    _ sequences: [[Item]], name: (Item) -> Name, precedes: (Item, Item) -> Bool
  ) -> [Item] {
    var rests = sequences.map { sequence in
      sequence.map { (item: $0, name: name($0)) }[...]
    }
    var holders: [Name: Int] = [:]
    for rest in rests {
      for held in Set(rest.map { $0.name }) { holders[held, default: 0] += 1 }
    }
    var known: Set<Name> = []
    var items: [Item] = []
    while true {
      for place in rests.indices {
        rests[place] = rests[place].drop { known.contains($0.name) }
      }
      let heads = rests.compactMap(\.first)
      let counts = heads.reduce(into: [Name: Int]()) { $0[$1.name, default: 0] += 1 }
      // Those that do not stand behind something else in another sequence.
      let ready = heads.filter { counts[$0.name] == holders[$0.name] }
      let next = (ready.isEmpty ? heads : ready).min { precedes($0.item, $1.item) }
      guard let next else { return items }
      known.insert(next.name)
      items.append(next.item)
    }
  }
}
