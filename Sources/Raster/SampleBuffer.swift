/// Memory for samples that a worker keeps and reuses, so that no tile allocates anew.
///
/// The memory is uninitialized after it grows. Access is not checked for exclusivity at run time: a
/// buffer belongs to one worker, and the check would cost more than the loops it guards.
public final class SampleBuffer<Sample: BitwiseCopyable> {
  /// First sample; valid until the next call of `reserve`.
  @exclusivity(unchecked) public private(set) var base: UnsafeMutablePointer<Sample>
  /// Number of samples the memory holds.
  @exclusivity(unchecked) public private(set) var capacity: Int

  /// Makes a buffer for some samples.
  public init(capacity: Int = 1) {
    self.capacity = max(1, capacity)
    base = UnsafeMutablePointer<Sample>.allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// Makes room for `count` samples; what was stored is lost when the memory must grow.
  ///
  /// - Returns: the first sample.
  @discardableResult
  public func reserve(_ count: Int) -> UnsafeMutablePointer<Sample> {
    if count > capacity {
      base.deallocate()
      capacity = count
      base = UnsafeMutablePointer<Sample>.allocate(capacity: count)
    }
    return base
  }
}
