import Grading
import Quantification

/// The schemes of a run, numbered in order of first use.
struct CaseSchemes {
  private var numbers: [String: Int] = [:]
  /// One line per scheme: number, id, title and edition.
  private(set) var texts: [String] = []

  /// Adds the scheme of a case.
  mutating func add(_ result: CaseResult) {
    guard let scheme = result.grade?.scheme, numbers[scheme.id] == nil else { return }
    numbers[scheme.id] = numbers.count + 1
    texts.append("\(mark(scheme.id)) \(scheme.id): \(scheme.title), \(scheme.edition)")
  }

  /// The raised number of a scheme; empty without one.
  func mark(_ id: String?) -> String {
    guard let id, let number = numbers[id] else { return "" }
    let raised = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String(String(number).compactMap { $0.wholeNumberValue.map { raised[$0] } })
  }
}
