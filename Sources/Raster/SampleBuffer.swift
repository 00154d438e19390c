/// Memory for samples that a worker keeps and reuses, so that no tile allocates anew.
///
/// The memory is uninitialized after it grows. It is reached through a pointer held in a `let`-like
/// property: pixel loops over class-held arrays pay an exclusivity check per access.
public final class SampleBuffer<Sample: BitwiseCopyable> {
  /// First sample; valid until the next call of `reserve`.
  public private(set) var base: UnsafeMutablePointer<Sample>
  /// Number of samples the memory holds.
  public private(set) var capacity: Int

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
