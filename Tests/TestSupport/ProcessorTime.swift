import Foundation

/// Runs something and says for how many seconds its thread kept a processor busy.
///
/// For work that must not hang: other than a clock, it does not count what else the machine does.
///
/// - Parameter body: what is run, on the calling thread alone.
/// - Returns: the seconds, and what the body returned.
/// - Throws: what the body throws.
public func processorTime<Value, Failure: Error>(
  of body: () throws(Failure) -> Value
) throws(Failure) -> (seconds: Double, value: Value) {
  let start = threadSeconds()
  let value = try body()
  return (threadSeconds() - start, value)
}

private func threadSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
