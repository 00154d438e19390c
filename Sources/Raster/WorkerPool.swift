import Dispatch
import Synchronization

/// Workers that keep their workspaces from one set of jobs to the next.
///
/// As `concurrentMap`, for work that comes in several sets: memory is touched and files are opened
/// once for each worker, not once for each set. A pool belongs to one thread.
public final class WorkerPool<Workspace> {
  private var workspaces: [Workspace]

  /// Makes a pool.
  ///
  /// - Parameter workspaces: one for each worker, at least one.
  public init(_ workspaces: [Workspace]) {
    precondition(!workspaces.isEmpty)
    self.workspaces = workspaces
  }

  /// Runs independent jobs and returns their results in job order.
  ///
  /// - Parameters:
  ///   - count: number of jobs.
  ///   - job: does job `index` with the worker's workspace.
  /// - Returns: the results, `count` of them.
  public func map<Result: Sendable>(
    count: Int, job: @Sendable (_ workspace: inout Workspace, _ index: Int) -> Result
  ) -> [Result] {
    guard count > 0 else { return [] }
    let next = Atomic<Int>(0)
    let results = Guarded<[Result?]>([Result?](repeating: nil, count: count))
    let workers = min(workspaces.count, count)
    workspaces.withUnsafeMutableBufferPointer { buffer in
      // Each worker touches a workspace of its own.
      nonisolated(unsafe) let workspaces = buffer.baseAddress
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        guard let workspaces else { return }
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < count else { break }
          let result = job(&workspaces[worker], index)
          results.withLock { $0[index] = result }
        }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
