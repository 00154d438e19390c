import Quantification

/// What the terminal says about cases besides their numbers: errors, missing grades, flags.
///
/// A note that at least four cases and more than half of all have is told once for all of them.
struct CaseNotes {
  /// A remark about a case.
  private enum Note: Hashable {
    case error(String)
    case condition(String)
    case flag(String)
  }

  private var names: [String] = []
  private var notes: [[Note]] = []
  /// Cases that have a note, for the notes that are told once.
  private var holders: [(note: Note, cases: [Int])] = []

  /// Adds a case.
  mutating func add(_ result: CaseResult) {
    names.append(PlainText.printable(result.input.name))
    notes.append(Self.notes(of: result))
  }

  /// Finds what many cases share; called when all of them are added.
  mutating func gather() {
    var cases: [Note: [Int]] = [:]
    var order: [Note] = []
    for (index, list) in notes.enumerated() {
      for note in list {
        if cases[note] == nil { order.append(note) }
        cases[note, default: []].append(index)
      }
    }
    holders = order.compactMap { note in
      let list = cases[note] ?? []
      return list.count >= 4 && 2 * list.count > names.count ? (note, list) : nil
    }
  }

  /// Lines about one case alone.
  func own(_ index: Int) -> [String] {
    let told = Set(holders.map(\.note))
    return Self.lines(notes[index].filter { !told.contains($0) })
  }

  /// Lines about many cases at once, wrapped.
  func shared(width: Int) -> [String] {
    var groups: [(cases: [Int], notes: [Note])] = []
    for (note, cases) in holders {
      if let known = groups.firstIndex(where: { $0.cases == cases }) {
        groups[known].notes.append(note)
      } else {
        groups.append((cases, [note]))
      }
    }
    let lines = groups.flatMap { group in
      PlainText.wrapped(title(of: group.cases), indent: 0, width: width)
        + Self.lines(group.notes).flatMap { PlainText.wrapped($0, indent: 4, width: width) }
    }
    return lines.isEmpty ? [] : lines + [""]
  }

  private func title(of cases: [Int]) -> String {
    if cases.count == names.count { return "All \(cases.count) cases" }
    let held = Set(cases)
    let others = names.indices.filter { !held.contains($0) }
    if others.count <= 3 {
      return "All \(names.count) cases but \(others.map { names[$0] }.joined(separator: ", "))"
    }
    let list = cases.map { names[$0] }.joined(separator: ", ")
    return "\(cases.count) of \(names.count) cases: \(list)"
  }

  private static func notes(of result: CaseResult) -> [Note] {
    var notes: [Note] = []
    if let error = result.error { notes.append(.error("error: \(PlainText.printable(error))")) }
    if let refusal = result.gradeRefusal {
      notes.append(.condition("no grade: \(PlainText.printable(refusal))"))
    }
    if let condition = result.grade.flatMap({ GradeSummary($0).condition }) {
      notes.append(.condition("grade: \(PlainText.printable(condition))"))
    }
    return notes + CaseFlag.all(of: result).map { .flag($0.code) }
  }

  private static func lines(_ notes: [Note]) -> [String] {
    var lines: [String] = []
    var flags: [String] = []
    for note in notes {
      switch note {
      case .error(let text), .condition(let text): lines.append(text)
      case .flag(let code): flags.append(code)
      }
    }
    return flags.isEmpty ? lines : lines + ["flags: \(flags.joined(separator: ", "))"]
  }
}
