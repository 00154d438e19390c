import Raster
import Testing

@Suite struct ConcurrentMapTests {
  @Test(arguments: [1, 2, 3, 8])
  func `returns results in job order for any number of workers`(workers: Int) {
    let result = concurrentMap(
      count: 100, workers: workers, makeWorkspace: { [Int]() },
      job: { workspace, index in
        workspace.append(index)
        return index * index
      })
    #expect(result == (0..<100).map { $0 * $0 })
  }

  @Test func `does nothing without jobs`() {
    let result = concurrentMap(
      count: 0, workers: 2, makeWorkspace: {}, job: { _, index in index })
    #expect(result.isEmpty)
  }
}
