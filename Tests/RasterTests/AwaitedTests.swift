import Foundation
import Raster
import Testing

@Suite struct AwaitedTests {
  @Test func `who waits goes on after the change that he waits for`() {
    let value = Awaited(0)
    let ended = DispatchSemaphore(value: 0)
    for wanted in 1...8 {
      Thread.detachNewThread {
        let seen = value.wait { $0 >= wanted ? $0 : nil }
        if seen >= wanted { ended.signal() }
      }
    }
    for count in 1...8 {
      value.change { $0 += 1 }
      #expect(ended.wait(timeout: .now() + 60) == .success, "\(count)")
    }
    #expect(ended.wait(timeout: .now()) == .timedOut)
  }

  @Test func `what need not wait changes the value at once`() {
    let value = Awaited([1, 2])
    #expect(value.wait { $0.popLast() } == 2)
    #expect(value.wait { $0.popLast() } == 1)
    value.change { $0.append(3) }
    #expect(value.wait { $0.isEmpty ? nil : $0 } == [3])
  }
}
