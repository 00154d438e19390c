/// The cases of a run in input order.
///
/// Of a large run they are made anew from their slides at every visit, so visit them once.
public struct CaseList: RandomAccessCollection, Sendable {
  private enum Source {
    case held([CaseResult])
    case assembled(CaseAssembly)
  }

  private let source: Source

  /// A list of cases in memory.
  public init(_ cases: [CaseResult]) { source = .held(cases) }

  /// The cases that follow from slides; kept when the slides are in memory.
  init(_ assembly: CaseAssembly) {
    source = assembly.isHeld ? .held(assembly.cases()) : .assembled(assembly)
  }

  /// Place of the first case.
  public var startIndex: Int { 0 }
  /// Place behind the last case.
  public var endIndex: Int {
    switch source {
    case .held(let cases): cases.count
    case .assembled(let assembly): assembly.count
    }
  }

  /// The case at a place.
  public subscript(place: Int) -> CaseResult {
    switch source {
    case .held(let cases): cases[place]
    case .assembled(let assembly): assembly.result(at: place)
    }
  }

  /// What was said about the case at a place; costs nothing.
  public func input(at place: Int) -> CaseInput {
    switch source {
    case .held(let cases): cases[place].input
    case .assembled(let assembly): assembly.input.cases[place]
    }
  }

  /// What was said about the cases, in their order.
  public var inputs: some Collection<CaseInput> { indices.lazy.map { input(at: $0) } }
}
