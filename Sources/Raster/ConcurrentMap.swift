import Dispatch
import Synchronization

/// Runs independent jobs on a fixed number of workers and returns their results in job order.
///
/// Every worker owns one workspace for its whole life, so nothing is allocated per job. Jobs are
/// handed out one at a time; results are stored by index, so the outcome does not depend on which
/// worker ran which job.
///
/// - Parameters:
///   - count: number of jobs.
///   - workers: number of workers, at least 1.
///   - makeWorkspace: makes a worker's private state.
///   - job: does job `index` with the worker's workspace.
/// - Returns: the results, `count` of them, in job order.
public func concurrentMap<Workspace, Result: Sendable>(
  count: Int, workers: Int, makeWorkspace: @Sendable () -> Workspace,
  job: @Sendable (_ workspace: inout Workspace, _ index: Int) -> Result
) -> [Result] {
  precondition(workers >= 1)
  guard count > 0 else { return [] }
  let next = Atomic<Int>(0)
  let results = Guarded<[Result?]>([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: min(workers, count)) { _ in
    var workspace = makeWorkspace()
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { break }
      let result = job(&workspace, index)
      results.withLock { $0[index] = result }
    }
  }
  return results.withLock { $0.compactMap { $0 } }
}
