import Quantification

extension CaseInput {
  /// What several runs say about one case, in the same words whatever their order.
  ///
  /// - Parameter inputs: the case in each run, at least one; columns that grading reads are taken
  ///   from the first.
  /// - Returns: the case with all carried columns and values, in an order that fits every run.
  static func joined(_ inputs: [CaseInput]) -> CaseInput {
    var joined = inputs[0]
    for input in inputs.dropFirst() {
      joined.isIncomplete = joined.isIncomplete || input.isIncomplete
      for flag in input.inputFlags ?? [] { joined.flag(flag) }
      joined.miss(input.slidesElsewhere ?? [])
    }
    let fields = inputs.map(\.carriedFields)
    // Parts of one run all say what the whole run does.
    guard fields.contains(where: { $0 != fields[0] }) else { return joined }
    let names = JointOrder.joined(
      fields.map { $0.map(\.name) }, name: { $0 }, precedes: NaturalOrder.precedes)
    joined.carriedFields = names.map { name in
      let values = fields.compactMap { columns in columns.first { $0.name == name }?.value }
      return CarriedField(name: name, value: JoinedValue.joined(values))
    }
    return joined
  }
}

/// One of the values that a carried column of a case is joined from.
private struct JoinedValue: Hashable {
  let text: String
  /// How many of the same text stand before it.
  let repetition: Int

  private static let separator = "; "

  static func joined(_ values: [String]) -> String {
    JointOrder.joined(values.map(all), name: { $0 }, precedes: precedes)
      .map(\.text).joined(separator: separator)
  }

  /// Values that were joined; empty ones are written by people.
  private static func all(in value: String) -> [JoinedValue] {
    guard !value.isEmpty else { return [] }
    var counts: [String: Int] = [:]
    return value.split(separator: separator, omittingEmptySubsequences: false).map { piece in
      let text = String(piece)
      defer { counts[text, default: 0] += 1 }
      return JoinedValue(text: text, repetition: counts[text] ?? 0)
    }
  }

  private static func precedes(_ first: JoinedValue, _ second: JoinedValue) -> Bool {
    first.text == second.text
      ? first.repetition < second.repetition : NaturalOrder.precedes(first.text, second.text)
  }
}
